"""Take any mandatory part out of a good manifest: it is never published."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.registry.drafting import drafted_activities
from consent.registry.manifest_shape import shape_problems
from consent.registry.publish_rules import broken_rules
from tests.registry.samples import law_based, sample

Path = tuple[str | int, ...]
OPTIONAL = {"confidential", "conditions", "compulsory", "law_name", "explicit_consent"}


def paths(node: Any, at: Path = ()) -> list[Path]:
    """This function will return the place of every part of a manifest, groups and single values alike."""
    found: list[Path] = [at] if at else []
    if isinstance(node, dict):
        for key, value in node.items():
            found += paths(value, (*at, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            found += paths(value, (*at, number))
    return found


def is_mandatory(path: Path) -> bool:
    """This function will say whether the sample cannot do without the part at ``path``."""
    if path[0] == "scopes" and len(path) > 1:
        return False  # a module may need fewer scopes
    if path[:2] == ("categories", 1) and len(path) == 2:
        return False  # no activity of the sample uses the second category
    return not OPTIONAL.intersection(map(str, path))


def without(manifest: dict[str, Any], path: Path) -> dict[str, Any]:
    """This function will return the manifest without the part at ``path``."""
    copied: Any = copy.deepcopy(manifest)
    place = copied
    for part in path[:-1]:
        place = place[part]
    del place[path[-1]]
    return dict(copied)


def problems(manifest: dict[str, Any]) -> list[str]:
    """This function will return everything that keeps a manifest from being published."""
    if found := shape_problems(manifest):
        return found
    return [str(breach) for draft in drafted_activities(manifest, {}, {}) for breach in broken_rules(draft)]


COMPLETE = {
    "consent": sample(high_risk=True, dpia_ref="DPIA 7"),
    "law": law_based(
        recipients=[{"name": {"fi": "Kela", "sv": "FPA", "en": "Kela"}, "kind": "authority"}], law_ref="Act 5 §"
    ),
}
MANDATORY = {name: [path for path in paths(manifest) if is_mandatory(path)] for name, manifest in COMPLETE.items()}
# What a manifest may say as well: leaving it out is another manifest, not a worse one.
FREE: dict[str, set[Path]] = {
    "consent": {("activities", 0, "high_risk")},
    "law": {
        ("activities", 0, "recipients", 0),
        *((*("activities", 0, "notice"), language, "if_no") for language in ("fi", "sv", "en")),
    },
}


@pytest.mark.parametrize("name", COMPLETE)
def test_the_whole_manifest_has_no_problem(name: str) -> None:
    assert problems(COMPLETE[name]) == []


@settings(deadline=None)
@given(st.data())
def test_a_manifest_without_any_one_mandatory_part_is_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(COMPLETE)))
    path = data.draw(st.sampled_from([path for path in MANDATORY[name] if path not in FREE[name]]))
    assert problems(without(COMPLETE[name], path)), path


@settings(deadline=None)
@given(st.data())
def test_a_manifest_with_any_text_emptied_is_refused(data: st.DataObject) -> None:
    manifest = copy.deepcopy(COMPLETE["consent"])
    language = data.draw(st.sampled_from(["fi", "sv", "en"]))
    part = data.draw(st.sampled_from(sorted(manifest["activities"][0]["notice"][language])))
    manifest["activities"][0]["notice"][language][part] = data.draw(st.sampled_from(["", " ", "\n\n", "\u00a0"]))
    assert problems(manifest)

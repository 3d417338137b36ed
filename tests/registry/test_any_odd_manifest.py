"""Anything at all stands in a manifest: it is published, or refused in words, and never a traceback."""

import contextlib
import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.core.errors import Invalid
from consent.people.actors import Actor
from consent.registry.actions.load_manifest import load_manifest
from tests.registry.samples import law_based, sample
from tests.registry.test_removing_a_mandatory_part import Path as Place
from tests.registry.test_removing_a_mandatory_part import paths, without

FULL = {
    "in_force_from": "2026-01-01T00:00:00Z",
    "in_force_until": "2199-01-01T00:00:00Z",
    "explicit_consent": {"fi": "Suostun.", "sv": "Jag samtycker.", "en": "I agree."},
    "recipients": [{"name": {"fi": "Kela", "sv": "FPA", "en": "Kela"}, "kind": "authority", "department": "kela"}],
    "high_risk": True,
    "dpia_ref": "DPIA 7",
    "conditions": {"case": True, "staff_ref": False},
}
MANIFESTS = {
    "consent": sample(**FULL),
    "law": law_based(**FULL, compulsory=True, restriction_exception="Act 5 §", special_category_law="Act 6 §"),
}
DEEP: Any = "bottom"
for _level in range(100):
    DEEP = [DEEP]
ODD = [
    None, True, 0, -1, 13, 2**31, 2**63, 10**4000, 1.0, float("nan"), date(2026, 1, 1), b"bytes", ("a", "b"), {1},
    object(), "", " ", "\n", "x", "x" * 3000, "\u0344" * 120, "\x00", "\u200b", "\ud800", "e\u0301", "a\nb", "gym\n",
    "-", "%s", "{0}", "[bold]", "\x1b[31m", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00",
    "1999-12-31T24:00:00Z", "2026-01-01T00:00:00+99:99", "２０２６-01-01T00:00:00Z", "2020-01-01T00:00:00Z",
    "consent", "public_task", "special", "gym-tips", "gym.groups", "dpv:Marketing", [], [[]], ["gym.groups"],
    ["x", "x"], [None], {}, {"fi": "x"}, {"": ""}, {1: "x"}, {"\ud800": "x"}, {None: None}, DEEP,
]  # fmt: skip
ODDITIES = st.sampled_from(ODD) | st.text(max_size=130) | st.integers() | st.lists(st.text(max_size=5), max_size=3)


def put(manifest: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    """This function will return the manifest with ``value`` at ``place``."""
    copied: Any = copy.deepcopy(manifest)
    inner = copied
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return dict(copied)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_odd_value_anywhere_is_published_or_refused_in_words(db: None, operator: Actor, data: st.DataObject) -> None:
    good = MANIFESTS[data.draw(st.sampled_from(sorted(MANIFESTS)))]
    odd = good
    for _ in range(data.draw(st.integers(1, 2))):
        odd = put(
            odd,
            data.draw(st.sampled_from([place for place in paths(good) if _is_there(odd, place)])),
            data.draw(ODDITIES),
        )
    with transaction.atomic():
        if data.draw(st.booleans()):
            load_manifest(actor=operator, manifest=good)
        problems = ["published"]
        try:
            load_manifest(actor=operator, manifest=odd)
        except Invalid as refused:
            problems = refused.problems
        transaction.set_rollback(True)
    assert problems
    assert all(line.encode() for line in problems)


@pytest.mark.parametrize("name", MANIFESTS)
def test_each_place_in_turn_is_spoilt_without_a_traceback(db: None, operator: Actor, name: str) -> None:
    good = MANIFESTS[name]
    spoilt = [put(good, place, odd) for place in paths(good) for odd in ("", " ", "\u0344" * 120, "dpv:Marketing", 0)]
    spoilt += [without(good, place) for place in paths(good)]
    refusals = 0
    for manifest in spoilt:
        with transaction.atomic():
            try:
                load_manifest(actor=operator, manifest=manifest)
            except Invalid:
                refusals += 1
            transaction.set_rollback(True)
    assert len(spoilt) / 2 < refusals < len(spoilt)


def _is_there(manifest: Any, place: Place) -> bool:
    for part in place:
        fits = isinstance(manifest, dict) if isinstance(part, str) else isinstance(manifest, list)
        if not fits or (part not in manifest if isinstance(part, str) else part >= len(manifest)):
            return False
        manifest = manifest[part]
    return True


@pytest.mark.parametrize("whole", [None, [], "text", 7, True, {}, {"module": "gym"}, DEEP, 10**5000], ids=range(9))
def test_a_manifest_that_is_none_is_refused_in_words(db: None, operator: Actor, whole: Any) -> None:
    with pytest.raises(Invalid):
        load_manifest(actor=operator, manifest=whole)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spoilt_file_is_refused_by_the_command_in_words(db: None, tmp_path: Path, data: st.DataObject) -> None:
    text = yaml.safe_dump(MANIFESTS["consent"], allow_unicode=True)
    at = data.draw(st.integers(0, len(text)))
    spoil = data.draw(
        st.sampled_from(
            ["!!int ''", "!!float x", "!!binary é", "<<: {a: 1}", "? [a]", "&a *a", "0x", "\t", "- ", ": ", "\x00"]
        )
        | st.text(max_size=8)
    )
    file = tmp_path / "manifest.yaml"
    file.write_bytes(f"{text[:at]}{spoil}{text[at:]}".encode("utf-8", "surrogatepass"))
    with transaction.atomic():
        with contextlib.suppress(CommandError):
            call_command("publish_registry", file, verbosity=0)
        transaction.set_rollback(True)

"""A department publishes wider terms under a code that people have agreed to."""

from collections.abc import Callable
from typing import Any

import pytest

from consent.core.errors import Invalid
from consent.people.actors import Actor
from consent.registry import queries
from consent.registry.actions.publish_notice import publish_notice
from consent.registry.models import Activity
from tests.registry.conftest import Load
from tests.registry.samples import Manifest, changed, drafts, law_based, sample

Change = Callable[[dict[str, Any]], object]
CLUB_NAME = {"fi": "Seura", "sv": "Föreningen", "en": "The club"}
CLUB = {"name": CLUB_NAME, "kind": "association"}
WORDS = {"fi": "Annan nimenomaisen suostumuksen.", "sv": "Jag samtycker uttryckligen.", "en": "I explicitly agree."}
WIDER: dict[str, Change] = {
    "category": lambda a: a["categories"].append("gym.visits"),
    "recipient": lambda a: a["recipients"].append({**CLUB, "name": {**CLUB_NAME, "en": "Another club"}}),
    "retention": lambda a: a["retention"].update(months=7),
    "age": lambda a: a["child_rule"].update(own_decision_from=14),
    "validity": lambda a: a.update(valid_months=13),
    "words": lambda a: a.update(explicit_consent=WORDS),
}
NARROWER: dict[str, Change] = {
    "nothing": lambda a: a,
    "category": lambda a: a["categories"].remove("gym.addresses"),
    "recipient": lambda a: a["recipients"].clear(),
    "retention": lambda a: a["retention"].update(months=5),
    "age": lambda a: a["child_rule"].update(own_decision_from=16),
    "validity": lambda a: a.update(valid_months=6),
    "rewording": lambda a: a["notice"]["sv"].update(why="Av en annan orsak."),
    "retention text": lambda a: a["retention"]["text"].update(en="Half a year."),
}


def agreed(basis: str = "consent") -> Manifest:
    """This function will return a manifest from which each term can still be widened and narrowed."""
    manifest = sample() if basis == "consent" else law_based()
    for code in ("gym.addresses", "gym.visits"):
        manifest["categories"].append({**manifest["categories"][0], "code": code})
    rule = {"own_decision_from": 15, "guardians": "any"}
    manifest["activities"][0].update(categories=["gym.groups", "gym.addresses"], recipients=[CLUB], child_rule=rule)
    return changed(manifest, lambda m: None)


def stretched(change: Change, basis: str = "consent") -> Manifest:
    """This function will return the manifest with ``change`` made to its activity."""
    return changed(agreed(basis), lambda m: change(m["activities"][0]))


def terms() -> tuple[int, int]:
    """This function will return the version in force and the one since which the terms have not widened."""
    view = queries.activity("gym-tips")
    return view.notice.version, view.terms_since_version


def test_the_first_version_has_its_own_terms(load: Load) -> None:
    load(agreed())
    assert terms() == (1, 1)


@pytest.mark.law("GDPR", "4(11)", "a consent does not cover what was added after it was given")
@pytest.mark.parametrize("way", WIDER)
def test_wider_terms_are_terms_of_their_own(load: Load, way: str) -> None:
    load(agreed())
    outcome = load(stretched(WIDER[way]))
    assert terms() == (2, 2)
    assert [bool(row.widened) for row in outcome.rows if row.kind == "activity"] == [True]


@pytest.mark.parametrize("way", NARROWER)
def test_narrower_or_reworded_terms_keep_the_consents(load: Load, way: str) -> None:
    load(agreed())
    load(stretched(NARROWER[way]))
    assert terms()[1] == 1


@pytest.mark.parametrize("sensitivity", ["special", "national_id"])
def test_a_category_that_becomes_more_sensitive_is_a_wider_term(load: Load, sensitivity: str) -> None:
    with_words = stretched(lambda a: a.update(explicit_consent=WORDS))
    load(with_words)
    load(changed(with_words, lambda m: m["categories"][0].update(sensitivity=sensitivity)))
    assert terms() == (2, 2)
    load(with_words)
    assert terms() == (3, 2)


def test_a_category_that_comes_to_mean_other_data_is_a_wider_term(load: Load) -> None:
    load(agreed())
    load(changed(agreed(), lambda m: m["categories"][0].update(pd="pd:HealthHistory")))
    assert terms() == (2, 2)


def test_other_words_of_an_explicit_consent_are_agreed_to_anew(load: Load) -> None:
    load(stretched(lambda a: a.update(explicit_consent=WORDS)))
    load(stretched(lambda a: a.update(explicit_consent={**WORDS, "en": "I agree to anything."})))
    assert terms() == (2, 2)


def test_widening_in_small_steps_leaves_nobody_behind(load: Load) -> None:
    load(agreed())
    load(stretched(WIDER["recipient"]))
    load(stretched(lambda a: (WIDER["recipient"](a), NARROWER["rewording"](a))))
    assert terms() == (3, 2)
    load(stretched(lambda a: (WIDER["recipient"](a), WIDER["retention"](a))))
    assert terms() == (4, 4)


def test_narrowing_does_not_revive_consents_that_lapsed(load: Load) -> None:
    load(agreed())
    load(stretched(WIDER["category"]))
    load(agreed())
    assert terms() == (3, 2)


def test_what_rests_on_a_law_asks_nobody_anew(load: Load) -> None:
    load(agreed("law"))
    load(stretched(WIDER["recipient"], "law"))
    assert terms() == (2, 1)


@pytest.mark.law("GDPR", "5(1)(b)", "a registered purpose is never swapped for another")
@pytest.mark.parametrize("manifest", [sample(), law_based()])
def test_another_purpose_needs_another_code(load: Load, operator: Actor, manifest: Manifest) -> None:
    load(manifest)
    other = changed(manifest, lambda m: m["activities"][0].update(purpose="dpv:Marketing"))
    with pytest.raises(Invalid, match="purpose_changed"):
        load(other)
    with pytest.raises(Invalid, match="purpose_changed"):  # also past the manifest, with a draft that knows no past
        publish_notice(actor=operator, draft=drafts(other)[0])
    assert queries.activity("gym-tips").notice.version == 1


def test_a_category_is_not_made_special_behind_another_notice(load: Load) -> None:
    load(sample())
    rival = changed(
        sample(code="rival-tips"), lambda m: (m["department"].update(code="rival"), m["categories"].clear())
    )
    load(rival)
    raised = changed(sample(explicit_consent=WORDS), lambda m: m["categories"][0].update(sensitivity="special"))
    with pytest.raises(Invalid) as refused:
        load(raised)
    [line] = refused.value.problems
    assert "is used so by rival-tips" in line
    assert line.endswith("[category_used_elsewhere]")
    Activity.objects.filter(code="rival-tips").update(
        in_force_from="2020-01-01T00:00:00Z", in_force_until="2021-01-01T00:00:00Z"
    )
    load(raised)
    assert terms() == (2, 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"in_force_until": "2020-01-01T00:00:00Z"}),
        ({"in_force_from": "2026-03-01T00:00:00Z"}, {"in_force_until": "2026-03-01T00:00:00Z"}),
        ({"in_force_from": "2026-03-01T00:00:00Z"}, {"in_force_until": "2026-03-01T01:00:00+02:00"}),
    ],
)
def test_an_end_before_the_registered_beginning_is_refused(
    load: Load, first: dict[str, str], second: dict[str, str]
) -> None:
    load(sample(**first))
    with pytest.raises(Invalid, match="ends_before_it_begins"):
        load(sample(**second))
    assert queries.activity("gym-tips").in_force_until is None


@pytest.mark.parametrize(
    "dates",
    [
        {"in_force_until": "2020-01-01T00:00:00Z"},
        {"in_force_from": "2026-03-01T00:00:00Z", "in_force_until": "2026-02-01T00:00:00Z"},
    ],
)
def test_a_new_activity_that_ends_before_it_begins_is_refused(load: Load, dates: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="ends_before_it_begins"):
        load(sample(**dates))

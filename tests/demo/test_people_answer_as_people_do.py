"""The replay's people: drawn by seed, in whatever order things happen, near the rates they are given."""

from dataclasses import replace
from datetime import date
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.replies import read_reply
from consent.demo.replay.behaviour import MOST_HELP, Crowd, Family, Shown
from consent.demo.replay.families import birth_year, make_families, make_units, unit_of
from consent.demo.replay.rates import ACCEPTED_2021, ANSWERED_2021, SATISFACTION_2021, Rates

DAY = date(2026, 11, 24)
CODE, OTHER = "4K7P", "3J9R"
PEOPLE = [Family(number, 0, 1 + number % 2, ("fi", "sv", "en")[number % 3]) for number in range(6_000)]
CROWD = Crowd(2021, Rates())


def written(who: Family, crowd: Crowd = CROWD, shown: Shown = Shown.OFFER, codes: tuple[str, ...] = (CODE,)) -> list:
    """This function will return what somebody writes when a message comes for the first time."""
    return crowd.react(who, shown, codes, 1)


@given(st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=5))
def test_nobody_is_changed_by_what_others_do_first(who: Family, others: list[Family]) -> None:
    crowd = Crowd(2021, Rates())
    for other in others:
        written(other, crowd)
    assert written(who, crowd) == written(who)
    assert crowd.plan(who) == CROWD.plan(replace(who, guardian=0))


def test_another_seed_is_another_crowd() -> None:
    assert [written(who, Crowd(1, Rates())) for who in PEOPLE[:50]] != [written(who) for who in PEOPLE[:50]]


def test_the_crowd_is_near_the_figures_of_2021() -> None:
    plans = [CROWD.plan(who) for who in PEOPLE]
    answering = [plan for plan in plans if any(plan.meant) and not plan.late]
    accepting = [plan for plan in answering if "A" in plan.meant]
    assert len(answering) / len(plans) == pytest.approx(ANSWERED_2021, abs=0.03)
    assert len(accepting) / len(plans) == pytest.approx(ACCEPTED_2021, abs=0.04)
    ratings = [int(one.text) for who in PEOPLE for one in written(who, shown=Shown.RATE)]
    assert mean(ratings) == pytest.approx(SATISFACTION_2021, abs=0.05)


def test_every_mess_is_among_what_they_write() -> None:
    everything = [one for who in PEOPLE for one in written(who)]
    kinds = {read_reply(one.text).kind for one in everything}
    assert kinds >= {"answer", "unclear", "stop"}
    assert {one.copies for one in everything} == {1, 5}
    assert any(one.elsewhere for one in everything)
    assert any(one.late for one in everything)
    assert len({one.key for one in everything}) == len(everything)
    assert all(0 <= one.after <= 30 for one in everything)
    assert any(not CROWD.takes(who) for who in PEOPLE)


@given(st.sampled_from(PEOPLE))
def test_who_is_helped_writes_what_is_asked_and_gives_up_in_the_end(who: Family) -> None:
    meant = CROWD.plan(who).meant[0]
    helped = CROWD.react(who, Shown.WHICH, (CODE, OTHER), 1)
    assert [one.text for one in helped] == ([f"{meant} {CODE}", f"{meant} {OTHER}"] if meant else [])
    assert CROWD.react(who, Shown.HELP, (CODE,), MOST_HELP + 1) == []
    assert CROWD.react(who, Shown.OTHER, (CODE,), 1) == []
    assert CROWD.react(who, Shown.HELP, (), 1) == []


def test_families_are_the_same_for_a_seed_and_have_every_oddity() -> None:
    families = make_families(2021, 1_500, DAY, Rates())
    assert families == make_families(2021, 1_500, DAY, Rates())
    guardians = [guardian for family in families for guardian in family.guardians]
    children = [child for family in families for child in family.children]
    assert {len(family.guardians) for family in families} == {1, 2}
    assert {len(family.children) for family in families} == {1, 2}
    assert any(not guardian.phone for guardian in guardians)
    assert any(guardian.phone.startswith("+46") for guardian in guardians)
    phones = [guardian.phone for guardian in guardians if guardian.phone]
    assert len(set(phones)) < len(phones)
    assert any(child.non_disclosure for child in children)
    assert {child.birth_date.year for child in children} == {birth_year(DAY), birth_year(DAY) + 1}
    assert all(900 <= int(person.national_id[7:10]) <= 999 for person in (*guardians, *children))
    by_id = {guardian.national_id for guardian in guardians}
    assert all(set(child.guardians) <= by_id and child.guardians for child in children)


def test_units_are_too_small_here_and_there_and_never_for_all() -> None:
    families = make_families(7, 800, DAY, Rates())
    units = make_units(families)
    children = [child for family in families for child in family.children]
    wanted = {unit.code: sum(unit_of(child, units) == unit for child in children) for unit in units}
    assert any(unit.places < wanted[unit.code] for unit in units)
    assert sum(unit.places >= wanted[unit.code] for unit in units) > len(units) / 2

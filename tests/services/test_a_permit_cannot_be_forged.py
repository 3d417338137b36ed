"""A permit comes from the client alone, opens one person's named categories, and is soon over."""

import copy
import dataclasses
import pickle
from datetime import timedelta
from types import SimpleNamespace

import pytest

from services.kit.testkit.bad_permits import permit_for
from services.sdk import clock
from services.sdk.errors import CategoryNotCovered, NoPermit, PermitExpired, WrongSubject
from services.sdk.permits import LONGEST_LIFE, Permit, demand, issue

SOMEBODY, SOMEBODY_ELSE = "d4" * 16, "e5" * 16


@pytest.fixture
def permit() -> Permit:
    """A genuine permit to SOMEBODY's loans."""
    made = permit_for("library.loans", SOMEBODY)
    assert isinstance(made, Permit)
    return made


def test_a_good_permit_opens_what_it_names(permit: Permit) -> None:
    assert demand(permit, category="library.loans", pairwise_id=SOMEBODY) is permit


def test_it_opens_no_other_category(permit: Permit) -> None:
    with pytest.raises(CategoryNotCovered):
        demand(permit, category="library.customer", pairwise_id=SOMEBODY)


def test_it_opens_nobody_elses_data(permit: Permit) -> None:
    with pytest.raises(WrongSubject):
        demand(permit, category="library.loans", pairwise_id=SOMEBODY_ELSE)


def test_it_opens_nothing_from_the_second_it_expires(permit: Permit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: permit.expires_at - timedelta(microseconds=1))
    demand(permit, category="library.loans", pairwise_id=SOMEBODY)
    monkeypatch.setattr(clock, "now", lambda: permit.expires_at)
    with pytest.raises(PermitExpired):
        demand(permit, category="library.loans", pairwise_id=SOMEBODY)


def test_nobody_builds_one_by_hand(permit: Permit) -> None:
    parts = ("library-loans", SOMEBODY, frozenset({"library.loans"}), ("1",), clock.now() + LONGEST_LIFE)
    for seal in (None, True, object(), "seal"):
        with pytest.raises(NoPermit):
            Permit(*parts, seal=seal)
    with pytest.raises(TypeError):
        Permit(*parts)  # type: ignore[call-arg]


def test_it_cannot_be_changed_copied_or_stored(permit: Permit) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        permit.expires_at = clock.now() + timedelta(days=1)  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        permit.anything = 1  # type: ignore[attr-defined]
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            attempt(permit)
    with pytest.raises((NoPermit, TypeError, ValueError)):
        dataclasses.replace(permit, expires_at=clock.now() + timedelta(days=1))


def test_a_shell_without_an_inside_opens_nothing() -> None:
    shell = object.__new__(Permit)
    with pytest.raises(NoPermit):
        demand(shell, category="library.loans", pairwise_id=SOMEBODY)


def test_a_lookalike_opens_nothing(permit: Permit) -> None:
    lookalike = SimpleNamespace(
        activity=permit.activity,
        pairwise_id=permit.pairwise_id,
        categories=permit.categories,
        decision_ids=permit.decision_ids,
        expires_at=permit.expires_at,
        _seal=permit._seal,
    )

    class Heir(Permit):
        """A subclass that would let itself off."""

    for other in (lookalike, object.__new__(Heir), None, True, "permit", {}):
        with pytest.raises(NoPermit):
            demand(other, category="library.loans", pairwise_id=SOMEBODY)


@pytest.mark.parametrize("life", [timedelta(0), -timedelta(seconds=1), LONGEST_LIFE + timedelta(seconds=1)])
def test_not_even_the_client_makes_one_that_is_over_or_lives_long(life: timedelta) -> None:
    with pytest.raises(PermitExpired):
        issue(
            activity="library-loans",
            pairwise_id=SOMEBODY,
            categories=frozenset({"library.loans"}),
            decision_ids=("1",),
            expires_at=clock.now() + life,
        )


def test_printing_one_tells_nobody_whom_it_is_about(permit: Permit) -> None:
    assert SOMEBODY not in repr(permit)
    assert SOMEBODY not in str(permit)

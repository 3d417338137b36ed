"""A permit comes from the client alone, opens one person's named categories, and is soon over."""

import copy
import dataclasses
import hmac
import pickle
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from services.kit.testkit.bad_permits import permit_for
from services.sdk import clock
from services.sdk.errors import CategoryNotCovered, NoPermit, PermitExpired, WrongActivity, WrongSubject
from services.sdk.permits import LONGEST_LIFE, Permit, demand, issue

SOMEBODY, SOMEBODY_ELSE = "d4" * 16, "e5" * 16
DESK, TIPS = "library-loans", "library-recommendations"


@pytest.fixture
def permit() -> Permit:
    """A genuine permit to SOMEBODY's loans."""
    made = permit_for("library.loans", DESK, SOMEBODY)
    assert isinstance(made, Permit)
    return made


def test_a_good_permit_opens_what_it_names(permit: Permit) -> None:
    demand(permit, activity=DESK, category="library.loans", pairwise_id=SOMEBODY)
    assert permit.activity == DESK
    assert permit.pairwise_id == SOMEBODY
    assert permit.categories == {"library.loans"}
    assert permit.decision_ids == ("1",)


def test_it_opens_no_other_category(permit: Permit) -> None:
    with pytest.raises(CategoryNotCovered):
        demand(permit, activity=DESK, category="library.customer", pairwise_id=SOMEBODY)


def test_it_opens_nobody_elses_data(permit: Permit) -> None:
    with pytest.raises(WrongSubject):
        demand(permit, activity=DESK, category="library.loans", pairwise_id=SOMEBODY_ELSE)


@pytest.mark.law("GDPR", "5(1)(b)", "what was allowed for one purpose opens nothing for another")
def test_it_serves_no_other_activity(permit: Permit) -> None:
    with pytest.raises(WrongActivity):
        demand(permit, activity=TIPS, category="library.loans", pairwise_id=SOMEBODY)


def test_it_opens_nothing_from_the_second_it_expires(permit: Permit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: permit.expires_at - timedelta(microseconds=1))
    demand(permit, activity=DESK, category="library.loans", pairwise_id=SOMEBODY)
    monkeypatch.setattr(clock, "now", lambda: permit.expires_at)
    with pytest.raises(PermitExpired):
        demand(permit, activity=DESK, category="library.loans", pairwise_id=SOMEBODY)


def test_nobody_builds_one_by_hand(permit: Permit) -> None:
    for parts in ((), ("library-loans", SOMEBODY, frozenset({"library.loans"}), ("1",), clock.now() + LONGEST_LIFE)):
        with pytest.raises(NoPermit):
            Permit(*parts)
    with pytest.raises(NoPermit):
        Permit(_claims=permit._claims, _seal=permit._seal)


@pytest.mark.parametrize("name", ["expires_at", "categories", "_claims", "_seal", "anything"])
def test_it_cannot_be_changed(permit: Permit, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(permit, name, getattr(permit, name, 1))
    with pytest.raises(AttributeError):
        delattr(permit, name)


def test_it_cannot_be_copied_or_stored(permit: Permit) -> None:
    for attempt in (copy.copy, copy.deepcopy, *(partial(pickle.dumps, protocol=n) for n in range(6))):
        with pytest.raises(TypeError):
            attempt(permit)
    with pytest.raises(TypeError):
        dataclasses.replace(permit, expires_at=clock.now() + timedelta(days=1))  # type: ignore[type-var]


@pytest.mark.parametrize("name", ["__getstate__", "__setstate__", "__reduce__", "__reduce_ex__", "__copy__"])
def test_it_has_no_method_that_takes_it_apart_or_fills_it_in(permit: Permit, name: str) -> None:
    for arguments in ((), ([permit._claims, permit._seal],)):
        with pytest.raises(TypeError):
            getattr(permit, name)(*arguments)
        with pytest.raises(TypeError):
            getattr(object.__new__(Permit), name)(*arguments)


FORGED = {
    "nothing": (),
    "no seal": ("claims",),
    "no claims": (None, "seal"),
    "claims of one's own under a genuine seal": ("others", "seal"),
    "claims sealed with another key": ("others", "guess"),
    "an empty seal": ("claims", b""),
    "a seal that is not bytes": ("claims", True),
    "claims that say one thing and mean another": ("heir", "seal"),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_is_forced_into_a_shell_opens_nothing(permit: Permit, what: str) -> None:
    class Heir(bytes):
        """Bytes that are sealed as one thing and decoded as another."""

        def decode(self, *args: object, **kwargs: object) -> str:
            return others.decode()

        def startswith(self, *args: object) -> bool:
            return False

    others = permit._claims.replace(b"library.loans", b"library.customer")
    guess = hmac.digest(b"\x00" * 32, others, "sha256")
    parts = {"claims": permit._claims, "seal": permit._seal, "others": others, "guess": guess}
    parts["heir"] = Heir(permit._claims)
    shell = object.__new__(Permit)
    for name, part in zip(("_claims", "_seal"), FORGED[what], strict=False):
        if part is not None:
            object.__setattr__(shell, name, parts.get(part, part) if isinstance(part, str) else part)
    for category in ("library.loans", "library.customer"):
        with pytest.raises(NoPermit):
            demand(shell, activity=DESK, category=category, pairwise_id=SOMEBODY)


def test_one_changed_by_force_opens_nothing_and_a_forced_copy_no_more_than_itself(
    permit: Permit, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = object.__new__(Permit)
    object.__setattr__(double, "_claims", permit._claims)
    object.__setattr__(double, "_seal", permit._seal)
    demand(double, activity=DESK, category="library.loans", pairwise_id=SOMEBODY)
    with pytest.raises(CategoryNotCovered):
        demand(double, activity=DESK, category="library.customer", pairwise_id=SOMEBODY)
    end = permit.expires_at
    object.__setattr__(permit, "_claims", permit._claims.replace(SOMEBODY.encode(), SOMEBODY_ELSE.encode()))
    for person in (SOMEBODY, SOMEBODY_ELSE):
        with pytest.raises(NoPermit):
            demand(permit, activity=DESK, category="library.loans", pairwise_id=person)
    monkeypatch.setattr(clock, "now", lambda: end)
    with pytest.raises(PermitExpired):
        demand(double, activity=DESK, category="library.loans", pairwise_id=SOMEBODY)


def test_a_lookalike_opens_nothing(permit: Permit) -> None:
    lookalike = SimpleNamespace(
        activity=permit.activity,
        pairwise_id=permit.pairwise_id,
        categories=permit.categories,
        decision_ids=permit.decision_ids,
        expires_at=permit.expires_at,
        _claims=permit._claims,
        _seal=permit._seal,
    )

    class Heir(Permit):
        """A subclass that would let itself off."""

    heir = object.__new__(Heir)
    object.__setattr__(heir, "_claims", permit._claims)
    object.__setattr__(heir, "_seal", permit._seal)
    for other in (lookalike, heir, None, True, "permit", {}):
        with pytest.raises(NoPermit):
            demand(other, activity=DESK, category="library.loans", pairwise_id=SOMEBODY)


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

"""A permission is the fold of its changes, whatever they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.events import Kind
from consent.core.permissions import DECISIONS, MARKS, Change, Permission, apply, fold, state_of
from consent.core.vocabulary import Basis, DecidedBy, State

AT = datetime(2026, 5, 1, tzinfo=UTC)
KINDS = (*DECISIONS, *MARKS)


def changes(kinds: list[Kind]) -> list[Change]:
    """This function will number ``kinds`` as one permission's changes, a day apart."""
    return [
        Change(
            kind,
            number,
            AT + timedelta(days=number),
            DecidedBy.SELF,
            1,
            AT + timedelta(days=900) if kind is Kind.CONSENT_GRANTED else None,
        )
        for number, kind in enumerate(kinds, start=1)
    ]


@given(st.lists(st.sampled_from(KINDS)), st.data())
def test_folding_in_two_parts_gives_the_same_as_folding_at_once(kinds: list[Kind], data: st.DataObject) -> None:
    whole = changes(kinds)
    cut = data.draw(st.integers(0, len(whole)))
    permission = fold(whole[:cut])
    for change in whole[cut:]:
        permission = apply(permission, change)
    assert permission == fold(whole)
    assert permission.version == len(kinds)


@given(st.lists(st.sampled_from(KINDS), min_size=1))
def test_the_last_word_on_consent_is_what_stands(kinds: list[Kind]) -> None:
    words = [kind for kind in kinds if kind in DECISIONS]
    assert fold(changes(kinds)).decision == (DECISIONS[words[-1]] if words else None)


@given(st.lists(st.sampled_from(KINDS), min_size=1), st.integers(-5, 5).filter(lambda step: step != 1))
def test_a_gap_or_a_repeat_in_the_versions_is_refused(kinds: list[Kind], step: int) -> None:
    permission = fold(changes(kinds))
    broken = Change(Kind.CONSENT_GRANTED, permission.version + step, AT, DecidedBy.SELF)
    with pytest.raises(ValueError, match="does not follow"):
        apply(permission, broken)


def test_a_kind_that_is_no_permission_change_is_refused() -> None:
    with pytest.raises(ValueError, match="does not change a permission"):
        apply(Permission(), Change(Kind.USE_PERMITTED, 1, AT, DecidedBy.SELF))


@pytest.mark.parametrize(
    ("kinds", "basis", "state"),
    [
        ([], Basis.CONSENT, State.UNDECIDED),
        ([], Basis.PUBLIC_TASK, State.IN_FORCE),
        ([Kind.CONSENT_GRANTED], Basis.CONSENT, State.GRANTED),
        ([Kind.CONSENT_REFUSED], Basis.CONSENT, State.REFUSED),
        ([Kind.CONSENT_GRANTED, Kind.CONSENT_WITHDRAWN], Basis.CONSENT, State.WITHDRAWN),
        ([Kind.CONSENT_GRANTED, Kind.RESTRICTION_BEGAN], Basis.CONSENT, State.RESTRICTED),
        ([Kind.OBJECTION_MADE], Basis.PUBLIC_TASK, State.OBJECTED),
        ([Kind.OBJECTION_MADE, Kind.RESTRICTION_BEGAN], Basis.PUBLIC_TASK, State.RESTRICTED),
        ([Kind.OBJECTION_MADE, Kind.OBJECTION_LIFTED], Basis.PUBLIC_TASK, State.IN_FORCE),
    ],
)
def test_the_state_in_one_word(kinds: list[Kind], basis: Basis, state: State) -> None:
    permission = fold(changes(kinds)) if kinds else None
    assert state_of(permission, basis, AT + timedelta(days=10)) is state


def test_a_consent_expires_at_its_very_moment() -> None:
    permission = fold(changes([Kind.CONSENT_GRANTED]))
    assert permission.valid_until is not None
    assert state_of(permission, Basis.CONSENT, permission.valid_until - timedelta(microseconds=1)) is State.GRANTED
    assert state_of(permission, Basis.CONSENT, permission.valid_until) is State.EXPIRED

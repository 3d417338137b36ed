"""A campaign's figures are what its events tell, in the order in which the log has them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from consent.core.events import Kind
from consent.proactive.event_figures import Row, counted
from consent.proactive.vocabulary import NotOffered, OfferState

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def told(offer: UUID, kind: Kind, state: OfferState, *, after: float = 0, choice: str = "", reason: str = "") -> Row:
    """This function will return one event so many seconds after the beginning."""
    return offer, kind.value, AT + timedelta(seconds=after), state.value, choice, reason


def placed(offer: UUID) -> list[Row]:
    """This function will return the story of a family that changed its mind twice and got a place."""
    return [
        told(offer, Kind.OFFER_MADE, OfferState.MADE),
        told(offer, Kind.OFFER_SENT, OfferState.SENT, after=1),
        told(offer, Kind.OFFER_DELIVERED, OfferState.SENT, after=2),
        told(offer, Kind.OFFER_ANSWERED, OfferState.ACCEPTED, after=61, choice="A"),
        told(offer, Kind.OFFER_ANSWERED, OfferState.DECLINED, after=90, choice="B"),
        told(offer, Kind.OFFER_ANSWERED, OfferState.ACCEPTED, after=95, choice="A"),
        told(offer, Kind.OFFER_DECIDED, OfferState.GRANTED, after=200),
        told(offer, Kind.OFFER_RATED, OfferState.GRANTED, after=300),
    ]


def test_a_family_is_counted_once_at_each_step_and_by_its_last_answer() -> None:
    figures = counted(placed(uuid4()))
    steps = (figures.candidates, figures.eligible, figures.permitted, figures.sent, figures.delivered)
    assert steps == (1, 1, 1, 1, 1)
    assert (figures.answered, figures.accepted, figures.declined, figures.placed, figures.rated) == (1, 1, 0, 1, 1)
    assert (figures.median_seconds, figures.final) == (60.0, {OfferState.GRANTED: 1})
    assert (figures.unended, figures.ended_twice) == (0, 0)


def test_those_who_were_not_offered_are_counted_by_why() -> None:
    rows = [
        told(uuid4(), Kind.OFFER_NOT_MADE, OfferState.NOT_OFFERED, reason=reason)
        for reason in (
            NotOffered.NOT_ELIGIBLE,
            NotOffered.INPUTS_MISSING,
            NotOffered.NO_PERMISSION,
            NotOffered.NO_GUARDIAN,
        )
    ]
    figures = counted(rows)
    assert (figures.candidates, figures.eligible, figures.permitted, figures.sent) == (4, 2, 1, 0)
    assert (figures.median_seconds, figures.unended) == (None, 0)


@pytest.mark.parametrize(
    ("more", "unended", "twice"),
    [
        ([(Kind.OFFER_LAPSED, OfferState.LAPSED)], 0, 0),
        ([(Kind.OFFER_STOPPED, OfferState.STOPPED)], 0, 0),
        ([(Kind.OFFER_SENT, OfferState.SENT)], 1, 0),
        ([(Kind.OFFER_LAPSED, OfferState.LAPSED), (Kind.OFFER_DECIDED, OfferState.GRANTED)], 0, 1),
    ],
)
def test_no_end_and_two_ends_are_seen(more: list[tuple[Kind, OfferState]], unended: int, twice: int) -> None:
    offer = uuid4()
    figures = counted([told(offer, Kind.OFFER_MADE, OfferState.MADE), *(told(offer, *one) for one in more)])
    assert (figures.unended, figures.ended_twice) == (unended, twice)


def test_stories_that_run_together_are_kept_apart() -> None:
    one, two = placed(uuid4()), placed(uuid4())
    mixed = [row for pair in zip(one, two, strict=True) for row in pair]
    figures = counted(mixed)
    assert (figures.placed, figures.accepted, figures.seconds) == (2, 2, (60.0, 60.0))

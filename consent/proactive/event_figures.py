"""A campaign counted from the log's own events, and from nothing that could have been computed beside them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from uuid import UUID

from consent.core.events import Kind
from consent.proactive.models import OfferEvent
from consent.proactive.vocabulary import FINAL, NotOffered, OfferState

Row = tuple[UUID, str, datetime, str, str, str]  # offer, kind, moment, state, choice, reason

_NOT_QUALIFIED = (NotOffered.NOT_ELIGIBLE, NotOffered.INPUTS_MISSING)
_AN_END = (Kind.OFFER_DECIDED, Kind.OFFER_LAPSED, Kind.OFFER_STOPPED, Kind.OFFER_NOT_MADE)


@dataclass(frozen=True, slots=True)
class EventFigures:
    """
    How many people came how far; ``accepted`` and ``declined`` by the last answer of each.

    ``seconds`` is the time from the first sending to the first answer of each offer that has both. ``final`` counts
    where offers ended, ``unended`` and ``ended_twice`` those that have no end or more than one.
    """

    candidates: int
    eligible: int
    permitted: int
    sent: int
    delivered: int
    answered: int
    accepted: int
    declined: int
    placed: int
    rated: int
    seconds: tuple[float, ...]
    final: Mapping[OfferState, int] = field(default_factory=dict)
    unended: int = 0
    ended_twice: int = 0

    @property
    def median_seconds(self) -> float | None:
        """Half of those who answered took less."""
        return median(self.seconds) if self.seconds else None


def event_figures(campaign: UUID) -> EventFigures:
    """This function will count a campaign's steps from the payloads of its events, with one statement."""
    rows = OfferEvent.objects.filter(campaign=campaign).order_by("event_id")
    told = rows.values_list("offer", "kind", "recorded_at", "state", "choice", "reason")
    return counted(told.iterator(chunk_size=5_000))


def counted(rows: Iterable[Row]) -> EventFigures:
    """This function will count steps that come in the order of their events."""
    offers: dict[UUID, _Story] = {}
    for offer, kind, at, state, choice, reason in rows:
        offers.setdefault(offer, _Story()).tell(Kind(kind), at, OfferState(state), choice, reason)
    stories = list(offers.values())
    happened = Counter(kind for story in stories for kind in story.first)
    not_made = Counter(story.reason for story in stories if Kind.OFFER_NOT_MADE in story.first)
    ineligible = sum(not_made[reason] for reason in _NOT_QUALIFIED)
    return EventFigures(
        candidates=len(stories),
        eligible=len(stories) - ineligible,
        permitted=len(stories) - ineligible - not_made[NotOffered.NO_PERMISSION],
        sent=happened[Kind.OFFER_SENT],
        delivered=happened[Kind.OFFER_DELIVERED],
        answered=happened[Kind.OFFER_ANSWERED],
        accepted=sum(story.choice == "A" for story in stories),
        declined=sum(story.choice == "B" for story in stories),
        placed=sum(story.state is OfferState.GRANTED for story in stories),
        rated=happened[Kind.OFFER_RATED],
        seconds=tuple(story.seconds for story in stories if story.seconds is not None),
        final=Counter(story.state for story in stories),
        unended=sum(story.state not in FINAL for story in stories),
        ended_twice=sum(story.ends > 1 for story in stories),
    )


class _Story:
    """What one offer's events tell."""

    def __init__(self) -> None:
        self.first: dict[Kind, datetime] = {}
        self.state, self.choice, self.reason, self.ends = OfferState.MADE, "", "", 0

    def tell(self, kind: Kind, at: datetime, state: OfferState, choice: str, reason: str) -> None:
        """This function will take one step in."""
        self.first.setdefault(kind, at)
        self.state = state
        if kind is Kind.OFFER_ANSWERED:
            self.choice = choice
        if kind is Kind.OFFER_NOT_MADE:
            self.reason = reason
        self.ends += kind in _AN_END

    @property
    def seconds(self) -> float | None:
        """From sending to answer."""
        if Kind.OFFER_SENT not in self.first or Kind.OFFER_ANSWERED not in self.first:
            return None
        return (self.first[Kind.OFFER_ANSWERED] - self.first[Kind.OFFER_SENT]).total_seconds()

"""What comes of an answer, of a matter that needs a person, and of a decision document on its way."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from consent.proactive.vocabulary import OfferState


class Outcome(StrEnum):
    """What an answer came to."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITING = "waiting"  # accepted, and no place is free
    CONFLICTING = "conflicting"  # the guardians differ, so a person calls them
    LATE = "late"  # the deadline is over, or the campaign has closed
    STOPPED = "stopped"  # the permission is gone: the offer stopped
    NOT_OPEN = "not_open"  # nothing that could be answered


ANSWERED = frozenset({Outcome.ACCEPTED, Outcome.DECLINED, Outcome.WAITING, Outcome.CONFLICTING})


@dataclass(frozen=True, slots=True)
class Answered:
    """What one answer came to; ``changed`` is false for the same answer once more, which is not recorded again."""

    offer: UUID
    outcome: Outcome
    state: OfferState
    changed: bool


class TaskKind(StrEnum):
    """Why something needs a person."""

    CONFLICT = "conflict"  # two guardians answered differently
    UNCLEAR = "unclear"  # two messages in a row that nobody understands
    WRONG_NUMBER = "wrong_number"  # an answer from a number to which no offer went
    REVIEW = "review"  # somebody asks a person to look at a decision (GDPR 22(3))


class Resolution(StrEnum):
    """How a person settled it."""

    ANSWERED = "answered"  # the family's answer was recorded
    NO_AGREEMENT = "no_agreement"  # the guardians do not agree: the ordinary form is theirs
    DONE = "done"  # handled otherwise, nothing recorded
    STANDS = "stands"  # reviewed, and the decision stands
    CORRECTED = "corrected"  # reviewed, and put right outside this campaign


RESOLUTIONS = {
    TaskKind.CONFLICT: frozenset({Resolution.ANSWERED, Resolution.NO_AGREEMENT}),
    TaskKind.UNCLEAR: frozenset({Resolution.ANSWERED, Resolution.DONE}),
    TaskKind.WRONG_NUMBER: frozenset({Resolution.DONE}),
    TaskKind.REVIEW: frozenset({Resolution.STANDS, Resolution.CORRECTED}),
}


class Way(StrEnum):
    """How a decision reaches who it concerns."""

    PORTAL = "portal"
    SUOMIFI = "suomifi"
    PRINT = "print"


class DeliveryState(StrEnum):
    """Where a decision document is on its way; a final state is never overwritten."""

    WAITING = "waiting"
    HANDED_OVER = "handed_over"  # the carrier took it, and has given a reference
    DELIVERED = "delivered"
    FAILED = "failed"  # the carrier cannot reach them this way: it is printed instead

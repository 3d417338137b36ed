"""What the content of some events turned out to be, however it was read."""

from dataclasses import dataclass, field

from consent.log.kinds import PayloadKind
from consent.log.verification.faults import FaultKind

# Of events whose payload is in one table: their registration, and the moment of the event's own row as it is stored.
Wanted = dict[int, tuple[PayloadKind, bytes]]

# Neither is committed to by the event's own row, only by what its payload spells.
OTHER_MOMENT = FaultKind.EVENT_CHANGED, "the event's moment is not its payload's"
OTHER_KIND = FaultKind.EVENT_CHANGED, "the event's kind is not its payload's"


@dataclass(slots=True)
class Contents:
    """What was found behind some events: commitments, what is wrong instead, and what is gone by design.

    ``payloads`` counts payload rows by table, ``volume`` the canonical bytes.
    """

    commitments: dict[int, bytes] = field(default_factory=dict)
    wrong: dict[int, tuple[FaultKind, str]] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    unfinished: set[int] = field(default_factory=set)
    payloads: dict[str, int] = field(default_factory=dict)
    volume: int = 0

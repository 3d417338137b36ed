"""Words of the emulated gateway: what telephones do, what was sent to them, what is written on them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Delivery(StrEnum):
    """What becomes of a message to a telephone."""

    DELIVERED = "delivered"
    FAILED = "failed"  # the network reports that it could not
    SILENT = "silent"  # nobody ever hears of it
    REJECTED = "rejected"  # the gateway turns it down at once


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the gateway accepted; ``seq`` counts them in order."""

    seq: int
    id: str
    sender: str
    number: str
    text: str
    accepted_at: float
    status: str


@dataclass(frozen=True, slots=True)
class Said:
    """
    What somebody writes: to whom, in how many seconds, and how many times the gateway brings it under its one id.

    Copies come ``after`` seconds apart.
    """

    id: str
    source: str
    destination: str
    text: str
    after: float = 0.0
    copies: int = 1


def moment(at: float) -> str:
    """This function will write a moment the way the gateway does."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""What a carrier of decisions must be able to do; Suomi.fi Messages is one, whoever a city buys it from."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, repr=False)
class Parcel:
    """One document to one person. ``key`` is ours: the same key again is the same document, carried once.

    An implementation that needs the person's national id obtains it itself, and lets it into no error or log line.
    """

    key: UUID
    recipient: UUID
    language: str
    title: str
    text: str

    def __repr__(self) -> str:
        return f"<Parcel {self.key}>"


class NoMailbox(Exception):
    """The person does not take electronic mail of authorities: the document is printed."""


class CarrierAway(Exception):
    """The carrier does not answer now; the parcel is tried again."""


class Carrier(Protocol):
    """Takes a parcel to a person's electronic mailbox."""

    def carry(self, parcel: Parcel) -> str:
        """This function will hand a parcel over and return the carrier's own reference, the proof of delivery.

        The same key again returns the same reference and carries nothing anew. Raises ``NoMailbox`` or ``CarrierAway``.
        """

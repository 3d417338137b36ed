"""Owners of messages: the room that had a message sent is asked before sending, and told what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from consent.messaging.vocabulary import MessageState

OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a message stands now; ``reason`` says why when it failed, was stopped or reaches nobody."""

    message: UUID
    reference: UUID
    recipient: UUID | None
    state: MessageState
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message that went to the number from which somebody now writes."""

    message: UUID
    reference: UUID
    recipient: UUID
    sent_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """What somebody wrote back. ``addressed`` holds the owner's messages to that number, the newest first.

    ``source_known`` is false for a number that was sent nothing, and for one that has since become another's: then
    ``addressed`` is empty. Its repr tells nothing.
    """

    inbound: UUID
    text: str
    received_at: datetime
    addressed: tuple[Addressed, ...]
    source_known: bool

    def __repr__(self) -> str:
        return f"<Reply {self.inbound}>"


class Owner(Protocol):
    """What a room must be able to say of the messages it had sent. References are its own ids."""

    def refused(self, references: Sequence[UUID]) -> Mapping[UUID, str]:
        """This function will return which references must not be sent any more, and why.

        It is asked right before sending, in the transaction that claims the messages; when it raises, none is sent.
        """

    def told(self, progress: Sequence[Progress]) -> None:
        """This function will take note of new states, in the transaction that changes them."""

    def answered(self, reply: Reply) -> str:
        """This function will act upon a reply and return a word for the outcome.

        It runs in the transaction that marks the reply handled, so it acts exactly once; when it raises, the reply
        waits and is handed over again.
        """


_registered: dict[str, Owner] = {}


def register(name: str, owner: Owner) -> None:
    """This function will make ``owner`` answer for the messages queued under ``name``."""
    _registered[name] = owner


def owner(name: str) -> Owner:
    """This function will return who answers for ``name``; raises ``LookupError`` when nobody does."""
    return _registered[name]

"""The contract of every backend, and the one that the operator has named."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.utils.module_loading import import_string  # noqa: TID251  (the one back end that an operator chooses)

from consent.messaging.config import MessagingConfig


class Result(StrEnum):
    """What a backend knows after one try."""

    ACCEPTED = "accepted"  # the provider has it
    REJECTED = "rejected"  # it will never take it
    LATER = "later"  # it surely has not taken it now, and may later
    UNCLEAR = "unclear"  # it may have it: nobody tries again


@dataclass(frozen=True, slots=True, repr=False)
class Sms:
    """A message on its way out. Its repr tells neither the number nor the text."""

    message: UUID
    number: str
    text: str

    def __repr__(self) -> str:
        return f"<Sms {self.message}>"


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one try; ``why`` is a short word of ours and repeats nothing that a provider said."""

    result: Result
    provider_id: str = ""
    why: str = ""
    wait: float | None = None  # seconds, where the provider said so


class Backend(Protocol):
    """Hands one message over, once; it is called from several threads.

    It never tries again by itself. Only what it answers with ``LATER`` is tried again, so of that it must be sure; what
    it raises counts as ``UNCLEAR``.
    """

    def __init__(self, config: MessagingConfig) -> None: ...

    def send(self, sms: Sms) -> Tried:
        """This function will try once and tell what became of it."""


@runtime_checkable
class Asked(Protocol):
    """What a backend can do besides whose provider does not report by itself."""

    def status(self, provider_id: str) -> str:
        """This function will return the provider's word for where a message stands, empty when it has none now."""


@lru_cache(maxsize=4)
def backend(config: MessagingConfig) -> Backend:
    """This function will return the backend of ``config``, made once for each; raises what making it raises.

    ``ImportError`` for a path that leads nowhere, ``ValueError`` for settings that it cannot work with.
    """
    made: Backend = import_string(config.backend)(config)
    return made

"""Short texts of the rooms above, sealed under a person's data key: when that is shredded they are gone with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag

from consent.core.keys import seal, unseal
from consent.log.keys import PLATFORM, data_keys, existing_keys


@dataclass(frozen=True, slots=True, repr=False)
class ToSeal:
    """A text of ``subject`` (None: of nobody known) and ``bound``, the place it belongs to and opens in only."""

    subject: UUID | None
    bound: bytes
    text: str

    def __repr__(self) -> str:
        return "<ToSeal>"


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What ``seal_private`` made, with all that it takes to open it; ``at`` is the moment it was sealed."""

    subject: UUID | None
    bound: bytes
    at: datetime
    sealed: bytes | memoryview | None

    def __repr__(self) -> str:
        return "<Sealed>"


def seal_private(texts: Sequence[ToSeal], at: datetime) -> list[bytes]:
    """This function will seal many texts, with two statements at most; ``at`` (aware) picks the year of the keys."""
    owners = [(each.subject or PLATFORM, at.year) for each in texts]
    keys = data_keys(set(owners), at)
    return [seal(keys[owner], each.text.encode(), each.bound) for owner, each in zip(owners, texts, strict=True)]


def open_private(texts: Sequence[Sealed]) -> list[str | None]:
    """This function will open many texts with one statement.

    None stands for one that is gone, whose key was shredded, or that belongs elsewhere. GDPR 17.
    """
    owners = [(each.subject or PLATFORM, each.at.year) for each in texts]
    keys = existing_keys(set(owners))
    return [_opened(keys.get(owner), each) for owner, each in zip(owners, texts, strict=True)]


def _opened(key: bytes | None, text: Sealed) -> str | None:
    if key is None or text.sealed is None:
        return None
    try:
        return unseal(key, bytes(text.sealed), text.bound).decode()
    except (InvalidTag, ValueError):
        return None

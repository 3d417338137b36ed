"""Free text of an event, sealed under the subject's data key and bound to the event."""

from datetime import datetime
from uuid import UUID

from consent.core.keys import seal, unseal
from consent.log.keys import PLATFORM, data_keys, existing_key

AAD_LABEL = b"mydata/event-text/v1"


def bound_to(event_id: int) -> bytes:
    """This function will return the associated data that ties a sealed text to its event."""
    return AAD_LABEL + event_id.to_bytes(8, "big")


def seal_text(subject: UUID | None, event_id: int, at: datetime, text: str) -> bytes:
    """This function will seal ``text`` for the event; ``at`` (aware) picks the year of the key."""
    owner = (subject or PLATFORM, at.year)
    return seal(data_keys({owner}, at)[owner], text.encode(), bound_to(event_id))


def unseal_text(subject: UUID | None, event_id: int, at: datetime, sealed: bytes) -> str:
    """This function will open a sealed text.

    Raises ``InvalidTag`` when it was altered and ``LookupError`` when its key has been shredded.
    """
    return unseal(existing_key((subject or PLATFORM, at.year)), bytes(sealed), bound_to(event_id)).decode()

"""What opens one commitment and no other: the salt of an event, for the receipt of whom the event is about."""

from datetime import datetime
from uuid import UUID

from consent.core.events import salt
from consent.log.keys import PLATFORM, existing_key


def opening_of(subject: UUID | None, event_id: int, at: datetime) -> bytes:
    """This function will return the 32 bytes that open an event recorded at ``at`` (aware) to whoever holds them.

    They say nothing of the data key nor of another event. Raises ``LookupError`` when the key has been shredded.
    """
    return salt(existing_key((subject or PLATFORM, at.year)), event_id)

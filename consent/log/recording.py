"""The seam for a room that records a whole batch in one statement of its own (the check).

``WITH_EVENTS`` begins such a statement: two common table expressions that insert events and pending rows from four
array parameters. The room appends its own INSERT, so that event, pending row and payload are written together.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from consent.log.keys import PLATFORM, data_keys, make_missing, open_wrapped

WITH_EVENTS = """
WITH event AS (
    INSERT INTO log_event (id, kind, recorded_at, commitment)
    SELECT id, kind, %(recorded_at)s, commitment
    FROM unnest(%(event_id)s::bigint[], %(kind)s::text[], %(commitment)s::bytea[]) AS e(id, kind, commitment)
    RETURNING id
), pending AS (
    INSERT INTO log_pending (event_id) SELECT id FROM event
)
"""
NEXT_EVENT_ID = "nextval('log_event_id_seq')"
DATA_KEY_OF = f"coalesce(%s, '{PLATFORM}'::uuid)"


def open_key(wrapped: bytes | memoryview, kek_version: int) -> bytes:
    """This function will unwrap a data key that the room's own statement read."""
    return open_wrapped(wrapped, kek_version)


def make_keys(subjects: set[UUID | None], at: datetime) -> dict[UUID | None, bytes]:
    """This function will return, and make where missing, the data keys of ``subjects`` for the year of ``at``."""
    keys = data_keys({(subject or PLATFORM, at.year) for subject in subjects}, at)
    return {subject: keys[subject or PLATFORM, at.year] for subject in subjects}


def prepare_keys(subjects: Iterable[UUID], year: int, at: datetime) -> None:
    """This function will see to it that each of ``subjects`` has a data key for ``year`` before anything is recorded.

    It does the same work for every subject, so that the first check about a person takes as long as any other.
    """
    make_missing([(subject, year) for subject in subjects], at)

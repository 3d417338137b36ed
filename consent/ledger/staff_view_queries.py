"""Looks that staff took at a record: what the person is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from consent.core.keys import unseal
from consent.log.recording import open_key
from consent.log.sealing import bound_to

# The data key comes along in the same statement; a shredded one leaves the look without its reason.
_OF_SUBJECT = """
SELECT v.event_id, v.recorded_at, v.role, v.sealed, k.wrapped, k.kek_version
FROM ledger_staffview v LEFT JOIN log_datakey k
    ON k.subject = v.subject AND k.year = date_part('year', v.recorded_at AT TIME ZONE 'UTC')
WHERE v.subject = %s ORDER BY v.recorded_at DESC, v.event_id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True, repr=False)
class StaffViewOf:
    """One look by staff: when, in which role and why; never by whom. ``reason`` is empty once its key is shredded."""

    event_id: int
    at: datetime
    role: str
    reason: str

    def __repr__(self) -> str:
        return f"<StaffViewOf {self.event_id}>"


def staff_views_of(subject: UUID, limit: int = 20) -> Sequence[StaffViewOf]:
    """This function will return the newest looks that staff took at ``subject``'s record, in one statement.

    GDPR 15(1) as read in C-579/21: when and why, not the name of the member of staff.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_SUBJECT, [subject, limit])
        rows = cursor.fetchall()
    return [StaffViewOf(row[0], row[1], row[2], _opened(row[0], *row[3:])) for row in rows]


def _opened(event_id: int, sealed: bytes | None, wrapped: bytes | None, version: int | None) -> str:
    if sealed is None or wrapped is None or version is None:
        return ""
    return unseal(open_key(wrapped, version), bytes(sealed), bound_to(event_id)).decode()

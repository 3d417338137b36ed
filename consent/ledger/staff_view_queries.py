"""Looks that staff took at a record, or a national portal at the list of uses: what the person is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from consent.core.keys import unseal
from consent.ledger.actions.view_through_portal import OWN
from consent.ledger.encoders import PORTAL
from consent.ledger.models import StaffView
from consent.log.recording import open_key
from consent.log.sealing import bound_to

# Two lists of one table, so that no portal can crowd out what staff did. The data key comes along in the same
# statement, and a shredded one leaves the look without its reason.
_NEWEST = """
SELECT event_id, recorded_at, subject, role, what, sealed FROM ledger_staffview
WHERE subject = %(subject)s AND (role = %(portal)s) = {} ORDER BY recorded_at DESC, event_id DESC LIMIT %(limit)s
"""
_OF_SUBJECT = f"""
SELECT v.event_id, v.recorded_at, v.role, v.what, v.sealed, k.wrapped, k.kek_version
FROM (({_NEWEST.format("FALSE")}) UNION ALL ({_NEWEST.format("TRUE")})) v
LEFT JOIN log_datakey k ON k.subject = v.subject AND k.year = date_part('year', v.recorded_at AT TIME ZONE 'UTC')
ORDER BY v.recorded_at DESC, v.event_id DESC
"""  # noqa: S608  (composed of constants)


@dataclass(frozen=True, slots=True, repr=False)
class StaffViewOf:
    """One look by staff: when, in which role and why; never by whom. ``reason`` is empty once its key is shredded."""

    event_id: int
    at: datetime
    role: str
    reason: str

    def __repr__(self) -> str:
        return f"<StaffViewOf {self.event_id}>"


@dataclass(frozen=True, slots=True)
class PortalViewOf:
    """One look through a national portal: ``own`` when it said that the person was signed in there."""

    event_id: int
    at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """Who else looked at somebody's record or list of uses, the newest first."""

    by_staff: tuple[StaffViewOf, ...] = ()
    through_portal: tuple[PortalViewOf, ...] = ()


def looks_at(subject: UUID, limit: int = 20) -> Looks:
    """This function will return the newest looks at ``subject``'s record, ``limit`` of each sort, in one statement.

    GDPR 15(1) as read in C-579/21: when and why, not the name of the member of staff.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_SUBJECT, {"subject": subject, "portal": PORTAL, "limit": limit})
        rows = cursor.fetchall()
    return Looks(
        tuple(StaffViewOf(row[0], row[1], row[2], _opened(row[0], *row[4:])) for row in rows if row[2] != PORTAL),
        tuple(PortalViewOf(row[0], row[1], row[3] == OWN) for row in rows if row[2] == PORTAL),
    )


def _opened(event_id: int, sealed: bytes | None, wrapped: bytes | None, version: int | None) -> str:
    if sealed is None or wrapped is None or version is None:
        return ""
    return unseal(open_key(wrapped, version), bytes(sealed), bound_to(event_id)).decode()


def told_why(subject: UUID, *, account: UUID, what: str, since: datetime) -> bool:
    """This function will tell whether a member of staff has told why they look at ``subject`` since ``since``."""
    looks = StaffView.objects.filter(subject=subject, actor_account=account, what=what, recorded_at__gte=since)
    return looks.exists()

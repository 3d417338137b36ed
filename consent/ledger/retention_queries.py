"""What the ledger holds that is old enough to go, and what the law makes it keep."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from consent.core.vocabulary import Basis
from consent.ledger.models import StaffView, Use


@dataclass(frozen=True, slots=True)
class LawBasedUse:
    """A permitted use under a law, as far as a hold needs it."""

    event_id: int
    at: datetime
    activity: str


@dataclass(frozen=True, slots=True)
class OldPermission:
    """A permission that stands for nothing any more and whose last change is too old: all its changes go together."""

    subject: UUID
    activity: str
    version: int
    event_ids: tuple[int, ...]


# What was withdrawn, refused or has run out; a consent in force, an objection or a restriction is evidence in use.
_OLD_PERMISSIONS = """
SELECT p.subject, p.activity, p.version, array_agg(c.event_id ORDER BY c.event_id)
FROM ledger_permission p
JOIN ledger_permissionchange c ON c.subject = p.subject AND c.activity = p.activity
WHERE NOT p.objected AND NOT p.restricted
    AND (p.decision IS DISTINCT FROM 'consent' OR p.valid_until <= %(cut)s)
GROUP BY p.subject, p.activity, p.version
HAVING max(c.recorded_at) <= %(cut)s
ORDER BY p.subject, p.activity
LIMIT %(limit)s
"""


def law_based_uses(subject: UUID, bases: Collection[Basis]) -> list[LawBasedUse]:
    """This function will list the permitted uses of ``subject`` on any of ``bases``, oldest first."""
    rows = Use.objects.filter(subject=subject, allowed=True, basis__in=[basis.value for basis in bases])
    found = rows.order_by("event_id").values_list("event_id", "recorded_at", "activity")
    return [LawBasedUse(*row) for row in found]


def old_uses(cut: datetime, limit: int) -> list[int]:
    """This function will list the event ids of up to ``limit`` uses not later than ``cut`` (aware)."""
    found = Use.objects.filter(recorded_at__lte=cut).order_by("recorded_at", "event_id")
    return list(found.values_list("event_id", flat=True)[:limit])


def old_staff_views(cut: datetime, limit: int) -> list[int]:
    """This function will list the event ids of up to ``limit`` looks by staff not later than ``cut`` (aware)."""
    found = StaffView.objects.filter(recorded_at__lte=cut).order_by("recorded_at", "event_id")
    return list(found.values_list("event_id", flat=True)[:limit])


def old_permissions(cut: datetime, limit: int) -> list[OldPermission]:
    """This function will list up to ``limit`` permissions not in use whose last change is not later than ``cut``."""
    with connection.cursor() as cursor:
        cursor.execute(_OLD_PERMISSIONS, {"cut": cut, "limit": limit})
        rows = cursor.fetchall()
    return [OldPermission(subject, activity, version, tuple(ids)) for subject, activity, version, ids in rows]

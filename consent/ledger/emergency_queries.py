"""Uses in an emergency: the data protection officer's queue of them, and what the person is told.

Only permitted ones: a refused attempt opened nothing, and is among the refused reads like any other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from consent.core.errors import NotFound
from consent.ledger.models import EmergencySeen, Use, UseReview

Found = Literal["right", "wrong"]
# A count goes this far, and says so.
MOST = 1_000

_LIST = """
SELECT u.event_id, u.recorded_at, u.department, u.client, u.activity, u.category, r.found, r.recorded_at
FROM ledger_use u LEFT JOIN ledger_usereview r ON r.use = u.event_id
WHERE u.break_glass AND u.allowed AND (r.event_id IS NOT NULL) = %(reviewed)s
    AND (%(before)s::bigint IS NULL OR u.event_id < %(before)s)
ORDER BY u.event_id DESC LIMIT %(limit)s
"""
WAITING = """
SELECT count(*) FROM (SELECT FROM ledger_use u WHERE u.break_glass AND u.allowed
    AND NOT EXISTS (SELECT FROM ledger_usereview r WHERE r.use = u.event_id) LIMIT %s) AS counted
"""


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """One use in an emergency without its person: in codes, with what the review found and when, if there was one."""

    event_id: int
    at: datetime
    department: str
    client: str
    activity: str
    category: str
    found: Found | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """Some uses, newest first; ``older`` is where the next page begins, None on the last."""

    rows: tuple[EmergencyView, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Unseen:
    """One use in an emergency that somebody has not yet seen the notice of, in codes."""

    event_id: int
    at: datetime
    department: str
    activity: str


def emergencies(*, reviewed: bool, before: int | None = None, limit: int = 50) -> EmergencyPage:
    """This function will return a page of the uses in an emergency, waiting for a review or reviewed, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {"reviewed": reviewed, "before": before, "limit": limit + 1})
        found = [EmergencyView(*row) for row in cursor.fetchall()]
    shown = tuple(found[:limit])
    return EmergencyPage(shown, shown[-1].event_id if len(found) > limit else None)


def emergency(event_id: int) -> tuple[EmergencyView, UUID]:
    """This function will return one use in an emergency and whom it was about; raises ``NotFound`` for any other."""
    use = Use.objects.filter(event_id=event_id, break_glass=True, allowed=True).first()
    if use is None or use.subject is None:
        raise NotFound("no_such_emergency")
    review = UseReview.objects.filter(use=event_id).first()
    view = EmergencyView(
        event_id=use.event_id,
        at=use.recorded_at,
        department=use.department,
        client=use.client,
        activity=use.activity,
        category=use.category,
        found=_found(review.found) if review else None,
        reviewed_at=review.recorded_at if review else None,
    )
    return view, use.subject


def unseen_emergencies(subject: UUID, *, reader: UUID, among: Collection[str]) -> list[Unseen]:
    """This function will return the newest ten uses in an emergency of which ``reader`` has not seen the notice.

    ``among`` are the activities (codes) that the reader may see. GDPR 5(1)(a), 12(1): who was looked at past the
    ordinary limits is told without asking.
    """
    seen = Subquery(EmergencySeen.objects.filter(subject=subject, reader=reader).values("up_to"))
    uses = Use.objects.filter(subject=subject, break_glass=True, allowed=True, event_id__gt=Coalesce(seen, 0))
    rows = uses.filter(activity__in=list(among)).order_by("-event_id")[:10]
    return [Unseen(*row) for row in rows.values_list("event_id", "recorded_at", "department", "activity")]


def old_reviews(cut: datetime, limit: int) -> list[int]:
    """This function will list the event ids of up to ``limit`` reviews not later than ``cut`` (aware)."""
    found = UseReview.objects.filter(recorded_at__lte=cut).order_by("recorded_at", "event_id")
    return list(found.values_list("event_id", flat=True)[:limit])


def _found(text: str) -> Found:
    return "right" if text == "right" else "wrong"

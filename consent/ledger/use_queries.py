"""Who used my data: the resident's view of the recorded checks, allowed and refused alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from consent.core.vocabulary import Basis, Reason
from consent.ledger.models import Use
from consent.ledger.sealed_words import ReviewOfUse, reviews_of_uses
from consent.ledger.use_reports import SUMMED, ReportedUse, reported_of


@dataclass(frozen=True, slots=True)
class UseView:
    """One look at the data or attempt at it, in codes: the page puts the registry's words to them.

    A department may ask about anything, so a code may be one that the registry does not know. ``reported`` is what it
    told of the use afterwards. ``emergency``: it was asked past the ordinary conditions, which a ``review`` has then
    looked into.
    """

    event_id: int
    at: datetime
    department: str
    activity: str
    category: str
    allowed: bool
    reason: Reason
    basis: Basis | None
    permission_version: int | None
    notice_version: int | None
    reported: ReportedUse | None = None
    emergency: bool = False
    review: ReviewOfUse | None = None


@dataclass(frozen=True, slots=True)
class UsePage:
    """Some uses, newest first; ``older`` is where the next page begins, None on the last."""

    rows: tuple[UseView, ...]
    older: int | None


def uses_of(
    subject: UUID,
    *,
    activity: str | None = None,
    among: Collection[str] | None = None,
    hidden: Collection[str] = (),
    before: int | None = None,
    limit: int = 50,
) -> UsePage:
    """This function will return a page of the uses of ``subject``'s data, newest first.

    ``activity`` (a code) narrows it; ``among`` and ``hidden`` (codes) leave out what the reader may not see. ``before``
    is the ``older`` of the page before, ``limit`` the rows at most. GDPR 15(1)(c) as read in C-579/21.
    """
    uses = Use.objects.filter(subject=subject).annotate(**SUMMED)
    if activity is not None:
        uses = uses.filter(activity=activity)
    if among is not None:
        uses = uses.filter(activity__in=among)
    if hidden:
        uses = uses.exclude(activity__in=hidden)
    if before is not None:
        uses = uses.filter(event_id__lt=before)
    found = list(uses.order_by("-event_id")[: limit + 1])
    reviews = reviews_of_uses([use.event_id for use in found[:limit] if use.break_glass])
    shown = tuple(_view(use, reviews) for use in found[:limit])
    return UsePage(rows=shown, older=shown[-1].event_id if len(found) > limit else None)


@dataclass(frozen=True, slots=True)
class WeekOfUses:
    """That a department looked at some data in a week, and no more: neither how often nor when."""

    week: datetime
    department: str
    activity: str


WEEKS = 26
_BY_WEEK = """
SELECT DISTINCT date_trunc('week', at, 'Europe/Helsinki') AS week, department, activity FROM (
    SELECT recorded_at AS at, department, activity FROM ledger_use WHERE subject = %(subject)s
    UNION ALL SELECT used_at, department, activity FROM ledger_importeduse WHERE subject = %(subject)s
) AS used
WHERE at >= %(since)s AND at < %(until)s AND activity = ANY(%(among)s)
ORDER BY week DESC, department, activity
"""


def weeks_of_uses(subject: UUID, *, among: Collection[str], until: datetime) -> list[WeekOfUses]:
    """This function will return which departments looked in which of the 26 weeks before ``until``, newest week first.

    For those from whom a time pattern must be kept, since it would tell where a child is; ``until`` begins the week
    that is not over yet. Only ``among`` (codes) are told of. Law: Act 661/2009 s. 36.
    """
    with connection.cursor() as cursor:
        since = until - timedelta(weeks=WEEKS)
        cursor.execute(_BY_WEEK, {"subject": subject, "since": since, "until": until, "among": list(among)})
        return [WeekOfUses(*row) for row in cursor.fetchall()]


def _view(use: Use, reviews: Mapping[int, ReviewOfUse]) -> UseView:
    return UseView(
        event_id=use.event_id,
        at=use.recorded_at,
        department=use.department,
        activity=use.activity,
        category=use.category,
        allowed=use.allowed,
        reason=Reason(use.reason),
        basis=Basis(use.basis) if use.basis else None,
        permission_version=use.permission_version,
        notice_version=use.notice_version,
        reported=reported_of(use),
        emergency=use.break_glass,
        review=reviews.get(use.event_id),
    )

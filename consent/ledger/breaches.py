"""That a client asked beyond its quota: kept for the data protection officer, without a person in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import Cursor

from consent.ledger.facts import raw_connection
from consent.ledger.models import ClientCount, QuotaBreach

KEPT = timedelta(days=2 * 365)
COUNTED = timedelta(hours=1)

_RECORD = """
INSERT INTO ledger_quotabreach AS known (client, department, quota, hour, first_at, last_at, times)
VALUES (%(client)s, %(department)s, %(quota)s, date_trunc('hour', %(at)s::timestamptz, 'UTC'), %(at)s, %(at)s,
    %(times)s)
ON CONFLICT (client, quota, hour) DO UPDATE SET last_at = greatest(known.last_at, excluded.last_at),
    times = known.times + excluded.times
"""


@dataclass(frozen=True, slots=True)
class Breach:
    """What one client asked beyond one quota in one hour."""

    number: int
    client: str
    department: str
    quota: str
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class BreachPage:
    """Some breaches, newest first; ``older`` is where the next page begins, None on the last."""

    rows: tuple[Breach, ...]
    older: int | None


def record_breach(*, client: str, department: str, quota: str, times: int, at: datetime) -> None:
    """This function will note that ``client`` was refused ``times`` times for its quota, at the aware moment ``at``.

    Runs in the caller's transaction. GDPR 5(2), 32(1): who tries to list people is seen.
    """
    values = {"client": client, "department": department, "quota": quota, "times": times, "at": at}
    with Cursor(raw_connection()) as cursor:
        cursor.execute(_RECORD, values, prepare=True)


def breaches(*, before: int | None = None, limit: int = 50) -> BreachPage:
    """This function will return a page of the breaches, the newest first (GDPR 39(1)(b))."""
    rows = QuotaBreach.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = [
        Breach(row.pk, row.client, row.department, row.quota, row.first_at, row.last_at, row.times)
        for row in rows[: limit + 1]
    ]
    shown = tuple(found[:limit])
    return BreachPage(shown, shown[-1].number if len(found) > limit else None)


def breaches_since(at: datetime) -> Sequence[Breach]:
    """This function will return the breaches whose last was since the aware moment ``at``, at most a hundred."""
    rows = QuotaBreach.objects.filter(last_at__gte=at).order_by("-last_at")[:100]
    return [Breach(row.pk, row.client, row.department, row.quota, row.first_at, row.last_at, row.times) for row in rows]


def sweep_counts(at: datetime) -> int:
    """This function will delete counts of minutes long past, and breaches kept long enough; it returns how many."""
    counts, _ = ClientCount.objects.filter(minute__lt=at - COUNTED).delete()
    old, _ = QuotaBreach.objects.filter(last_at__lt=at - KEPT).delete()
    return counts + old

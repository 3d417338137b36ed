"""A person's uses by period and place in the list, for a portal elsewhere that pages by offset."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

# Permitted uses and those told of afterwards: data were looked at. A refused check gave nothing out.
_USED = """
FROM (
    SELECT recorded_at AS at, event_id, department, client AS system, activity FROM ledger_use
    WHERE subject = %(subject)s AND allowed
    UNION ALL SELECT used_at, event_id, department, system, activity FROM ledger_importeduse
    WHERE subject = %(subject)s
) AS used
WHERE (%(since)s::timestamptz IS NULL OR at >= %(since)s) AND (%(until)s::timestamptz IS NULL OR at <= %(until)s)
    AND (%(among)s::text[] IS NULL OR activity = ANY(%(among)s)) AND activity <> ALL(%(hidden)s::text[])
"""
_COUNT = f"SELECT count(*) {_USED}"
_PAGE = f"""
SELECT at, department, system, activity {_USED} ORDER BY at DESC, event_id DESC OFFSET %(offset)s LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class FoundUse:
    """One look at the data, in codes. ``system`` is the client that asked, or the system whose log told of it."""

    at: datetime
    department: str
    system: str
    activity: str


@dataclass(frozen=True, slots=True)
class FoundUses:
    """Some uses, newest first, and how many there are in all."""

    total: int
    rows: tuple[FoundUse, ...]


def find_uses(
    subject: UUID,
    *,
    among: Collection[str] | None,
    hidden: Collection[str],
    since: datetime | None,
    until: datetime | None,
    offset: int,
    limit: int,
) -> FoundUses:
    """This function will return the uses of ``subject``'s data from ``since`` to ``until`` (aware, both included).

    ``among`` (None: all) and ``hidden`` (codes) leave out what the reader may not see. GDPR 15(1)(c), C-579/21.
    """
    values = {
        "subject": subject,
        "among": None if among is None else list(among),
        "hidden": list(hidden),
        "since": since,
        "until": until,
        "offset": offset,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        total = int(cursor.fetchone()[0])
        cursor.execute(_PAGE, values)
        return FoundUses(total, tuple(FoundUse(*row) for row in cursor.fetchall()))

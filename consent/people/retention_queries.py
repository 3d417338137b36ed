"""Representations that ended so long ago that their record may go."""

from datetime import datetime
from uuid import UUID

from django.db import connection

# The whole history of an entry goes together, so that what stays can always be followed from its beginning.
_OLD = """
SELECT c.entry, array_agg(c.event_id ORDER BY c.event_id)
FROM people_representationchange c
WHERE c.entry IN (
    SELECT entry FROM people_representationchange WHERE valid_until <= %(cut)s
) GROUP BY c.entry
HAVING max(c.recorded_at) <= %(cut)s
    AND (array_agg(c.valid_until ORDER BY c.event_id DESC))[1] <= %(cut)s
ORDER BY c.entry
LIMIT %(limit)s
"""


def old_representations(cut: datetime, limit: int) -> dict[UUID, tuple[int, ...]]:
    """This function will return up to ``limit`` entries that ended, and changed last, not later than ``cut`` (aware).

    Each comes with the event ids of all its changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OLD, {"cut": cut, "limit": limit})
        return {entry: tuple(ids) for entry, ids in cursor.fetchall()}

"""How big the log is, how much of it waits and whether it was whole, at a price that does not grow with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

COUNTED = 10_000

# Up to ten thousand are counted; past that the planner's own estimate is told as one. Ids have gaps and tell nothing.
_SIZES = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM log_event LIMIT %(most)s) AS e),
    (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'log_event'::regclass),
    (SELECT count(*) FROM (SELECT 1 FROM log_pending LIMIT %(most)s) AS p),
    (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'log_pending'::regclass),
    v.finished_at, v.whole, v.leaves
FROM (SELECT) AS always LEFT JOIN (
    SELECT finished_at, whole, leaves FROM log_verification WHERE finished_at IS NOT NULL
    ORDER BY asked_at DESC, id DESC LIMIT 1
) AS v ON TRUE
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """Events recorded and events without their index; ``exact`` is False where the number is an estimate.

    ``verified_at`` is when the last verification was done, None when none has been; ``whole`` and ``verified_leaves``
    are what it found.
    """

    events: int
    events_exact: bool
    pending: int
    pending_exact: bool
    verified_at: datetime | None = None
    whole: bool = False
    verified_leaves: int = 0


def log_volume() -> Volume:
    """This function will return the size of the log in one statement that counts ten thousand rows at most."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, {"most": COUNTED + 1})
        events, guessed, pending, guessed_pending, verified_at, whole, leaves = cursor.fetchone()
    exact, pending_exact = events <= COUNTED, pending <= COUNTED
    return Volume(
        events=events if exact else max(guessed, COUNTED),
        events_exact=exact,
        pending=pending if pending_exact else max(guessed_pending, COUNTED),
        pending_exact=pending_exact,
        verified_at=verified_at,
        whole=bool(whole),
        verified_leaves=leaves or 0,
    )

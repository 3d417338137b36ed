"""How big the log is and how much of it waits, at a price that does not grow with it."""

from dataclasses import dataclass

from django.db import connection

COUNTED = 10_000

# Up to ten thousand are counted; past that the planner's own estimate is told as one. Ids have gaps and tell nothing.
_SIZES = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM log_event LIMIT %(most)s) AS e),
    (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'log_event'::regclass),
    (SELECT count(*) FROM (SELECT 1 FROM log_pending LIMIT %(most)s) AS p),
    (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'log_pending'::regclass)
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """Events recorded and events without their index; ``exact`` is False where the number is an estimate."""

    events: int
    events_exact: bool
    pending: int
    pending_exact: bool


def log_volume() -> Volume:
    """This function will return the size of the log in one statement that counts ten thousand rows at most."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, {"most": COUNTED + 1})
        events, guessed, pending, guessed_pending = cursor.fetchone()
    exact, pending_exact = events <= COUNTED, pending <= COUNTED
    return Volume(
        events=events if exact else max(guessed, COUNTED),
        events_exact=exact,
        pending=pending if pending_exact else max(guessed_pending, COUNTED),
        pending_exact=pending_exact,
    )

"""One request after another in a department: what was asked before is then always seen."""

from django.db import connection

_ASKING = 21


def one_asker_at_a_time(department: str) -> None:
    """This function will hold other requests of a department off until the caller's transaction ends.

    Event ids drawn under it are in the order of commits, so a list of a department's requests by id misses none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"asking {department}", _ASKING])

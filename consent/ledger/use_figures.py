"""Figures about recorded checks, without a person in them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection

# Ids follow moments only nearly: one is drawn up to a transaction's length before its moment is written.
LEEWAY = timedelta(minutes=1)

# Backwards over the primary key, so that as many rows are read as there are recent ones, however many there are.
_NEWEST_BEFORE = "SELECT event_id FROM ledger_use WHERE recorded_at < %s ORDER BY event_id DESC LIMIT 1"
_COUNTED = """
SELECT allowed, reason, count(*) FROM ledger_use WHERE event_id > %s AND recorded_at >= %s GROUP BY allowed, reason
"""


def checks_since(at: datetime) -> Mapping[tuple[bool, str], int]:
    """This function will return how many checks were recorded since the aware moment ``at``, by decision and reason."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_BEFORE, [at - LEEWAY])
        row = cursor.fetchone()
        cursor.execute(_COUNTED, [row[0] if row else 0, at])
        return {(allowed, reason): number for allowed, reason, number in cursor.fetchall()}

"""How much a client may still ask in this minute: counted in the database, so that every process counts the same.

A thread takes a share of the minute in advance and spends it by itself. What the threads have taken together never
exceeds the quota, and the row that they share is written once for a share, not once for a check.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import Cursor

from consent.ledger.facts import raw_connection

SHARES = 200
MINUTE = timedelta(minutes=1)

_TAKE = """
INSERT INTO ledger_clientcount AS counted (client, quota, minute, taken)
SELECT %(client)s, %(quota)s, %(minute)s, %(amount)s WHERE %(amount)s <= %(most)s
ON CONFLICT (client, quota, minute) DO UPDATE SET taken = counted.taken + excluded.taken
    WHERE counted.taken + excluded.taken <= %(most)s
RETURNING taken
"""
_SO_FAR = "SELECT taken FROM ledger_clientcount WHERE (client, quota, minute) = (%s, %s, %s)"


@dataclass(slots=True)
class _Share:
    minute: datetime
    left: int


class _Held(threading.local):
    """What this thread has taken and not spent, by client, quota and the quota's size."""

    def __init__(self) -> None:
        self.shares: dict[tuple[str, str, int], _Share] = {}


_held = _Held()


def take(client: str, quota: str, most: int, number: int, at: datetime) -> bool:
    """This function will take ``number`` of what ``client`` may ask in the minute of ``at``, or none and say so.

    ``most`` is the client's quota, nought for none. Runs inside the caller's transaction; when that fails,
    ``drop_shares`` forgets what was taken in it.
    """
    if not most:
        return True
    minute = at.replace(second=0, microsecond=0)
    key = (client, quota, most)
    left = _left(key, minute)
    if left < number:
        missing = number - left
        amounts = sorted({missing, max(missing, most // SHARES)}, reverse=True)
        taken = next((amount for amount in amounts if _taken(client, quota, most, amount, minute)), None)
        if taken is None:
            return False
        left += taken
    _held.shares[key] = _Share(minute, left - number)
    return True


def take_rest(client: str, quota: str, most: int, number: int, at: datetime) -> int:
    """This function will take what is left, after ``take`` could not take all of ``number``, and return how much it is.

    What other threads hold of the minute is theirs.
    """
    minute = at.replace(second=0, microsecond=0)
    key = (client, quota, most)
    left = _left(key, minute)
    # Whoever takes some meanwhile leaves less: sooner or later it succeeds, or there is nothing.
    while (rest := min(number - left, most - _so_far(client, quota, minute))) > 0:
        if _taken(client, quota, most, rest, minute):
            left += rest
            break
    given = min(left, number)
    _held.shares[key] = _Share(minute, left - given)
    return given


def drop_shares() -> None:
    """This function will forget what this thread holds: the transaction that took it may have come to nothing."""
    _held.shares.clear()


def _left(key: tuple[str, str, int], minute: datetime) -> int:
    share = _held.shares.get(key)
    return share.left if share is not None and share.minute == minute else 0


def _so_far(client: str, quota: str, minute: datetime) -> int:
    with Cursor(raw_connection()) as cursor:
        row = cursor.execute(_SO_FAR, [client, quota, minute], prepare=True).fetchone()
        return row[0] if row else 0


def _taken(client: str, quota: str, most: int, amount: int, minute: datetime) -> bool:
    with Cursor(raw_connection()) as cursor:
        values = {"client": client, "quota": quota, "most": most, "amount": amount, "minute": minute}
        return cursor.execute(_TAKE, values, prepare=True).fetchone() is not None

"""Following the log by its dense index: whoever reads on from a position meets every signed entry once, and in order.

Never by event id: an event with a smaller id may commit later. Only what a signed checkpoint covers is read, so that an
index told to somebody outside stays that entry's index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from consent.core.events import Kind
from consent.log.models import Log, SignedCheckpoint

WINDOW = 4_096
# No transaction lives as long: what was recorded later than this before a moment stands behind what was recorded then.
OUT_OF_ORDER = timedelta(minutes=10)
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)

_READ = """
SELECT l.index, l.event_id, e.kind, e.recorded_at
FROM log_leaf l JOIN log_event e ON e.id = l.event_id
WHERE l.log_number = %s AND l.index >= %s AND l.index < %s AND e.kind = ANY(%s)
ORDER BY l.index LIMIT %s
"""

_MOMENT = """
SELECT e.recorded_at FROM log_leaf l JOIN log_event e ON e.id = l.event_id WHERE l.log_number = %s AND l.index = %s
"""


@dataclass(frozen=True, slots=True)
class Position:
    """The index that a follower reads next, and in which log."""

    log: int
    index: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log as a follower meets it."""

    index: int
    event_id: int
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """What a follower reads at once: the entries of the kinds it asked for, and where it reads on."""

    log: int
    origin: str
    entries: tuple[Entry, ...]
    then: Position


def signed_end() -> Position:
    """This function will return the position after the last signed entry; the beginning of all while there is none."""
    log = Log.objects.order_by("-number").first()
    return Position(log.number, _signed_size(log.number)) if log else Position(1, 0)


def read_on(position: Position, kinds: Iterable[Kind], limit: int) -> Window | None:
    """This function will return up to ``limit`` entries of ``kinds`` from ``position`` on, or None when all was read.

    A window may be empty: then only its ``then`` matters. After the last signed entry of a log comes the first of its
    successor: what no checkpoint covered has another index there.
    """
    log = Log.objects.filter(pk=position.log).first()
    size = _signed_size(position.log)
    if log is None or position.index >= size:
        successor = Log.objects.filter(number__gt=position.log).order_by("number").first() if log else None
        return Window(position.log, "", (), Position(successor.number, 0)) if successor else None
    end = min(size, position.index + WINDOW)
    with connection.cursor() as cursor:
        wanted = [kind.value for kind in kinds]
        cursor.execute(_READ, [position.log, position.index, end, wanted, limit])
        entries = tuple(Entry(index, event, Kind(kind), at) for index, event, kind, at in cursor.fetchall())
    if len(entries) == limit:
        end = entries[-1].index + 1
    return Window(log.number, log.origin, entries, Position(log.number, end))


def position_before(moment: datetime | None) -> Position:
    """This function will return a position before which nothing was recorded at ``moment`` (aware) or later.

    That is the beginning of all when there is no such moment.

    It halves the log until it is there, so that nobody reads years to come to yesterday. Entries stand in the order of
    their commits, which is that of their moments but for the time that a transaction takes.
    """
    if moment is None:
        return Position(1, 0)
    early = max(moment, BEFORE_ALL) - OUT_OF_ORDER
    for log in Log.objects.order_by("-number").values_list("number", flat=True):
        first, last = 0, _signed_size(log)
        while first < last:
            middle = (first + last) // 2
            if _recorded_at(log, middle) < early:
                first = middle + 1
            else:
                last = middle
        if first > 0:
            return Position(log, first)
    return Position(1, 0)


def _recorded_at(log: int, index: int) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(_MOMENT, [log, index])
        moment: datetime = cursor.fetchone()[0]
        return moment


def _signed_size(log: int) -> int:
    signed = SignedCheckpoint.objects.filter(log_number=log).order_by("-size").values_list("size", flat=True)
    return signed.first() or 0

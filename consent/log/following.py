"""Following the log by its dense index: whoever reads on from a position meets every signed entry once, and in order.

Never by event id: an event with a smaller id may commit later. Only what a signed checkpoint covers is read, so that an
index told to somebody outside stays that entry's index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from consent.core.events import Kind
from consent.log.models import Log, SignedCheckpoint

WINDOW = 4_096

_READ = """
SELECT l.index, l.event_id, e.kind, e.recorded_at
FROM log_leaf l JOIN log_event e ON e.id = l.event_id
WHERE l.log_number = %s AND l.index >= %s AND l.index < %s AND e.kind = ANY(%s)
ORDER BY l.index LIMIT %s
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


def _signed_size(log: int) -> int:
    signed = SignedCheckpoint.objects.filter(log_number=log).order_by("-size").values_list("size", flat=True)
    return signed.first() or 0

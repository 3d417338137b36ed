"""Giving events their indexes: the first of the sequencer's two transactions, also used when a log begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import Connection, Cursor
from psycopg.pq import Format

from consent.core.merkle import HASH_BYTES, leaf_hash
from consent.core.tile_tree import FullTile, full_tiles
from consent.log.refusals import StoredBytesDiffer
from consent.log.tile_queries import tile_reader

BATCH = 4_096

# By event id, which is the order of decisions within a permission; late commits have a smaller id and a later batch.
_CLAIM = """
WITH claimed AS (
    DELETE FROM log_pending WHERE event_id = ANY(ARRAY(
        SELECT event_id FROM log_pending ORDER BY event_id LIMIT %s FOR UPDATE
    )) RETURNING event_id
)
SELECT array_agg(event_id ORDER BY event_id) FROM claimed
"""
_UNCLAIM = "DELETE FROM log_pending WHERE event_id = ANY(%s)"
_SIZE = "SELECT coalesce(max(index) + 1, 0) FROM log_leaf WHERE log_number = %s"
# Scalar subqueries: each row costs two index probes, whatever the planner believes of tables that grow by the second.
_PLACE = """
WITH found AS (
    SELECT one.event_id, (SELECT e.commitment FROM log_event e WHERE e.id = one.event_id) AS entry,
        (SELECT max(l.log_number) FROM log_leaf l WHERE l.event_id = one.event_id) AS placed, one.position
    FROM unnest(%(event_ids)s::bigint[]) WITH ORDINALITY AS one(event_id, position)
), leaf AS (
    INSERT INTO log_leaf (log_number, index, event_id, entry)
    SELECT %(log)s, %(size)s + row_number() OVER (ORDER BY position) - 1, event_id, entry FROM found
    WHERE entry IS NOT NULL AND (placed IS NULL OR placed < %(again_after)s)
    RETURNING index, entry
)
SELECT string_agg(entry, ''::bytea ORDER BY index) FROM leaf
"""
_STORE_TILES = """
INSERT INTO log_tile (log_number, level, index, hashes, root)
SELECT %s, * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[], %s::bytea[])
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a batch did: how many pending rows it took, how many leaves it made of them, and the size from then on."""

    claimed: int
    leaves: int
    size: int


def binary_cursor() -> Cursor[Any]:
    """This function will return a cursor of this thread's connection that fetches bytes as bytes, not as text."""
    connection.ensure_connection()
    raw: Connection[Any] = connection.connection
    cursor = Cursor(raw)
    cursor.format = Format.BINARY
    return cursor


def stored_size(log: int) -> int:
    """This function will return how many leaves a log has in the database, signed or not."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE, [log])
        return int(cursor.fetchone()[0])


def place_pending(log: int) -> Placed:
    """This function will give up to 4096 pending events the next indexes, within the caller's transaction.

    A pending row without an event, or whose event has its leaf already, was not written by ``append``: it is taken
    away and makes no leaf. Raises ``django.db.IntegrityError`` when another process has given the same index.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [BATCH])
        (claimed,) = cursor.fetchone()
    return place(log, claimed or [])


def place_first(log: int, event_ids: Sequence[int]) -> Placed:
    """This function will give events that were recorded in this very transaction the next indexes, in this order."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCLAIM, [list(event_ids)])
    return place(log, event_ids)


def place(log: int, event_ids: Sequence[int], *, again_after: int = 0) -> Placed:
    """This function will give events the next indexes of a log and store the tiles that become full.

    ``again_after`` lets events in again whose only leaf is in a log before that number: those that a predecessor never
    covered with a checkpoint.
    """
    size = stored_size(log)
    if not event_ids:
        return Placed(0, 0, size)
    values = {"event_ids": list(event_ids), "log": log, "size": size, "again_after": again_after}
    with connection.wrap_database_errors, binary_cursor() as cursor:
        cursor.execute(_PLACE, values)
        row = cursor.fetchone()
    entries = bytes(row[0]) if row and row[0] is not None else b""
    hashes = leaf_hashes(entries)
    try:
        tiles = full_tiles(tile_reader(log), size, hashes)
    except ValueError as reason:
        raise StoredBytesDiffer(f"The open edge of the tree at size {size} cannot be read: {reason}.") from None
    store_tiles(log, tiles)
    return Placed(len(event_ids), len(hashes), size + len(hashes))


def leaf_hashes(entries: bytes) -> list[bytes]:
    """This function will hash entries that come as one run of 32 bytes each."""
    return [leaf_hash(entries[at : at + HASH_BYTES]) for at in range(0, len(entries), HASH_BYTES)]


def store_tiles(log: int, tiles: Sequence[FullTile]) -> None:
    """This function will store tiles that have become full."""
    if not tiles:
        return
    columns = zip(*((tile.level, tile.index, tile.hashes, tile.root) for tile in tiles), strict=True)
    with connection.wrap_database_errors, binary_cursor() as cursor:
        cursor.execute(_STORE_TILES, [log, *(list(column) for column in columns)])

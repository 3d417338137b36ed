"""The tree as the database holds it, read back and recomputed before anything is signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from consent.core.frontier import Frontier
from consent.core.merkle import HASH_BYTES
from consent.core.tile_tree import FullTile, full_tiles
from consent.core.tiles import TILE_HEIGHT, partial_width
from consent.log.placing import BATCH, binary_cursor, leaf_hashes
from consent.log.refusals import LogForked, StoredBytesDiffer
from consent.log.tile_queries import tile_reader

_READ_BACK = """
SELECT count(*), string_agg(one.entry, ''::bytea ORDER BY one.index),
    string_agg(one.commitment, ''::bytea ORDER BY one.index)
FROM (
    SELECT l.index, l.entry, (SELECT e.commitment FROM log_event e WHERE e.id = l.event_id) AS commitment
    FROM log_leaf l WHERE l.log_number = %s AND l.index >= %s AND l.index < %s
) AS one
"""
_TILES = """
SELECT t.level::int, t.index, t.hashes, t.root
FROM unnest(%s::smallint[], %s::bigint[]) AS wanted(level, index)
JOIN log_tile t ON t.log_number = %s AND t.level = wanted.level AND t.index = wanted.index
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """A size and root that has been signed; size 0 before anything has."""

    size: int
    root: bytes


NOTHING = Signed(0, Frontier().root())


def root_at(log: int, size: int) -> bytes:
    """This function will return the root at a size that the stored leaves reach, with one read for each level."""
    return _frontier(log, size).root()


def verified_root(log: int, signed: Signed, size: int) -> bytes:
    """This function will read back every leaf and tile since ``signed`` and return the root at ``size``.

    The root grows out of the one that was signed, so whatever it is signed over is consistent with all before. Raises
    ``LogForked`` when the stored tree does not lead to the signed root, and ``StoredBytesDiffer`` when a leaf is not
    its event's commitment, when an index is missing, or when a tile is not that of its leaves.
    """
    frontier = _frontier(log, signed.size)
    if frontier.root() != signed.root:
        raise LogForked(f"The database's tree has another root at size {signed.size} than was signed.")
    for start in range(signed.size, size, BATCH):
        end = min(start + BATCH, size)
        hashes = leaf_hashes(entries_of(log, start, end))
        _compare_tiles(log, full_tiles(tile_reader(log), start, hashes))
        frontier.extend(hashes)
    return frontier.root()


def _frontier(log: int, size: int) -> Frontier:
    read = tile_reader(log)
    hashes: list[bytes] = []
    for level in reversed(range(-(-size.bit_length() // TILE_HEIGHT))):
        if width := partial_width(level, size):
            edge = Frontier()
            try:
                edge.extend(read(level, size >> (TILE_HEIGHT * (level + 1)), width))
            except ValueError:
                edge = Frontier()
            if edge.size != width:
                raise StoredBytesDiffer(f"The tile at level {level} below size {size} is not whole.")
            hashes += edge.hashes
    return Frontier(size, hashes)


def entries_of(log: int, start: int, end: int) -> bytes:
    """This function will read back the entries from ``start`` to before ``end``, one run of 32 bytes each.

    Raises ``StoredBytesDiffer`` when one is missing or is not what its event commits to.
    """
    with connection.wrap_database_errors, binary_cursor() as cursor:
        cursor.execute(_READ_BACK, [log, start, end])
        row = cursor.fetchone()
    count, entries, commitments = row if row else (0, b"", b"")
    if count != end - start or len(entries or b"") != count * HASH_BYTES:
        raise StoredBytesDiffer(f"An index from {start} to {end - 1} is missing.")
    if bytes(entries) != bytes(commitments or b""):
        raise StoredBytesDiffer(f"A leaf from index {start} to {end - 1} is not what its event commits to.")
    return bytes(entries)


def _compare_tiles(log: int, expected: Sequence[FullTile]) -> None:
    if not expected:
        return
    wanted = [[tile.level for tile in expected], [tile.index for tile in expected]]
    with connection.wrap_database_errors, binary_cursor() as cursor:
        cursor.execute(_TILES, [*wanted, log])
        stored = {FullTile(level, index, bytes(hashes), bytes(root)) for level, index, hashes, root in cursor}
    for tile in expected:
        if tile not in stored:
            raise StoredBytesDiffer(f"The tile {tile.level}/{tile.index} is not that of its leaves.")

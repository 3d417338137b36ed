"""A tree that is kept as tiles: its roots and proofs at any size, and the tiles that new leaves add.

A tile read is trusted to be what was written: whoever hands out a proof verifies it first (``consent.core.merkle``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consent.core.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    ProofError,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
    parents,
)
from consent.core.tiles import TILE_HEIGHT, TILE_WIDTH, decode_tile, encode_tile, width_at

TileKey = tuple[int, int, int]
"""Level, index and width of a tile."""

Read = Callable[[int, int, int], list[bytes]]
"""Returns the first ``width`` hashes of tile ``index`` of ``level``; more may be stored, fewer is an error."""


@dataclass(frozen=True, slots=True)
class FullTile:
    """A tile that will never change again, and the root over it: its hash in the level above."""

    level: int
    index: int
    hashes: bytes
    root: bytes


class TileTree:
    """Roots and proofs out of tiles of a tree of up to ``size`` leaves.

    Tiles are read once and kept with the nodes inside them: about 16 KiB a tile, so use one object a task.
    """

    def __init__(self, read: Read, size: int) -> None:
        if type(size) is not int or size < 0:
            raise ProofError("a tree's size is not negative")
        self.size = size
        self._read = read
        self._rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def root(self, size: int | None = None) -> bytes:
        """This function will return the root at ``size``, the tree's own by default (RFC 9162 §2.1.1)."""
        size = self._at(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """This function will prove that leaf ``index`` is in the tree of ``size`` (RFC 9162 §2.1.3.1).

        Requires 0 <= index < size; raises ``ProofError`` otherwise.
        """
        return [self._range(first, end) for first, end in inclusion_ranges(index, self._at(size))]

    def consistency_proof(self, m: int, n: int | None = None) -> list[bytes]:
        """This function will prove that the tree of size ``m`` is the start of that of size ``n`` (RFC 9162 §2.1.4.1).

        Requires 0 < m <= n; raises ``ProofError`` otherwise.
        """
        return [self._range(first, end) for first, end in consistency_ranges(m, self._at(n))]

    def leaf_hash(self, index: int) -> bytes:
        """This function will return the leaf hash at ``index``."""
        if not 0 <= index < self.size:
            raise ProofError("the index is not one of the tree's")
        return self._perfect(0, index)

    def _at(self, size: int | None) -> int:
        if size is None:
            return self.size
        if type(size) is not int or not 0 <= size <= self.size:
            raise ProofError("the tree has not been as large")
        return size

    def _range(self, first: int, end: int) -> bytes:
        """This function will return the root over leaves ``first`` to ``end``, a subtree of RFC 6962's recursion."""
        roots = []
        while first < end:
            height = (end - first).bit_length() - 1
            roots.append(self._perfect(height, first >> height))
            first += 1 << height
        reached = roots.pop()
        while roots:
            reached = node_hash(roots.pop(), reached)
        return reached

    def _perfect(self, height: int, position: int) -> bytes:
        """This function will return the root of the perfect subtree of 2^height leaves at ``position`` in its row."""
        level, inner = divmod(height, TILE_HEIGHT)
        index, offset = divmod(position << inner, TILE_WIDTH)
        return self._rows_of(level, index)[inner][offset >> inner]

    def _rows_of(self, level: int, index: int) -> list[list[bytes]]:
        rows = self._rows.get((level, index))
        if rows is None:
            width = width_at(level, index, self.size)
            hashes = self._read(level, index, width)
            if len(hashes) != width or any(len(value) != HASH_BYTES for value in hashes):
                raise ProofError(f"tile {level}/{index} is not {width} hashes wide")
            rows = [hashes]
            while len(rows[-1]) > 1 and len(rows) < TILE_HEIGHT:
                rows.append(parents(rows[-1]))
            self._rows[level, index] = rows
        return rows


def full_tiles(read: Read, old_size: int, leaf_hashes: Sequence[bytes]) -> list[FullTile]:
    """This function will return the tiles that become full when ``leaf_hashes`` are appended to a tree of ``old_size``.

    ``read`` gives the partial tiles of the old tree. Each hash is made once: appending costs one for each inner node.
    """
    return [tile for full, _ in _grow(read, old_size, leaf_hashes) for tile in full]


def new_tiles(read: Read, old_size: int, leaf_hashes: Sequence[bytes]) -> dict[TileKey, bytes]:
    """This function will return the bytes of every tile, by (level, index, width), that the new size adds to the old.

    Those are the tiles which become full and, on every level that changed, the partial one at the edge.
    """
    found = {}
    for full, partial in _grow(read, old_size, leaf_hashes):
        found.update({(tile.level, tile.index, TILE_WIDTH): tile.hashes for tile in full})
        found.update(partial)
    return found


def with_tiles(read: Read, tiles: Mapping[TileKey, bytes]) -> Read:
    """This function will return a reader that knows ``tiles``, as ``new_tiles`` gives them, before they are stored."""
    widest: dict[tuple[int, int], int] = {}
    for level, index, width in tiles:
        widest[level, index] = max(width, widest.get((level, index), 0))

    def read_both(level: int, index: int, width: int) -> list[bytes]:
        there = widest.get((level, index), 0)
        if there < width:
            return read(level, index, width)
        return decode_tile(tiles[level, index, there], there)[:width]

    return read_both


def _grow(
    read: Read, old_size: int, leaf_hashes: Sequence[bytes]
) -> Iterator[tuple[list[FullTile], dict[TileKey, bytes]]]:
    """This function will yield, level by level, the tiles that become full and the partial one behind them, if any."""
    row, level = list(leaf_hashes), 0
    while row:
        index, there = divmod(old_size >> (TILE_HEIGHT * level), TILE_WIDTH)
        if there:
            row = [*_checked(read(level, index, there), there), *row]
        full = []
        for at in range(0, len(row) - TILE_WIDTH + 1, TILE_WIDTH):
            hashes = row[at : at + TILE_WIDTH]
            full.append(FullTile(level, index + at // TILE_WIDTH, encode_tile(hashes), _tile_root(hashes)))
        rest = row[len(full) * TILE_WIDTH :]
        yield full, {(level, index + len(full), len(rest)): encode_tile(rest)} if rest else {}
        row, level = [tile.root for tile in full], level + 1


def _checked(hashes: list[bytes], width: int) -> list[bytes]:
    if len(hashes) != width:
        raise ProofError("the old tree's partial tile has another width")
    return hashes


def _tile_root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = parents(hashes)
    return hashes[0]

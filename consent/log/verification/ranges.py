"""One stretch of a log, recomputed from its rows; stretches are independent, so that two cores can share them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import psycopg

from consent.core.merkle import leaf_hash, node_hash, parents
from consent.core.tiles import TILE_HEIGHT, TILE_WIDTH
from consent.log.verification.contained import Contents
from consent.log.verification.contents import ContentReader
from consent.log.verification.faults import Fault, FaultKind, in_order
from consent.log.verification.reading import fetch
from consent.log.verification.signed import Trust, read_signed

# A power of two, and whole tiles. Few enough that a stretch's rows take some megabytes.
STRETCH = 4_096
MOST_FAULTS = 50
_NOTHING = bytes(32)  # stands where a leaf is missing, so that the leaves behind it keep their places

_LEAVES = """
SELECT l.index, l.event_id, l.entry, e.kind, timestamptz_send(e.recorded_at), e.commitment
FROM log_leaf l LEFT JOIN log_event e ON e.id = l.event_id AND e.id >= %s AND e.id <= %s
WHERE l.log_number = %s AND l.index >= %s AND l.index < %s ORDER BY l.index
"""
# The bounds say nothing new, but let the events be read from their index in one go. Without OFFSET the smallest id is
# looked for along the index of all ids.
_BOUNDS = """
SELECT coalesce(min(event_id), 0), coalesce(max(event_id), 0) FROM (
    SELECT event_id FROM log_leaf WHERE log_number = %s AND index >= %s AND index < %s OFFSET 0
) AS one
"""
_ENTRIES = """
SELECT index, entry FROM log_leaf WHERE log_number = %s AND index >= %s AND index < %s ORDER BY index
"""
_TILES = """
SELECT index, hashes, root FROM log_tile
WHERE log_number = %s AND level = 0 AND index >= %s AND index < %s ORDER BY index
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which leaves to recompute, and at which sizes of the log, each within the stretch, a root is wanted."""

    log: int
    first: int
    end: int
    trust: Trust
    sizes: tuple[int, ...] = ()


@dataclass(slots=True)
class Found:
    """What a stretch gave: roots of its full tiles, and over its leaves up to each size asked for or signed.

    ``signed`` has the roots that a key of the log signed, ``vouched`` the sizes of those whose key is trusted so far.
    """

    stretch: Stretch
    leaves: int = 0
    tile_roots: list[bytes] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=dict)
    signed: dict[int, bytes] = field(default_factory=dict)
    vouched: set[int] = field(default_factory=set)
    cosignatures: int = 0
    faults: list[Fault] = field(default_factory=list)
    erased: int = 0
    unfinished: int = 0
    events: int = 0
    payloads: dict[str, int] = field(default_factory=dict)
    volume: int = 0


Row = tuple[Any, ...]  # as _LEAVES reads it


def verify_stretch(stretch: Stretch, reader: ContentReader) -> Found:
    """This function will recompute a stretch: leaves from events and payloads, tiles from leaves, roots from tiles."""
    found = Found(stretch)
    try:
        rows, contents = _read(reader, stretch, stretch.first, stretch.end)
    except psycopg.DataError:
        hashes = _unreadable(stretch, reader, found.faults)
    else:
        found.leaves = len(rows)
        found.events = sum(row[3] is not None for row in rows)
        found.erased, found.unfinished = len(contents.erased), len(contents.unfinished)
        found.payloads, found.volume = contents.payloads, contents.volume
        hashes = _placed(stretch, rows, contents, found.faults)
    levels = _levels(hashes)
    full = len(hashes) // TILE_WIDTH
    found.tile_roots = levels[TILE_HEIGHT][:full] if full else []
    _compare_tiles(stretch, hashes, found)
    signed = read_signed(stretch.log, stretch.first, stretch.end, stretch.trust)
    found.signed, found.vouched, found.cosignatures = signed.roots, signed.vouched, signed.cosignatures
    found.faults += signed.faults
    found.roots = {size: _root(levels, size - stretch.first) for size in {*stretch.sizes, *signed.roots}}
    found.faults = in_order(found.faults)[:MOST_FAULTS]
    return found


def _read(reader: ContentReader, stretch: Stretch, first: int, end: int) -> tuple[list[Row], Contents]:
    ((lowest, highest),) = fetch(_BOUNDS, [stretch.log, first, end])
    rows = fetch(_LEAVES, [lowest, highest, stretch.log, first, end])
    return rows, reader.read([(row[1], row[3], row[4]) for row in rows if row[3] is not None])


def _unreadable(stretch: Stretch, reader: ContentReader, faults: list[Fault]) -> list[bytes]:
    """Somebody has stored a value, such as an infinite moment, that no program of ours can have written."""
    first, end = stretch.first, stretch.end
    while end - first > 1:
        middle = (first + end) // 2
        try:
            _read(reader, stretch, first, middle)
            first = middle
        except psycopg.DataError:
            end = middle
    faults.append(Fault(FaultKind.EVENT_CHANGED, "a row holds a value that cannot be read", stretch.log, first))
    entries = dict(fetch(_ENTRIES, [stretch.log, stretch.first, stretch.end]))
    return [leaf_hash(entries[at]) if at in entries else _NOTHING for at in range(stretch.first, stretch.end)]


def _placed(stretch: Stretch, rows: Sequence[Row], contents: Contents, faults: list[Fault]) -> list[bytes]:
    """The leaf hashes in their places; every leaf that is not what its event commits to is a fault."""
    if rows and not contents.wrong:
        indexes, event_ids, entries, _, _, committed_to = zip(*rows, strict=True)
        recomputed = tuple(map(contents.commitments.get, event_ids))
        if entries == committed_to == recomputed and indexes == tuple(range(stretch.first, stretch.end)):
            return [sha256(b"\x00" + entry).digest() for entry in entries]  # as leaf_hash, without a call for each
    hashes: list[bytes] = []
    append, commitments, wrong = hashes.append, contents.commitments, contents.wrong
    expected = stretch.first
    for index, event_id, entry, kind, _, committed in rows:
        while expected < index:
            append(_NOTHING)
            faults.append(Fault(FaultKind.LEAF_MISSING, "no leaf has this index", stretch.log, expected))
            expected += 1
        expected += 1
        append(leaf_hash(entry))
        if entry == committed and commitments.get(event_id) == entry and event_id not in wrong:
            continue
        fault = _fault(entry, committed, commitments.get(event_id), wrong.get(event_id), known=kind is not None)
        if fault:
            faults.append(Fault(fault[0], fault[1], stretch.log, index, event_id=event_id))
    while expected < stretch.end:
        append(_NOTHING)
        faults.append(Fault(FaultKind.LEAF_MISSING, "no leaf has this index", stretch.log, expected))
        expected += 1
    return hashes


def _fault(
    entry: bytes,
    committed: bytes | None,
    recomputed: bytes | None,
    wrong: tuple[FaultKind, str] | None,
    *,
    known: bool,
) -> tuple[FaultKind, str] | None:
    if not known:
        return FaultKind.EVENT_MISSING, "the leaf's event is gone"
    if entry != committed:
        if recomputed == committed:
            return FaultKind.LEAF_CHANGED, "the leaf is not what its event commits to"
        return FaultKind.EVENT_CHANGED, "the event's commitment is not the leaf's"
    if recomputed is not None and recomputed != entry:
        return FaultKind.PAYLOAD_CHANGED, "the payload is not what was committed to"
    return wrong


def _levels(hashes: list[bytes]) -> list[list[bytes]]:
    levels = [hashes]
    while len(levels[-1]) > 1:
        levels.append(parents(levels[-1]))
    return levels


def _root(levels: list[list[bytes]], size: int) -> bytes:
    """The root over the first ``size`` of the stretch's leaves (RFC 9162 §2.1.1)."""
    reached, first = None, size
    for height, level in enumerate(levels):
        if size >> height & 1:
            first -= 1 << height
            left = level[first >> height]
            reached = left if reached is None else node_hash(left, reached)
    if reached is None:
        raise ValueError("no root over no leaves")
    return reached


def _compare_tiles(stretch: Stretch, hashes: list[bytes], found: Found) -> None:
    first, end = stretch.first // TILE_WIDTH, stretch.end // TILE_WIDTH
    stored = {index: (tile, root) for index, tile, root in fetch(_TILES, [stretch.log, first, end])}
    for position, root in enumerate(found.tile_roots):
        at = position * TILE_WIDTH
        index = first + position
        if index not in stored:
            message = "a full tile of leaves is gone"
            found.faults.append(Fault(FaultKind.TILE_MISSING, message, stretch.log, stretch.first + at))
            continue
        tile, stored_root = stored[index]
        if tile != b"".join(hashes[at : at + TILE_WIDTH]):
            differing = next(n for n in range(TILE_WIDTH) if tile[32 * n : 32 * n + 32] != hashes[at + n])
            where = stretch.first + at + differing
            found.faults.append(Fault(FaultKind.TILE_CHANGED, "the tile's hash is not its leaf's", stretch.log, where))
        elif stored_root != root:
            message = "the tile's root is not that of its hashes"
            found.faults.append(Fault(FaultKind.TILE_CHANGED, message, stretch.log, stretch.first + at))

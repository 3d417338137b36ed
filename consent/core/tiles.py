"""Paths and bytes of tiles and entry bundles (C2SP tlog-tiles), read strictly: one spelling a tile."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consent.core.strict import HASH_BYTES, LARGEST, FormatError, decimal

TILE_WIDTH = 256
TILE_HEIGHT = 8
ENTRIES = -1  # the level by which entry bundles, which lie below level 0, are known
HIGHEST_LEVEL = 63
LONGEST_ENTRY = 65_535

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?"
)


class TileError(FormatError):
    """A path or bytes that are not those of a tile or of an entry bundle."""


@dataclass(frozen=True, slots=True, order=True)
class TilePath:
    """Which tile: its level (``ENTRIES`` for an entry bundle), its index within the level and its width."""

    level: int
    index: int
    width: int


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """This function will return ``tile/<L>/<N>[.p/<W>]``, the path of a tile (C2SP tlog-tiles, "Merkle Tree").

    Level ``ENTRIES`` gives the entry bundle's. Raises ``TileError`` for a level outside 0 to 63, an index outside 0 to
    2^63 - 1, or a width outside 1 to 256.
    """
    _require(level, index, width)
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    name = "entries" if level == ENTRIES else str(level)
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{name}/{'/'.join(reversed(groups))}{partial}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """This function will return ``tile/entries/<N>[.p/<W>]``, the path of an entry bundle (C2SP tlog-tiles)."""
    return tile_path(ENTRIES, index, width)


def parse_tile_path(path: str) -> TilePath:
    """This function will read the path of a tile or of an entry bundle, and accept only what ``tile_path`` writes.

    Raises ``TileError`` for anything else: leading zeros, a missing or needless ``x``, a width of 0 or of 256 and more.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileError("not the path of a tile")
    name, index, width = match["level"], match["index"], match["width"]
    try:
        found = TilePath(
            ENTRIES if name == "entries" else decimal(name),
            int(index.replace("x", "").replace("/", "")),
            TILE_WIDTH if width is None else decimal(width),
        )
    except FormatError:
        raise TileError("not the canonical path of a tile") from None
    if tile_path(found.level, found.index, found.width) != path:
        raise TileError("not the canonical path of a tile")
    return found


def width_at(level: int, index: int, size: int) -> int:
    """This function will return how many hashes tile ``index`` of ``level`` holds in a tree of ``size``, 0 for none."""
    count = size >> (TILE_HEIGHT * max(level, 0))
    return max(0, min(TILE_WIDTH, count - index * TILE_WIDTH))


def partial_width(level: int, size: int) -> int:
    """This function will return floor(size / 256^level) mod 256, the width of a level's partial tile, 0 for none."""
    return (size >> (TILE_HEIGHT * max(level, 0))) % TILE_WIDTH


def paths_of(size: int) -> Iterator[TilePath]:
    """This function will yield every tile of a tree of ``size``, level by level, full ones before the partial one."""
    level = 0
    while count := size >> (TILE_HEIGHT * level):
        for index in range(-(-count // TILE_WIDTH)):
            yield TilePath(level, index, width_at(level, index, size))
        level += 1


def encode_tile(hashes: Sequence[bytes]) -> bytes:
    """This function will join the hashes of one tile; raises ``TileError`` unless they are 1 to 256 hashes."""
    if not 1 <= len(hashes) <= TILE_WIDTH or any(len(value) != HASH_BYTES for value in hashes):
        raise TileError("a tile has 1 to 256 hashes of 32 bytes")
    return b"".join(hashes)


def decode_tile(data: bytes, width: int = TILE_WIDTH) -> list[bytes]:
    """This function will split a tile into its hashes; raises ``TileError`` unless there are exactly ``width``."""
    if not 1 <= width <= TILE_WIDTH or len(data) != width * HASH_BYTES:
        raise TileError("not the bytes of a tile of this width")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def encode_entries(entries: Sequence[bytes]) -> bytes:
    """This function will write entries one after another, each after its length in 16 bits (C2SP tlog-tiles).

    Raises ``TileError`` for an entry that is longer than 65,535 bytes.
    """
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise TileError("an entry is longer than its length can say")
        parts.append(len(entry).to_bytes(2, "big") + entry)
    return b"".join(parts)


def decode_entries(data: bytes) -> list[bytes]:
    """This function will read the entries of a bundle; raises ``TileError`` when one is cut short (C2SP tlog-tiles)."""
    entries = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise TileError("the bundle ends within an entry")
        entries.append(bytes(data[start:at]))
    return entries


def _require(level: int, index: int, width: int) -> None:
    if any(type(value) is not int for value in (level, index, width)):
        raise TileError("level, index and width are integers")
    if not ENTRIES <= level <= HIGHEST_LEVEL:
        raise TileError("a level is between 0 and 63")
    if not 0 <= index <= LARGEST:
        raise TileError("an index is between 0 and 2^63 - 1")
    if not 1 <= width <= TILE_WIDTH:
        raise TileError("a width is between 1 and 256")

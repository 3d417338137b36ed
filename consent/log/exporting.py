"""The log as a folder of files that any web server can serve (C2SP tlog-tiles), recomputed while it is written."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from consent.core.checkpoints import verify_checkpoint
from consent.core.frontier import Frontier
from consent.core.merkle import leaf_hash, root
from consent.core.tiles import (
    ENTRIES,
    TILE_WIDTH,
    TilePath,
    decode_entries,
    decode_tile,
    paths_of,
    tile_path,
    width_at,
)
from consent.log.models import Log
from consent.log.public_queries import published_checkpoint
from consent.log.published_keys import published_keys
from consent.log.signing_keys import vkeys
from consent.log.tile_queries import tile_bytes

Progress = Callable[[int, int], None]


class NotExported(Exception):
    """The log is not what was signed, or the folder holds another log; the message says which file."""


@dataclass(slots=True)
class Exported:
    """What an export did: files written, files that were there already, and the size it reached."""

    size: int = 0
    written: int = 0
    kept: int = 0


def export_log(log: Log, folder: Path, progress: Progress | None = None) -> Exported:
    """This function will write a log's tiles, bundles, keys and, last of all, its checkpoint, and return what it did.

    It may be stopped and run again: a full tile that is there is compared and kept. Everything is recomputed up to the
    signed root before the checkpoint is replaced, so a server never hands out one that its tiles do not bear out.
    Raises ``NotExported`` when the log or the folder is not what it should be, and ``NoteError`` for a checkpoint that
    no key of the log vouches for.
    """
    done = Exported()
    published = published_checkpoint(log.number)
    _write(folder / "key", published_keys().encode(), done)
    if published is None:
        return done
    checkpoint = verify_checkpoint(published.note, [key.vkey for key in vkeys(log)])
    done.size = checkpoint.size
    export = _Export(log, folder, done, progress or (lambda at, of: None))
    frontier, row = Frontier(), []
    for index in range(-(-done.size // TILE_WIDTH)):
        hashes = export.leaf_tile(index)
        frontier.extend(hashes)
        if len(hashes) == TILE_WIDTH:
            row.append(root(hashes))
    export.tiles_above(row)
    if frontier.root() != checkpoint.root:
        raise NotExported("the tiles do not give the root that was signed; run verify_log")
    _write(folder / "checkpoint", published.note.encode(), done)
    return done


class _Export:
    """The tiles of one export."""

    def __init__(self, log: Log, folder: Path, done: Exported, progress: Progress) -> None:
        self._log = log
        self._folder = folder
        self._done = done
        self._progress = progress
        self._made = 0
        self._count = sum(1 for _ in paths_of(done.size)) + -(-done.size // TILE_WIDTH)

    def leaf_tile(self, index: int) -> list[bytes]:
        """This function will write a bundle of entries and the tile over it, and return the tile's hashes."""
        width = width_at(0, index, self._done.size)
        hashes = [leaf_hash(entry) for entry in decode_entries(self._file(ENTRIES, index, width))]
        self._require(hashes, 0, index, width)
        return hashes

    def tiles_above(self, row: Sequence[bytes]) -> None:
        """This function will write the tiles above those of the leaves; ``row`` has the roots of the full ones."""
        level = 1
        while row:
            above = []
            for index, start in enumerate(range(0, len(row), TILE_WIDTH)):
                hashes = list(row[start : start + TILE_WIDTH])
                self._require(hashes, level, index, len(hashes))
                if len(hashes) == TILE_WIDTH:
                    above.append(root(hashes))
            row, level = above, level + 1

    def _require(self, hashes: list[bytes], level: int, index: int, width: int) -> None:
        if decode_tile(self._file(level, index, width), width) != hashes:
            raise NotExported(f"{tile_path(level, index, width)} is not the tile of what lies below it")

    def _file(self, level: int, index: int, width: int) -> bytes:
        path = TilePath(level, index, width)
        data = tile_bytes(self._log.number, path, self._done.size)
        _write(self._folder / tile_path(level, index, width), data, self._done, full=width == TILE_WIDTH)
        self._made += 1
        self._progress(self._made, self._count)
        return data


def _write(file: Path, data: bytes, done: Exported, *, full: bool = False) -> None:
    if file.is_file() and file.read_bytes() == data:
        done.kept += 1
        return
    if full and file.exists():
        raise NotExported(f"{file} is there and is another log's, or was changed: choose an empty folder")
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.writing")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    done.written += 1

"""The erasure journal: which subjects were erased, kept outside the database so that a restore cannot forget it.

A line holds an opaque subject id, a moment and an event id. Once the person is erased nothing joins that id to them,
except a database restored from before, in which the journal erases them again (GDPR 17; EDPB 02/2025).
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from consent.log.fork_guard import guard_directory

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Erased:
    """One line of the journal."""

    subject: UUID
    at: datetime
    erasure: int


def journal_file() -> Path:
    """This function will return where the journal is: beside the fork guard, which no backup ever rewinds."""
    return guard_directory() / NAME


def write_down(line: Erased) -> None:
    """This function will add a line to the journal; when it returns, the line survives a power cut.

    A line that is there already is not written twice, and what a crash left of a line gives way to this one. Raises
    ``OSError`` when the volume refuses.
    """
    file = journal_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"subject": str(line.subject), "at": line.at.isoformat(), "erasure": line.erasure}) + "\n"
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        data = stream.read()
        whole = data.rfind(b"\n") + 1
        if any(known == line for known in _lines(data[:whole].decode().splitlines(keepends=True))):
            return
        if whole < len(data):
            stream.truncate(whole)
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def written_down() -> list[Erased]:
    """This function will return the journal's lines, oldest first; none when there is no journal yet.

    A last line cut off by a crash is passed over: its erasure was never reported as done.
    """
    try:
        with journal_file().open(encoding="utf-8") as stream:
            return list(_lines(stream))
    except FileNotFoundError:
        return []


def _lines(stream: Iterable[str]) -> Iterator[Erased]:
    for text in stream:
        if text.endswith("\n"):
            line = json.loads(text)
            yield Erased(UUID(line["subject"]), datetime.fromisoformat(line["at"]), line["erasure"])

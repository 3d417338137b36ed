"""What a receiver remembers: which events it has handled, and which of those the city has not heard of yet."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

KEPT = 10_000
_HANDLED, _ACKNOWLEDGED = "+", "-"


class Journal(Protocol):
    """A durable memory of jti. Write one over your own database to keep it in one transaction with what events do.

    When ``handled`` returns, the fact survives a crash. A method may be a coroutine where the client is asynchronous.
    """

    def knows(self, jti: str) -> bool:
        """This function will tell whether the event was handled before."""

    def handled(self, jti: str) -> None:
        """This function will remember, durably, that the event was handled and is to be acknowledged."""

    def waiting(self) -> list[str]:
        """This function will return what was handled and not acknowledged yet, in order."""

    def acknowledged(self, jtis: list[str]) -> None:
        """This function will note that the city has heard of these."""


class MemoryJournal:
    """Forgets everything when the process ends: for tests, and for receivers that act the same however often."""

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}
        self._known: dict[str, None] = {}

    def knows(self, jti: str) -> bool:
        """This function will tell whether the event was handled before."""
        return jti in self._known

    def handled(self, jti: str) -> None:
        """This function will remember that the event was handled."""
        self._known[jti] = self._waiting[jti] = None

    def waiting(self) -> list[str]:
        """This function will return what was handled and not acknowledged yet, in order."""
        return list(self._waiting)

    def acknowledged(self, jtis: list[str]) -> None:
        """This function will note that the city has heard of these, and keep the newest ten thousand."""
        for jti in jtis:
            self._waiting.pop(jti, None)
        for jti in list(self._known)[: max(0, len(self._known) - KEPT)]:
            if jti not in self._waiting:
                del self._known[jti]


class FileJournal(MemoryJournal):
    """A file of its own for one stream and one receiver at a time: a line for each event, on the disk before it counts.

    A line that a crash cut short is no line; the event it was about comes again. It is rewritten, whole or not at all,
    when most of it is old.
    """

    def __init__(self, path: Path | str) -> None:
        super().__init__()
        self._path = Path(path)
        self._lines = 0
        content = self._path.read_bytes() if self._path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]
        for line in whole.decode("ascii", "replace").splitlines():
            self._remember(line[:1], line[1:])
        if whole != content or self._lines > 2 * KEPT:
            self._rewrite()

    def handled(self, jti: str) -> None:
        """This function will put the event on the disk, then remember it."""
        self._append([_HANDLED + jti])
        super().handled(jti)

    def acknowledged(self, jtis: list[str]) -> None:
        """This function will put on the disk that the city has heard of these."""
        self._append([_ACKNOWLEDGED + jti for jti in jtis])
        super().acknowledged(jtis)
        if self._lines > 4 * KEPT:
            self._rewrite()

    def _remember(self, mark: str, jti: str) -> None:
        self._lines += 1
        if mark == _HANDLED:
            super().handled(jti)
        elif mark == _ACKNOWLEDGED:
            super().acknowledged([jti])

    def _append(self, lines: Iterable[str]) -> None:
        new = not self._path.exists()
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            for line in lines:
                self._lines += 1
                os.write(handle, f"{line}\n".encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            _keep_name(self._path)

    def _rewrite(self) -> None:
        temporary = self._path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        heard = [_ACKNOWLEDGED + jti for jti in self._known if jti not in self._waiting]
        lines = [*(_HANDLED + jti for jti in self._known), *heard]
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
        _keep_name(self._path)
        self._lines = len(lines)


def _keep_name(path: Path) -> None:
    """This function will put a file's name in its folder on the disk too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

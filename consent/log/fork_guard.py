"""The fork guard: the highest signed size and root of each log, kept outside the database.

Whoever restores the database cannot bring back a state in which something else might be signed at a size that has
been signed before (THREATS, invariant I4). One file a log; it is compared and swapped under a lock, never just written.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from consent.core.checkpoints import Checkpoint, parse_note
from consent.core.strict import FormatError
from consent.log.refusals import GuardDamaged, GuardMoved, LogForked, LogRewound

FIELDS = {"origin", "size", "root", "note"}


@dataclass(frozen=True, slots=True)
class Highest:
    """The largest checkpoint that has been signed for a log, and the signed note itself."""

    origin: str
    size: int
    root: bytes
    note: str

    @classmethod
    def of(cls, note: str) -> "Highest":
        """This function will read a checkpoint's note; raises ``FormatError`` when it is none."""
        checkpoint = parse_note(note)
        if checkpoint.extensions:
            raise FormatError("the city's checkpoints have no extensions")
        return cls(checkpoint.origin, checkpoint.size, checkpoint.root, note)


def guard_directory() -> Path:
    """This function will return where the guard keeps its files; raises ``LookupError`` when it is not configured."""
    if settings.GUARD_DIR is None:
        raise LookupError("GUARD_DIR is not set for this process")
    return Path(settings.GUARD_DIR)


def guard_file(origin: str) -> Path:
    """This function will return the file of one log; the origin itself may hold characters that no file name can."""
    return guard_directory() / f"{sha256(origin.encode()).hexdigest()[:32]}.json"


def highest(origin: str) -> Highest | None:
    """This function will return what was signed last for a log, None when the guard has never heard of it.

    Raises ``GuardDamaged`` for a file that is cut off or altered: it is never taken for an absent one.
    """
    return _read(guard_file(origin), origin)


def known() -> list[Highest]:
    """This function will return the highest checkpoint of every log that the guard knows; raises ``GuardDamaged``."""
    try:
        files = sorted(guard_directory().glob("*.json"))
    except OSError:
        return []
    return [found for file in files if (found := _read(file, None)) is not None]


def advance(expected: Highest | None, new: Highest) -> None:
    """This function will replace ``expected``, what the caller has read, by ``new``; it lasts when this returns.

    Raises ``GuardMoved`` when something else is stored by now, ``LogRewound`` for a smaller size and ``LogForked`` for
    another root at the same size. A crash leaves either the old file or the new one, never a part of one; after it, the
    database may lack the checkpoint that the guard has, and gets the guard's own.
    """
    with _locked():
        stored = highest(new.origin)
        if stored != expected:
            raise GuardMoved
        if stored is not None and new.size < stored.size:
            raise LogRewound(f"Size {stored.size} has been signed; {new.size} is smaller.")
        if stored is not None and new.size == stored.size and new.root != stored.root:
            raise LogForked(f"Another root has been signed at size {new.size}.")
        _write(guard_file(new.origin), new)


def replace(new: Highest) -> None:
    """This function will set what the guard has for a log, whatever it had: an operator vouches for ``new``.

    Only for a guard that was lost, damaged or rewound. The file as it was is kept beside it, ending in ``.replaced``.
    """
    with _locked():
        file = guard_file(new.origin)
        with suppress(FileNotFoundError):
            file.replace(file.with_suffix(".replaced"))
        # A crash here leaves a guard that is missing: refused like before, and adopted again.
        _write(file, new)


def _read(file: Path, origin: str | None) -> Highest | None:
    try:
        data = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise GuardDamaged(str(file)) from None
    try:
        if set(data) != FIELDS:
            raise GuardDamaged(str(file))
        found = Highest.of(data["note"])
        stated = Checkpoint(data["origin"], data["size"], bytes.fromhex(data["root"]))
    except (FormatError, TypeError, ValueError):
        raise GuardDamaged(str(file)) from None
    if stated != Checkpoint(found.origin, found.size, found.root) or guard_file(found.origin) != file:
        raise GuardDamaged(str(file))
    if origin not in (None, found.origin):
        raise GuardDamaged(str(file))
    return found


def _write(file: Path, new: Highest) -> None:
    text = json.dumps(asdict(new) | {"root": new.root.hex()}, ensure_ascii=False)
    temporary = file.with_suffix(".writing")  # under the lock nobody else writes; what a crash left is overwritten
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    _sync(file.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked() -> Iterator[None]:
    directory = guard_directory()
    if not directory.is_dir():
        directory.mkdir(parents=True, mode=0o700)
        _sync(directory.parent)
    with os.fdopen(os.open(directory / "guard.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""What a witness must never forget: the latest checkpoint it cosigned for each log, and its own key."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from consent.core.checkpoints import parse_note
from consent.core.strict import FormatError


class MemoryLost(Exception):
    """The state or the key cannot be read, or another witness uses it; a witness that forgot may not go on."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The latest checkpoint of one log: the signed note, and the line by which this witness cosigned it."""

    note: str
    line: str


class Memory:
    """The state file, held by this process alone; ``remember`` returns only when it would survive a power cut.

    It may be absent only when a witness ``begins``, which is with a key of which nobody has heard.
    """

    def __init__(self, file: Path, *, begins: bool = True) -> None:
        self._file = file
        self._lock = _held(file.with_name(f"{file.name}.lock"))
        try:
            if begins and not file.exists():
                write_durably(file, b"{}")
            self._logs = _read(file)
        except MemoryLost:
            self._lock.close()
            raise

    def of(self, origin: str) -> Remembered | None:
        """This function will return what was cosigned last for a log, None when nothing was."""
        return self._logs.get(origin)

    def origins(self) -> list[str]:
        """This function will return the logs of which something was cosigned."""
        return sorted(self._logs)

    def remember(self, origin: str, one: Remembered) -> None:
        """This function will store the latest checkpoint of a log; a crash leaves the old state or the new one."""
        logs = {**self._logs, origin: one}
        data = {name: {"note": kept.note, "line": kept.line} for name, kept in sorted(logs.items())}
        write_durably(self._file, json.dumps(data, indent=2, ensure_ascii=False).encode())
        self._logs = logs

    def close(self) -> None:
        """This function will let another process have the state."""
        self._lock.close()


def own_key(file: Path) -> Ed25519PrivateKey:
    """This function will return the witness's private key, made at the first run; raises ``MemoryLost``."""
    if not file.exists():
        key = Ed25519PrivateKey.generate()
        write_durably(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return key
    try:
        found = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as reason:
        raise MemoryLost(f"{file} holds no private key that can be read: {reason}") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise MemoryLost(f"{file} holds a key that is not Ed25519")
    return found


def write_durably(file: Path, data: bytes) -> None:
    """This function will replace a file by ``data``, readable by its owner only, and return when it lasts."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f"{file.name}.writing")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _held(file: Path) -> IO[str]:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise MemoryLost(f"another witness is using {file}") from None
    return lock


def _read(file: Path) -> dict[str, Remembered]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MemoryLost(
            f"{file} is not there: what this witness's key has cosigned is forgotten. Bring it back, or put the key "
            "away as well: the witness then begins with a new key and has to be named to the city anew."
        ) from None
    except (OSError, ValueError) as reason:
        raise MemoryLost(f"{file} cannot be read: {reason}") from None
    try:
        if not isinstance(data, Mapping):
            raise TypeError
        found = {str(origin): Remembered(str(one["note"]), str(one["line"])) for origin, one in data.items()}
        if any(parse_note(one.note).origin != origin for origin, one in found.items()):
            raise TypeError
    except (TypeError, KeyError, FormatError):
        raise MemoryLost(f"{file} is not as a witness wrote it") from None
    return found

"""The private halves of the log's signing keys: one PEM file a key, outside the database, read by the worker only."""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from consent.core.notes import parse_vkey, public_bytes, vkey
from consent.log.refusals import KeyMissing


def private_key(public: bytes) -> Ed25519PrivateKey:
    """This function will return the private key of a public one; raises ``KeyMissing`` when its file is not here."""
    for key in _keys(first=public):
        if public_bytes(key) == public:
            return key
    raise KeyMissing("The private key that signs this log is not in LOG_KEYS_DIR.")


def unused_key(origin: str, used: Collection[str]) -> Ed25519PrivateKey:
    """This function will return a key that has never signed under this name, and make one when there is none.

    ``used`` are the verifier keys that the city's logs have known. A crash right after leaves a key file that nothing
    refers to; the next call finds it. Raises ``KeyMissing`` when no key can be made.
    """
    publics = {parse_vkey(one).public for one in used}
    for key in _keys():
        # A key that came as one file can only go on under a successor's name, where its id is another.
        fresh = public_bytes(key) not in publics or settings.LOG_KEYS_DIR is None
        if fresh and vkey(origin, public_bytes(key)) not in used:
            return key
    return _made()


def _made() -> Ed25519PrivateKey:
    folder = settings.LOG_KEYS_DIR
    if folder is None:
        raise KeyMissing("There is no key for the log, and no LOG_KEYS_DIR to make one in.")
    if settings.DEMO:
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not Path(folder).is_dir():
        raise KeyMissing(f"LOG_KEYS_DIR ({folder}) is not there.")
    key = Ed25519PrivateKey.generate()
    file = _file_of(Path(folder), public_bytes(key))
    temporary = file.with_suffix(".writing")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    handle = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return key


def _file_of(folder: Path, public: bytes) -> Path:
    # By the public key, so that a restart finds it at once and nobody mistakes one for another.
    return folder / f"{public.hex()[:32]}.pem"


def _keys(first: bytes | None = None) -> Iterator[Ed25519PrivateKey]:
    files: list[Path] = []
    if settings.LOG_SIGNING_KEY_FILE is not None:
        files.append(Path(settings.LOG_SIGNING_KEY_FILE))
    if settings.LOG_KEYS_DIR is not None:
        if first is not None:
            files.insert(0, _file_of(Path(settings.LOG_KEYS_DIR), first))
        with suppress(OSError):
            files += sorted(Path(settings.LOG_KEYS_DIR).glob("*.pem"))
    for file in files:
        with suppress(OSError, ValueError, TypeError, UnsupportedAlgorithm):
            key = load_pem_private_key(file.read_bytes(), password=None)
            if isinstance(key, Ed25519PrivateKey):
                yield key

"""Timestamped Ed25519 cosignatures (C2SP tlog-cosignature, type 0x04): a witness saw this checkpoint at this time."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.checkpoints import parse
from consent.core.notes import NoteError, Signature, public_bytes, split
from consent.core.strict import LARGEST
from consent.core.verifier_keys import (
    COSIGNATURE,
    TIMESTAMP_BYTES,
    VerifierKey,
    cosigned_message,
    key_id,
    parse_vkey,
    require_name,
    vkey,
)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified cosignature: which witness's key, and the Unix time it gives."""

    key: VerifierKey
    timestamp: int
    line: str


def cosigner_vkey(name: str, public: bytes) -> str:
    """This function will spell a witness's verifier key (type 0x04); raises ``NoteError`` for a bad name or key."""
    return vkey(name, public, COSIGNATURE)


def cosign(note: str, name: str, key: Ed25519PrivateKey, timestamp: int) -> str:
    """This function will return the line by which a witness cosigns a checkpoint, seen at Unix time ``timestamp``.

    Requires that the witness verified the log's signature and the consistency with what it saw before. Raises
    ``NoteError`` when the note is malformed, ``CheckpointError`` when its text is no checkpoint.
    """
    require_name(name)
    text, _ = split(note)
    parse(text)
    if type(timestamp) is not int or not 0 <= timestamp <= LARGEST:
        raise NoteError("a timestamp is between 0 and 2^63 - 1")
    value = timestamp.to_bytes(TIMESTAMP_BYTES, "big") + key.sign(cosigned_message(text, timestamp))
    return Signature(name, key_id(name, COSIGNATURE, public_bytes(key)), value).line


def cosigned_by(note: str, vkeys: Iterable[str]) -> list[Cosignature]:
    """This function will return the cosignatures of a checkpoint by the witnesses' keys ``vkeys``, the latest of each.

    Lines of other keys are ignored. Raises ``NoteError`` when the note or a key is malformed, a key is not a witness's
    (type 0x04), or a line of a known key does not verify; ``CheckpointError`` when the text is no checkpoint.
    """
    text, lines = split(note)
    parse(text)
    found: dict[VerifierKey, Cosignature] = {}
    for key in dict.fromkeys(parse_vkey(one) for one in vkeys):
        if key.algorithm != COSIGNATURE:
            raise NoteError("a witness's key is of type 4")
        for signature in lines:
            if (signature.name, signature.key_id) == (key.name, key.key_id):
                seen = _verified(key, text, signature)
                if key not in found or found[key].timestamp < seen.timestamp:
                    found[key] = seen
    return list(found.values())


def _verified(key: VerifierKey, text: str, signature: Signature) -> Cosignature:
    if not key.verifies(text, signature.value):
        raise NoteError("the cosignature of a known witness does not verify")
    return Cosignature(key, int.from_bytes(signature.value[:TIMESTAMP_BYTES], "big"), signature.line)

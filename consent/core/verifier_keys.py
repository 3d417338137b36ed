"""Keys that verify notes: their names and ids, how they are spelled, and what a signature of each type signs.

C2SP signed-note, "Signatures" and "Verifier keys"; C2SP tlog-cosignature, "Format".
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from consent.core.strict import LARGEST, FormatError, base64_bytes, base64_text, line_break_text

ED25519 = 0x01
COSIGNATURE = 0x04  # Ed25519 with a timestamp, as witnesses sign
ALGORITHMS = (ED25519, COSIGNATURE)
KEY_BYTES = 32
KEY_ID_BYTES = 4
TIMESTAMP_BYTES = 8

_KEY_ID = re.compile(r"[0-9a-f]{8}")


class NoteError(FormatError):
    """A note, a signature line or a key that is malformed, or a note that no trusted key vouches for."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name; the name and the id together say whose signature line it checks."""

    name: str
    algorithm: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """This function will return the four bytes that a signature line of this key begins with."""
        return key_id(self.name, self.algorithm, self.public)

    @property
    def vkey(self) -> str:
        """This function will spell the key: ``name+hex(key id)+base64(algorithm ‖ key)``."""
        return f"{self.name}+{self.key_id.hex()}+{base64_text(bytes([self.algorithm]) + self.public)}"

    def verifies(self, text: str, value: bytes) -> bool:
        """This function will tell whether ``value``, a signature line's bytes behind the key id, signs ``text``."""
        if self.algorithm == COSIGNATURE:
            timestamp = int.from_bytes(value[:TIMESTAMP_BYTES], "big")
            if timestamp > LARGEST:
                return False
            message, value = cosigned_message(text, timestamp), value[TIMESTAMP_BYTES:]
        else:
            message = text.encode("utf-8")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    """This function will return SHA-256(name ‖ LF ‖ algorithm ‖ key)[:4] (C2SP signed-note, "Signatures")."""
    return sha256(name.encode("utf-8") + b"\n" + bytes([algorithm]) + public).digest()[:KEY_ID_BYTES]


def vkey(name: str, public: bytes, algorithm: int = ED25519) -> str:
    """This function will spell a verifier key; raises ``NoteError`` for a bad name, algorithm or key length."""
    return _checked(VerifierKey(name, algorithm, public)).vkey


def parse_vkey(text: str) -> VerifierKey:
    """This function will read a verifier key and check that its id is its own (C2SP signed-note, "Verifier keys").

    Raises ``NoteError`` for any other spelling, another key length and an algorithm that is neither Ed25519 nor
    timestamped Ed25519.
    """
    parts = text.split("+", 2)  # base64 may hold a plus, a name and an id may not
    if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
        raise NoteError("a verifier key has a name, an id and a key")
    try:
        data = base64_bytes(parts[2])
    except FormatError:
        raise NoteError("the verifier key is not base64") from None
    if not data:
        raise NoteError("the verifier key is empty")
    key = _checked(VerifierKey(parts[0], data[0], data[1:]))
    if key.key_id.hex() != parts[1]:
        raise NoteError("the verifier key's id is not that of its name and key")
    return key


def require_name(name: str) -> None:
    """This function will raise ``NoteError`` for a name that no key may have (C2SP signed-note, "Format").

    A name is not empty and has neither blanks nor a plus nor control characters.
    """
    try:
        data = line_break_text(name)
    except FormatError:
        raise NoteError("a key name has no control characters") from None
    if not data or "+" in name or any(character.isspace() for character in name):
        raise NoteError("a key name is not empty and has neither blanks nor a plus")


def cosigned_message(text: str, timestamp: int) -> bytes:
    """This function will return what a timestamped Ed25519 cosignature signs (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _checked(key: VerifierKey) -> VerifierKey:
    require_name(key.name)
    if key.algorithm not in ALGORITHMS:
        raise NoteError("the verifier key's algorithm is unknown")
    if len(key.public) != KEY_BYTES:
        raise NoteError("an Ed25519 key has 32 bytes")
    return key

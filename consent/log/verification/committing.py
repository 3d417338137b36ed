"""Commitments by the thousand: what ``consent.core.events.commitment`` computes, with each data key hashed in once."""

from hashlib import sha256
from typing import Any

from consent.core.events import SALT_LABEL
from consent.core.keys import KEY_BYTES

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
INNER_REST, OUTER_REST = b"\x36" * (_BLOCK - KEY_BYTES), b"\x5c" * (_BLOCK - KEY_BYTES)

# The two hashes of RFC 2104 section 2 that HMAC begins with under a data key; the inner one has read the salt's label.
Begun = tuple[Any, Any]


def begun(data_key: bytes) -> Begun:
    """This function will begin the salts under a data key; raises ``ValueError`` for a key that has not 32 bytes."""
    if len(data_key) != KEY_BYTES:
        raise ValueError("the key has 32 bytes")
    return sha256(data_key.translate(_INNER) + INNER_REST + SALT_LABEL), sha256(data_key.translate(_OUTER) + OUTER_REST)


def committed(keyed: Begun, event_id: int, canonical: bytes) -> bytes:
    """This function will return the commitment to an event under the data key that ``keyed`` was begun with."""
    inner, outer = keyed[0].copy(), keyed[1].copy()
    inner.update(event_id.to_bytes(8, "big") + b"\x01")  # one block of RFC 5869 section 2.3 is enough for a salt
    outer.update(inner.digest())
    salt = outer.digest()
    within = sha256(salt.translate(_INNER) + INNER_REST + canonical).digest()
    return sha256(salt.translate(_OUTER) + OUTER_REST + within).digest()

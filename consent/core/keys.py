"""Key derivation, pairwise ids and sealing: small wrappers that fix labels, sizes and formats."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32
NONCE_BYTES = 12
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_INNER_REST, _OUTER_REST = b"\x36" * 32, b"\x5c" * 32
PAIRWISE_BYTES = 20


def derive(root: bytes, label: str, length: int = KEY_BYTES) -> bytes:
    """This function will derive a purpose-bound key of ``length`` bytes from ``root`` (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label.encode()).derive(root)


def expand(key: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """This function will expand an already uniform ``key`` into ``length`` bytes bound to ``info`` (RFC 5869 §2.3)."""
    if len(key) == length == KEY_BYTES:  # one block is enough, and this is called for every event there is
        return hmac_sha256(key, info + b"\x01")
    return HKDFExpand(algorithm=SHA256(), length=length, info=info).derive(key)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """This function will return the HMAC-SHA-256 of ``message`` under a ``key`` of 32 bytes (RFC 2104 §2).

    The library's own takes twice as long, since it looks its algorithm up anew each time. Raises ``ValueError`` for a
    key of another length.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the key has 32 bytes")
    inner = hashlib.sha256(key.translate(_INNER) + _INNER_REST + message).digest()
    return hashlib.sha256(key.translate(_OUTER) + _OUTER_REST + inner).digest()


def new_key() -> bytes:
    """This function will return 32 fresh random bytes."""
    return os.urandom(KEY_BYTES)


def blind_index(index_key: bytes, national_id: str) -> bytes:
    """This function will return the 32-byte look-up value of a normalised national id, keyed by ``index_key``."""
    return hmac.digest(index_key, national_id.encode(), hashlib.sha256)


def pairwise_id(pid_key: bytes, department: str, index: bytes) -> str:
    """This function will return the 32-character id by which ``department`` alone knows the person behind ``index``.

    The formula is that of the design's §6, so the id is the same before and after enrolment. Raises ``ValueError``
    when the department's code is longer than a 16-bit length can say.
    """
    sector = department.encode()
    message = b"mydata-ppid-v1\x00" + len(sector).to_bytes(2, "big") + sector + index
    digest = hmac.digest(pid_key, message, hashlib.sha256)
    return base64.b32encode(digest[:PAIRWISE_BYTES]).decode().lower()


def wrap(key_encryption_key: bytes, key: bytes) -> bytes:
    """This function will wrap a data key for storage (AES key wrap, RFC 3394)."""
    return aes_key_wrap(key_encryption_key, key)


def unwrap(key_encryption_key: bytes, wrapped: bytes) -> bytes:
    """This function will unwrap a stored data key; raises ``InvalidUnwrap`` for another key (RFC 3394)."""
    return aes_key_unwrap(key_encryption_key, wrapped)


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """This function will return nonce and AES-256-GCM ciphertext of ``plaintext`` bound to ``aad``."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """This function will open what ``seal`` made; raises ``InvalidTag`` when key, text or ``aad`` differ."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)

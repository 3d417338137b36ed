"""National ids at rest in a module's own tables: sealed, with a keyed fingerprint to find them by.

The key comes from the services' own secret, never from the ledger's: neither side can open the other's.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


def _key(module: str, use: str) -> bytes:
    info = f"mydata-services/{module}/{use}/v1".encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(settings.SERVICES_KEY.encode())


def seal(module: str, text: str) -> bytes:
    """This function will encrypt text for the module (AES-256-GCM, nonce first)."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(module, "seal")).encrypt(nonce, text.encode(), module.encode())


def unseal(module: str, sealed: bytes) -> str:
    """This function will decrypt what seal returned. Raises ValueError when the key or the bytes are others."""
    try:
        return AESGCM(_key(module, "seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], module.encode()).decode()
    except (InvalidTag, ValueError):
        raise ValueError("The sealed text was changed or sealed under another key.") from None


def fingerprint(module: str, text: str) -> bytes:
    """This function will return 32 bytes by which the module finds the text again without opening any (HMAC-SHA256)."""
    mac = hmac.HMAC(_key(module, "fingerprint"), hashes.SHA256())
    mac.update(text.encode())
    return mac.finalize()

"""The second factor of local accounts: one-time codes by time (RFC 6238) and recovery codes."""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django_otp.oath import TOTP

from consent.core.keys import seal, unseal
from consent.people.keys import authenticator_key, recovery_key

SECRET_BYTES = 20  # RFC 4226 section 4, R6: as long as the hash's output
RECOVERY_BYTES = 10
RECOVERY_CODES = 10
# One step to either side: a clock that is half a minute off, and the time it takes to type (RFC 6238 section 5.2).
TOLERANCE = (-1, 0, 1)
# What base32 leaves out because it is misread.
_MISREAD = str.maketrans("018", "OIB")


def new_secret() -> bytes:
    """This function will return a fresh secret for an authenticator."""
    return os.urandom(SECRET_BYTES)


def sealed_secret(account: UUID, secret: bytes) -> bytes:
    """This function will seal a secret for storage, bound to its account: moved to another it does not open."""
    return seal(authenticator_key(), secret, account.bytes)


def opened_secret(account: UUID, sealed: bytes | memoryview) -> bytes:
    """This function will open a stored secret; raises ``InvalidTag`` for another account's."""
    return unseal(authenticator_key(), bytes(sealed), account.bytes)


def step_of(secret: bytes, code: str, *, after: int, at: datetime) -> int | None:
    """This function will return the time step for which ``code`` is right, or None.

    Only steps later than ``after`` count, so that a code that was seen over a shoulder is of no use (RFC 6238 5.2).
    """
    totp = TOTP(secret)
    totp.time = at.timestamp()
    found = None
    for drift in TOLERANCE:
        totp.drift = drift
        right = hmac.compare_digest(f"{totp.token():06d}".encode(), code.encode())
        if right and totp.t() > after:
            found = int(totp.t())
    return found


def new_recovery_codes() -> list[str]:
    """This function will return ten codes of 80 random bits each, written in groups of four."""
    codes = [base64.b32encode(os.urandom(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    return ["-".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in codes]


def recovery_digests(account: UUID, codes: Iterable[str]) -> list[bytes]:
    """This function will return the keyed hashes under which an account's codes are kept, however they are typed.

    80 random bits need no slow hash (NIST SP 800-63B-4 section 3.1.2); the key keeps a stolen table useless.
    """
    key = recovery_key()
    return [hmac.digest(key, account.bytes + _spelled(code).encode(), hashlib.sha256) for code in codes]


def _spelled(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MISREAD)

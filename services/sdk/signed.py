"""What the city signs for a department: its published keys, and security event tokens (RFC 8417)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.sdk import clock
from services.sdk.errors import BadAnswer, UntrueToken
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.statuses import refuse_status

JWKS_PATH = "/.well-known/jwks.json"
ALGORITHMS = ("RS256", "ES256")
KEYS_KEPT_SECONDS = 600.0
# A token that names a key we do not have makes us look once, not each time somebody sends one.
KEYS_ASKED_AGAIN_SECONDS = 10.0
LARGEST_TOKEN = 16 * 1024
SKEW = 60.0
VERIFICATION = "https://schemas.openid.net/secevent/ssf/event-type/verification"
STREAM_UPDATED = "https://schemas.openid.net/secevent/ssf/event-type/stream-updated"


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """One event a department is told of. ``kind`` is the last part of its type: ``permission-revoked`` and the like.

    ``subject`` is the department's own id of the person; for ``verification`` and ``stream-updated`` the stream's.
    """

    jti: str
    kind: str
    subject: str = field(repr=False)
    details: Mapping[str, Any] = field(repr=False)
    issued_at: datetime
    transaction: str


class KeyRing:
    """The city's published keys, looked at anew after ten minutes, and when a token names one that is not there."""

    def __init__(self) -> None:
        self._keys: KeySet | None = None
        self._known: frozenset[str] = frozenset()
        self._read_at = 0.0

    def holding(self, key_id: str) -> Steps[KeySet]:
        """This function will return the keys, fetched when they are old or lack ``key_id``. Raises ConsentError."""
        age = clock.monotonic() - self._read_at
        missing = key_id not in self._known and age >= KEYS_ASKED_AGAIN_SECONDS
        if self._keys is None or age >= KEYS_KEPT_SECONDS or missing:
            reply: Reply = yield Call("GET", JWKS_PATH, with_token=False, largest=256 * 1024)
            refuse_status(reply)
            self._keys, self._known = _read_keys(reply)
            self._read_at = clock.monotonic()
        return self._keys


def _read_keys(reply: Reply) -> tuple[KeySet, frozenset[str]]:
    content = reply.json("application/jwk-set+json", "application/json")
    rows = content.get("keys")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer("The city's keys are no JWK set.")
    # A kind of key that this version cannot read must not hide those that it can.
    readable = [row for row in rows if row.get("kty") in ("RSA", "EC") and isinstance(row.get("kid"), str)]
    try:
        return KeySet.import_key_set({"keys": readable}), frozenset(row["kid"] for row in readable)
    except (JoseError, ValueError, TypeError, KeyError):
        raise BadAnswer("The city's keys cannot be read.") from None


def key_id_of(token: str) -> str:
    """This function will return the key that a token names, not believed yet. Raises UntrueToken."""
    try:
        if len(token) > LARGEST_TOKEN:
            raise ValueError
        named = jws.extract_compact(token.encode("ascii")).headers().get("kid")
    except (JoseError, ValueError, TypeError):
        raise UntrueToken("invalid_request", "The token cannot be read.") from None
    if not isinstance(named, str):
        raise UntrueToken("invalid_key", "The token names no key.")
    return named


def read_event(token: str, keys: KeySet, *, jti: str, issuer: str, audience: str) -> SecurityEvent:
    """This function will verify a security event token for one receiver and return its event (RFC 8417, SSF 1.0 §4).

    The type, the signature, the issuer, the audience and the jti under which it came must all be right, ``sub`` and
    ``exp`` must be absent, and it must hold one event. Raises UntrueToken with the code to refuse it by.
    """
    try:
        signed = jws.deserialize_compact(token, keys, algorithms=list(ALGORITHMS))
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise UntrueToken("invalid_key", "The token is not signed by a key of the city.") from None
    if signed.headers().get("typ") != "secevent+jwt":
        raise UntrueToken("invalid_request", "The token is of another type.")
    if not isinstance(claims, dict) or claims.get("jti") != jti or "sub" in claims or "exp" in claims:
        raise UntrueToken("invalid_request", "The token's claims are not those of a security event.")
    if claims.get("iss") != issuer:
        raise UntrueToken("invalid_issuer", "The token is from another issuer.")
    if claims.get("aud") != audience:
        raise UntrueToken("invalid_audience", "The token is for another receiver.")
    return _event(claims)


def _event(claims: dict[str, Any]) -> SecurityEvent:
    about, events, issued = claims.get("sub_id"), claims.get("events"), claims.get("iat")
    subject = about.get("id") if isinstance(about, dict) and about.get("format") == "opaque" else None
    if not isinstance(subject, str) or not isinstance(events, dict) or len(events) != 1:
        raise UntrueToken("invalid_request", "The token does not hold one event about one subject.")
    if isinstance(issued, bool) or not isinstance(issued, int) or not 0 < issued < clock.now().timestamp() + SKEW:
        raise UntrueToken("invalid_request", "The token is from no time that has been.")
    ((uri, details),) = events.items()
    if not isinstance(details, dict):
        raise UntrueToken("invalid_request", "The event is no object.")
    return SecurityEvent(
        jti=claims["jti"],
        kind=uri.rpartition("/")[2],
        subject=subject,
        details=details,
        issued_at=datetime.fromtimestamp(issued, UTC),
        transaction=claims["txn"] if isinstance(claims.get("txn"), str) else "",
    )

"""A client that proves itself by a signed assertion: ``private_key_jwt`` (RFC 7523 §2.2, §3)."""

import functools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from consent import clock
from consent.core.errors import Conflict
from consent.people.actions.spend_token import spend_token
from consent.people.actors import Actor
from consent.registry.client_keys import ALGORITHMS, key_set
from consent.registry.models import ClientApplication

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# An assertion is made for one request; clocks may differ by half a minute.
LONGEST = timedelta(minutes=5)
SKEW = timedelta(seconds=30)
MOST = 4_096
_TYPES = {None, "JWT", "client-authentication+jwt"}


def claimed_client(assertion: str) -> str:
    """This function will return the client that an assertion says it is from, not believed yet; empty if unreadable."""
    try:
        claims = _claims(jws.extract_compact(assertion.encode("ascii")).payload) if len(assertion) <= MOST else {}
    except (JoseError, ValueError):
        return ""
    said = claims.get("sub")
    return said if isinstance(said, str) and claims.get("iss") == said else ""


def proves(client: ClientApplication | None, assertion: str, issuer: str) -> bool:
    """
    This function will tell whether ``assertion`` is ``client``'s own, for ``issuer`` alone, and new.

    An unknown client costs one verification as well. The audience is the issuer as one string: a token endpoint's
    address there is how an assertion for one server is used at another (draft-ietf-oauth-rfc7523bis).
    """
    known = client is not None and client.token_endpoint_auth_method == ClientApplication.PRIVATE_KEY_JWT
    keys = key_set(client.client_jwks) if client is not None and known else _decoy()
    try:
        token = jws.deserialize_compact(assertion, keys, algorithms=list(ALGORITHMS))
        claims = _claims(token.payload)
    except (JoseError, ValueError):
        return False
    if client is None or not known or token.headers().get("typ") not in _TYPES:
        return False
    if claims.get("iss") != client.client_id or claims.get("sub") != client.client_id or claims.get("aud") != issuer:
        return False
    expires, token_id = _fresh_until(claims), claims.get("jti")
    if expires is None or not isinstance(token_id, str) or not 1 <= len(token_id) <= 255:
        return False
    return _first_use(client, token_id, expires)


def _fresh_until(claims: dict[str, Any]) -> datetime | None:
    now = clock.now()
    times = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in times.values()):
        return None
    try:
        moments = {name: datetime.fromtimestamp(value, UTC) for name, value in times.items()}
    except (ValueError, OverflowError, OSError):
        return None
    expires = moments.get("exp")
    if expires is None or not now - SKEW < expires <= now + LONGEST + SKEW:
        return None
    begins = [moments[name] for name in ("iat", "nbf") if name in moments]
    return expires if all(moment <= now + SKEW for moment in begins) else None


def _first_use(client: ClientApplication, token_id: str, expires: datetime) -> bool:
    try:
        spend_token(
            actor=Actor.system("token_endpoint"),
            issuer=f"client:{client.client_id}",
            token_id=token_id,
            forget_at=expires + SKEW * 2,
        )
    except Conflict:
        return False
    return True


def _claims(payload: bytes) -> dict[str, Any]:
    said = json.loads(payload)
    if not isinstance(said, dict):
        raise ValueError("the claims are no object")
    return said


@functools.cache
def _decoy() -> KeySet:
    return KeySet([ECKey.generate_key("P-256", {"kid": "none"})])

"""Somebody comes back from the city's page to the department's own: the signed answer that came along is verified."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from services.sdk import clock
from services.sdk.asking import STATES
from services.sdk.errors import UntrueToken
from services.sdk.exchange import Act, Steps
from services.sdk.proofs import SpentPermits
from services.sdk.session import Session
from services.sdk.signed import key_id_of

TYPE = "consent-answer+jwt"
ALGORITHM = "ES256"
LONGEST_LIFE = timedelta(minutes=5)
# A city's clock may be a little ahead of ours.
AHEAD = timedelta(seconds=5)
_WORD = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Returned:
    """How a request stood when the person went back. It allows nothing: ask before each use.

    ``status`` is ``waiting`` when the person went back without deciding.
    """

    request_id: str
    status: str


def verify_return(session: Session, answer: str, *, issuer: str, spent: SpentPermits) -> Steps[Returned]:
    """This function will verify the parameter ``answer`` by the city's published keys, and take it once (RFC 8725 §3).

    ``issuer`` is the city's public address. It must be for this client and not older than five minutes. That it came
    from the browser which you sent is told by the other parameter: compare ``state`` with what you keep for that
    browser. Raises UntrueToken, and ConsentError without keys.
    """
    try:
        keys = yield from session.keys.holding(key_id_of(answer))
        # The algorithm is ours to choose and not the token's (RFC 8725 §3.1).
        signed = jws.deserialize_compact(answer, keys, algorithms=[ALGORITHM])
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise UntrueToken("invalid_key", "The answer is not signed by the city.") from None
    if signed.headers().get("typ") != TYPE or not isinstance(claims, dict):
        raise UntrueToken("invalid_request", "What came back is another type of token.")
    if claims.get("iss") != issuer:
        raise UntrueToken("invalid_issuer", "The answer is from another city.")
    if claims.get("aud") != session.client_id:
        raise UntrueToken("invalid_audience", "The answer is for another client.")
    name, ends = _fresh(claims)
    request_id, status = claims.get("request"), claims.get("status")
    if not _is_word(request_id) or status not in STATES:
        raise UntrueToken("invalid_request", "The answer does not say how a request stands.")
    if (yield Act(lambda: spent.spend(name, ends + AHEAD))) is not True:
        raise UntrueToken("invalid_request", "The answer was taken before.")
    return Returned(str(request_id), str(status))


def _fresh(claims: Mapping[str, Any]) -> tuple[str, datetime]:
    name, issued, ends = claims.get("jti"), claims.get("iat"), claims.get("exp")
    if not _is_word(name) or type(issued) is not int or type(ends) is not int:
        raise UntrueToken("invalid_request", "The answer does not say when it was given.")
    now = clock.now().timestamp()
    if not issued - AHEAD.total_seconds() <= now < ends or not 0 < ends - issued <= LONGEST_LIFE.total_seconds():
        raise UntrueToken("invalid_request", "The answer is too old, or from a time to come.")
    return str(name), datetime.fromtimestamp(ends, UTC)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None

"""Security event tokens (RFC 8417) as Shared Signals 1.0 §4 profiles them: one event, one receiver, no sub, no exp."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from consent.core.keys import derive
from consent.signals.models import Stream
from consent.signals.vocabulary import VERIFICATION, Signal, audience_of, issuer, uri_of
from consent.tokens.signing import sign

TYPE = "secevent+jwt"


def token_of(
    stream: Stream, *, jti: str, txn: str, subject: Mapping[str, str], events: Mapping[str, Any], at: datetime
) -> str:
    """This function will return the signed token that tells ``stream`` of one event at ``at`` (aware)."""
    claims = {
        "jti": jti,
        "iss": issuer(),
        "aud": audience_of(stream.department),
        "iat": int(at.timestamp()),
        "txn": txn,
        "sub_id": dict(subject),
        "events": dict(events),
    }
    return sign(claims, typ=TYPE)


def key_of(token: str) -> str:
    """This function will return the id of the key that signed one of our tokens."""
    return str(_part(token, 0)["kid"])


def signed_anew(token: str) -> str:
    """This function will sign what one of our tokens says with the key in force, its id and moment included."""
    return sign(_part(token, 1), typ=TYPE)


def _part(token: str, number: int) -> dict[str, Any]:
    text = token.split(".")[number]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def about_signal(signal: Signal, told: Mapping[str, Any]) -> dict[str, Any]:
    """This function will return the ``events`` of a token that tells ``signal`` with these members."""
    return {uri_of(signal): dict(told)}


def about_verification(state: str | None) -> dict[str, Any]:
    """This function will return the ``events`` of a verification (Shared Signals 1.0 §8.1.4.1)."""
    return {VERIFICATION: {} if state is None else {"state": state}}


def opaque(value: str) -> dict[str, str]:
    """This function will return a subject identifier of the opaque format (RFC 9493 §3.2.7)."""
    return {"format": "opaque", "id": value}


def page(activity: str) -> dict[str, str]:
    """This function will return the subject identifier of an activity: its page in the register (RFC 9493 §3.2.8)."""
    return {"format": "uri", "uri": f"{issuer()}/activities/{activity}/"}


def jti_of(stream: str, told: str) -> str:
    """This function will return the token's id: always the same for one stream and one thing told.

    A receiver that hears of the same thing once more, after a restored backup, knows it by its id.
    """
    return _mark("jti", stream, told)


def txn_of(department: str, told: str) -> str:
    """This function will return the opaque text that stands for an event of the log towards one department.

    No two departments get the same, or comparing them would join the ids by which they know a person.
    """
    return _mark("txn", department, told)


def _mark(*parts: str) -> str:
    return hmac.digest(_key(settings.ROOT_KEY), "\x00".join(parts).encode(), "sha256").hex()[:32]


@lru_cache(maxsize=4)
def _key(root: bytes) -> bytes:
    return derive(root, "mydata/security-event/v1")

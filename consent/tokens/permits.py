"""Permits: short-lived signed proofs, which a recipient of data shows to the source of them in another department.

A permit tells the source who may have which data, and about whom only to somebody who knows already: the source's own
id of the person is in it as a hash that no two permits share. So the recipient learns no id but its own.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from consent import clock
from consent.core.errors import NotFound
from consent.people.queries import ids_towards
from consent.tokens.keys import ES256, public_keys
from consent.tokens.signing import Signer

TYPE = "permit+jwt"
LONGEST = timedelta(seconds=30)
MOST = 4_096  # characters
_LABEL = b"mydata-permit-v1"
_TEXTS = ("jti", "department", "activity", "sub_hash")


@dataclass(frozen=True, slots=True)
class Allowed:
    """A recorded decision that a permit is to prove; ``pairwise_id`` is the recipient's own, ``source`` a code."""

    decision_id: str
    activity: str
    category: str
    notice_version: int | None
    pairwise_id: str
    source: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A permit that was shown, after everything that its text can prove has been proven."""

    claims: dict[str, Any]

    @property
    def decision_id(self) -> str:
        """The recipient's decision, by which the permit is known and spent."""
        return str(self.claims["jti"])

    @property
    def department(self) -> str:
        """The recipient."""
        return str(self.claims["department"])

    @property
    def activity(self) -> str:
        """The purpose."""
        return str(self.claims["activity"])

    @property
    def categories(self) -> tuple[str, ...]:
        """What may be handed over."""
        return tuple(self.claims["categories"])

    @property
    def expires_at(self) -> int:
        """When it ends, in seconds since 1970."""
        return int(self.claims["exp"])

    def is_about(self, pairwise_id: str) -> bool:
        """This function will tell whether it is about the person whom the source knows by ``pairwise_id``."""
        said = str(self.claims["sub_hash"]).encode()
        return hmac.compare_digest(said, subject_hash(self.decision_id, pairwise_id).encode())


def audience_of(department: str) -> str:
    """This function will return how a permit names the one source that may take it."""
    return f"urn:mydata:dept:{department}"


def subject_hash(decision_id: str, pairwise_id: str) -> str:
    """This function will return what binds a permit to a person: a hash that only who knows the id can recompute."""
    digest = hashlib.sha256(b"\x00".join((_LABEL, decision_id.encode(), pairwise_id.encode()))).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def write_permits(department: str, allowed: Sequence[Allowed]) -> list[str]:
    """This function will sign a permit for each of ``allowed``, which ``department`` may have (GDPR 5(2), 25).

    Call it when the decisions are durable, never before. Raises ``NotFound`` (code ``person_gone``) for somebody who
    was erased meanwhile, and whatever keeps the key from being used: then nothing may be answered as allowed.
    """
    theirs = ids_towards((department, each.pairwise_id, each.source) for each in allowed)
    signer, now = Signer(TYPE, ES256), int(clock.now().timestamp())
    permits = []
    for each in allowed:
        source_id = theirs.get((each.pairwise_id, each.source))
        if source_id is None:
            raise NotFound("person_gone")
        claims = {
            "iss": settings.PUBLIC_URL,
            "aud": audience_of(each.source),
            "iat": now,
            "exp": int(each.expires_at.timestamp()),
            "jti": each.decision_id,
            "department": department,
            "activity": each.activity,
            "categories": [each.category],
            "notice_version": each.notice_version,
            "sub_hash": subject_hash(each.decision_id, source_id),
        }
        permits.append(signer.sign(claims))
    return permits


def read_permit(text: str, *, source: str, at: datetime) -> Shown | None:
    """This function will read a permit shown to ``source`` at ``at`` (aware); None when it proves nothing to it.

    The algorithm is ours to choose and not the token's, the type is demanded (RFC 8725 §3.1, §3.11), and no clock but
    the platform's own counts, so there is no leeway.
    """
    if len(text) > MOST or not text.isascii():
        return None
    try:
        token = jws.deserialize_compact(text, KeySet.import_key_set({"keys": _keys()}), algorithms=[ES256])
        claims = json.loads(token.payload)
    except (JoseError, ValueError, TypeError):
        return None
    if token.headers().get("typ") != TYPE or not isinstance(claims, dict) or not _is_whole(claims):
        return None
    if claims["iss"] != settings.PUBLIC_URL or claims["aud"] != audience_of(source):
        return None
    return Shown(claims) if claims["iat"] <= at.timestamp() < claims["exp"] else None


def _keys() -> list[dict[str, Any]]:
    return [key for key in public_keys() if key["alg"] == ES256]


def _is_whole(claims: dict[str, Any]) -> bool:
    # Ours are; but whatever else the key may ever sign is not taken for a permit.
    texts = all(isinstance(claims.get(name), str) for name in (*_TEXTS, "iss", "aud"))
    times = all(type(claims.get(name)) is int for name in ("iat", "exp"))
    categories = claims.get("categories")
    named = isinstance(categories, list) and categories and all(isinstance(each, str) for each in categories)
    return bool(texts and times and named and claims["exp"] - claims["iat"] <= LONGEST.total_seconds())

"""Signed permits, which a recipient in another department shows: the source takes one before it hands data over.

Online is the rule: the ledger decides again, so that a withdrawal of this very second counts. Offline the published
keys are enough, and a withdrawal made after the permit was given counts when it ends, thirty seconds later at most.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from joserfc import jws
from joserfc.errors import JoseError

from services.sdk import clock
from services.sdk.answers import is_pairwise_id
from services.sdk.errors import BadAnswer, NoPermit, PermitExpired, PermitSpent, UntrueToken, WrongSubject
from services.sdk.exchange import Act, Reply, Steps
from services.sdk.permits import LONGEST_LIFE, MOST_PROOF, Permit, issue
from services.sdk.session import Session
from services.sdk.signed import key_id_of

REDEEM_PATH = "/api/v1/permits/redeem"
TYPE = "permit+jwt"
ALGORITHM = "ES256"
# A city's clock may be a little ahead of ours. At the end there is no leeway: it would be added to the thirty seconds.
AHEAD = timedelta(seconds=5)
_LABEL = b"mydata-permit-v1"
_WORD = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)


class SpentPermits(Protocol):
    """Where a source remembers which permits it has taken. All its processes need to share one."""

    def spend(self, permit_id: str, until: datetime) -> "bool | Awaitable[bool]":
        """This function will remember a permit until then (aware), and tell whether it was not there before."""


class SpentInMemory:
    """For a source of one process. With more, each would take the same permit once."""

    def __init__(self) -> None:
        self._ends: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def spend(self, permit_id: str, until: datetime) -> bool:
        """This function will do what SpentPermits says, and forget what has ended."""
        now = clock.now()
        with self._lock:
            self._ends = {name: end for name, end in self._ends.items() if end > now}
            if permit_id in self._ends:
                return False
            self._ends[permit_id] = until
            return True


@dataclass(frozen=True, slots=True)
class _Proof:
    permit_id: str
    recipient: str
    activity: str
    categories: frozenset[str]
    binding: str
    expires_at: datetime

    def permit(self, pairwise_id: str, decision_ids: tuple[str, ...]) -> Permit:
        """This function will make the permit that serves for handing over to the recipient. Raises PermitExpired."""
        return issue(
            activity=self.activity,
            pairwise_id=pairwise_id,
            categories=self.categories,
            decision_ids=decision_ids,
            # Clocks of two machines differ a little; a permit is never longer for it.
            expires_at=min(self.expires_at, clock.now() + LONGEST_LIFE),
            recipient=self.recipient,
        )


def redeem(session: Session, proof: str, pairwise_id: str) -> Steps[Permit | None]:
    """This function will let the ledger decide whether what the recipient shows is good now for this person.

    It returns the permit to hand over to that recipient, or None: forged, spent, for another source or about another
    person, or no longer allowed, which nobody is told apart. A proof is good once: when the answer is lost, the
    recipient asks for another. Raises ConsentError, and then nothing is handed over.
    """
    reply: Reply = yield from session.post(REDEEM_PATH, {"permit": proof, "subject": pairwise_id})
    content = reply.json()
    if content.get("active") is False:
        return None
    if content.get("active") is not True:
        raise BadAnswer("The answer does not say whether the permit is good.")
    said, decisions = _said(content), content.get("decision_ids")
    if said is None or not isinstance(decisions, list) or not all(_is_word(each) for each in decisions):
        raise BadAnswer("The answer does not say what the permit is for.")
    try:
        return said.permit(pairwise_id, tuple(decisions))
    except PermitExpired:
        raise BadAnswer("The answer's permit has expired already.") from None


def verify(session: Session, proof: str, pairwise_id: str, *, issuer: str, spent: SpentPermits) -> Steps[Permit]:
    """This function will verify what the recipient shows by the city's published keys, and take it once.

    ``issuer`` is the city's public address, ``pairwise_id`` the source's own id of the person. A withdrawal counts
    only when the proof has ended, thirty seconds after it was given at most: where that is too long, use redeem. Raises
    NoPermit, PermitExpired, WrongSubject or PermitSpent, all of them PermitError, and ConsentError without keys.
    """
    said = yield from _read(session, proof, issuer)
    if clock.now() >= said.expires_at:
        raise PermitExpired("The permit has expired; the recipient asks for another.")
    if not is_pairwise_id(pairwise_id) or not hmac.compare_digest(said.binding, binding(said.permit_id, pairwise_id)):
        raise WrongSubject("The permit is about another person.")
    permit = said.permit(pairwise_id, (said.permit_id,))
    first = yield Act(lambda: spent.spend(said.permit_id, said.expires_at + AHEAD))
    if first is not True:
        raise PermitSpent("The permit was taken before.")
    return permit


def binding(permit_id: str, pairwise_id: str) -> str:
    """This function will return what ties a permit to a person: only who knows the id can recompute it."""
    digest = hashlib.sha256(b"\x00".join((_LABEL, permit_id.encode(), pairwise_id.encode()))).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _read(session: Session, proof: str, issuer: str) -> Steps[_Proof]:
    if len(proof) > MOST_PROOF:
        raise NoPermit("What was shown is no permit.")
    try:
        keys = yield from session.keys.holding(key_id_of(proof))
        # The algorithm is ours to choose and not the token's (RFC 8725 §3.1).
        signed = jws.deserialize_compact(proof, keys, algorithms=[ALGORITHM])
        claims = json.loads(signed.payload)
    except (UntrueToken, JoseError, ValueError, TypeError, RecursionError):
        raise NoPermit("What was shown is not signed by the city as a permit.") from None
    if signed.headers().get("typ") != TYPE or not isinstance(claims, dict):
        raise NoPermit("What was shown is another type of token.")
    if claims.get("iss") != issuer or claims.get("aud") != f"urn:mydata:dept:{session.department}":
        raise NoPermit("The permit is for another source, or from another city.")
    said, issued = _said(claims), claims.get("iat")
    if said is None or type(issued) is not int or issued > (clock.now() + AHEAD).timestamp():
        raise NoPermit("The permit's claims are not those of a permit.")
    if not 0 < claims["exp"] - issued <= LONGEST_LIFE.total_seconds():
        raise NoPermit("The permit would live too long.")
    return said


def _said(claims: dict[str, Any]) -> _Proof | None:
    words = [claims.get(name) for name in ("jti", "department", "activity", "sub_hash")]
    categories, ends = claims.get("categories"), claims.get("exp")
    if not all(_is_word(word) for word in words) or type(ends) is not int or not 0 < ends < 2**40:
        return None
    if not isinstance(categories, list) or not categories or not all(_is_word(each) for each in categories):
        return None
    permit_id, recipient, activity, tie = map(str, words)
    return _Proof(permit_id, recipient, activity, frozenset(categories), tie, datetime.fromtimestamp(ends, UTC))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None

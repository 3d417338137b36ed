"""Permits and refusals: the two things a check can come to.

A permit is the short-lived proof that the ledger allowed a look. The client makes it from a well-formed answer and
seals its claims with a key that the process drew when it started. ``demand`` believes sealed claims and nothing else:
a permit that was built, filled in or changed by hand opens nothing, and a copy made by force is worth what the original
is, until the same second. Python cannot hide the key from code of the same process that goes looking for it here; the
test kit fails a module whose source does.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Never

from services.sdk import clock
from services.sdk.errors import (
    CategoryNotCovered,
    NoPermit,
    PermitExpired,
    WrongActivity,
    WrongRecipient,
    WrongSubject,
)
from services.sdk.reasons import Reason

LONGEST_LIFE = timedelta(seconds=30)
MOST_PROOF = 4096  # characters of a signed permit
_KEY = secrets.token_bytes(32)


class _Claims(NamedTuple):
    activity: str
    pairwise_id: str
    categories: frozenset[str]
    decision_ids: tuple[str, ...]
    expires_at: datetime
    recipient: str
    proofs: dict[str, str]


class Permit:
    """Leave to read some categories of one person for one activity, for at most thirty seconds."""

    __slots__ = ("_claims", "_seal")
    _claims: bytes
    _seal: bytes

    def __init__(self, *args: object, **kwargs: object) -> None:
        raise NoPermit("A permit comes from ConsentClient.check and from nowhere else.")

    @property
    def activity(self) -> str:
        """The purpose that was asked for."""
        return _read(self._claims).activity

    @property
    def pairwise_id(self) -> str:
        """The person, as this department knows them."""
        return _read(self._claims).pairwise_id

    @property
    def categories(self) -> frozenset[str]:
        """The categories that were allowed."""
        return _read(self._claims).categories

    @property
    def decision_ids(self) -> tuple[str, ...]:
        """The ledger's ids of the decisions."""
        return _read(self._claims).decision_ids

    @property
    def expires_at(self) -> datetime:
        """The moment from which the permit opens nothing."""
        return _read(self._claims).expires_at

    @property
    def recipient(self) -> str:
        """The department that is to get the data; empty when that is the one that asked."""
        return _read(self._claims).recipient

    @property
    def proofs(self) -> dict[str, str]:
        """By category, what the source of the data in another department is shown; empty when none was asked for."""
        return _read(self._claims).proofs

    def __repr__(self) -> str:
        return f"<Permit {self.activity}: {', '.join(sorted(self.categories))}>"

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError("A permit does not change.")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError("A permit does not change.")

    def _refuse(self, *args: Any) -> Never:
        raise TypeError("A permit is neither copied, stored nor restored: ask the ledger again.")

    __reduce__ = __reduce_ex__ = __getstate__ = __setstate__ = __copy__ = __deepcopy__ = _refuse


@dataclass(frozen=True, slots=True)
class Refusal:
    """The ledger's no to one category, with the reason. It is false, so that `if answer:` reads rightly."""

    category: str
    reason: Reason
    decision_id: str

    def __bool__(self) -> bool:
        return False


Decision = Permit | Refusal


def issue(
    *,
    activity: str,
    pairwise_id: str,
    categories: frozenset[str],
    decision_ids: tuple[str, ...],
    expires_at: datetime,
    recipient: str = "",
    proofs: Mapping[str, str] | None = None,
) -> Permit:
    """This function will make a permit; only the client calls it (the test kit fails a module that does).

    expires_at is an aware datetime. Raises PermitExpired when it is already past or further off than a permit may live.
    """
    now = clock.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise PermitExpired("A permit lives for at most thirty seconds from now.")
    parts = (
        activity,
        pairwise_id,
        sorted(categories),
        decision_ids,
        expires_at.isoformat(),
        recipient,
        dict(proofs or {}),
    )
    claims = json.dumps(parts).encode()
    permit = object.__new__(Permit)
    object.__setattr__(permit, "_claims", claims)
    object.__setattr__(permit, "_seal", _seal_of(claims))
    return permit


def demand(permit: object, *, activity: str, category: str, pairwise_id: str, recipient: str = "") -> None:
    """This function will return when the permit unlocks this category of this person for this activity now, else raise.

    recipient is the department that the data is handed to; without one the department itself uses what it asked for.
    Raises NoPermit, PermitExpired, WrongSubject, WrongActivity, WrongRecipient or CategoryNotCovered, all of them
    PermitError.
    """
    claims = _sealed_claims(permit)
    if clock.now() >= claims.expires_at:
        raise PermitExpired("The permit has expired; ask the ledger again.")
    if claims.pairwise_id != pairwise_id:
        raise WrongSubject("The permit is about another person.")
    if claims.activity != activity:
        raise WrongActivity(f"The permit is not for {activity}.")
    if claims.recipient != recipient:
        raise WrongRecipient("The permit was asked for another department than the one that is to get the data.")
    if category not in claims.categories:
        raise CategoryNotCovered(f"The permit does not cover {category}.")


def _sealed_claims(permit: object) -> _Claims:
    if type(permit) is Permit:
        claims, seal = getattr(permit, "_claims", None), getattr(permit, "_seal", None)
        # Exactly bytes: an heir of them could be sealed as one thing and be read as another.
        if type(claims) is bytes and type(seal) is bytes and hmac.compare_digest(seal, _seal_of(claims)):
            return _read(claims)
    raise NoPermit("Reading personal data takes a permit from the ledger.")


def _seal_of(claims: bytes) -> bytes:
    return hmac.digest(_KEY, claims, "sha256")


def _read(claims: bytes) -> _Claims:
    activity, pairwise_id, categories, decision_ids, expires_at, recipient, proofs = json.loads(claims)
    until = datetime.fromisoformat(expires_at)
    return _Claims(activity, pairwise_id, frozenset(categories), tuple(decision_ids), until, recipient, proofs)

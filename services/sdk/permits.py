"""Permits and refusals: the two things a check can come to.

A permit is the short-lived proof that the ledger allowed a look. It is made by the client from a well-formed answer
and by nobody else; it cannot be built, copied, changed, pickled or cached by hand.
"""

from dataclasses import InitVar, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Never

from services.sdk import clock
from services.sdk.errors import CategoryNotCovered, NoPermit, PermitExpired, WrongSubject
from services.sdk.reasons import Reason

LONGEST_LIFE = timedelta(seconds=30)
_SEAL = object()


@dataclass(frozen=True, slots=True, eq=False)
class Permit:
    """Leave to read some categories of one person for one activity, for at most thirty seconds."""

    activity: str
    pairwise_id: str
    categories: frozenset[str]
    decision_ids: tuple[str, ...]
    expires_at: datetime
    seal: InitVar[object]
    _seal: object = field(init=False, default=None)

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise NoPermit("A permit comes from ConsentClient.check and from nowhere else.")
        object.__setattr__(self, "_seal", seal)

    def __repr__(self) -> str:
        return f"<Permit {self.activity}: {', '.join(sorted(self.categories))}>"

    def __reduce_ex__(self, protocol: Any) -> Never:
        raise TypeError("A permit is neither copied nor stored: ask the ledger again.")


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
    *, activity: str, pairwise_id: str, categories: frozenset[str], decision_ids: tuple[str, ...], expires_at: datetime
) -> Permit:
    """This function will make a permit; only the client calls it (the test kit fails a module that does).

    expires_at is an aware datetime. Raises PermitExpired when it is already past or further off than a permit may live.
    """
    now = clock.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise PermitExpired("A permit lives for at most thirty seconds from now.")
    return Permit(activity, pairwise_id, categories, decision_ids, expires_at, seal=_SEAL)


def demand(permit: object, *, category: str, pairwise_id: str) -> Permit:
    """This function will return the permit when it unlocks this category of this person now, and raise otherwise.

    Raises NoPermit, PermitExpired, WrongSubject or CategoryNotCovered, all of them PermitError.
    """
    if type(permit) is not Permit or getattr(permit, "_seal", None) is not _SEAL:
        raise NoPermit("Reading personal data takes a permit from the ledger.")
    if clock.now() >= permit.expires_at:
        raise PermitExpired("The permit has expired; ask the ledger again.")
    if permit.pairwise_id != pairwise_id:
        raise WrongSubject("The permit is about another person.")
    if category not in permit.categories:
        raise CategoryNotCovered(f"The permit does not cover {category}.")
    return permit

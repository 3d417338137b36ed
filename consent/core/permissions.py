"""A permission as a pure fold over its changes: the projection and its rebuild are the same function."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from consent.core.events import Kind
from consent.core.vocabulary import Basis, DecidedBy, Reason, State

# What a resident's last decision on a consent was; the words are those of the check's reasons.
Consent = Literal[Reason.CONSENT, Reason.REFUSED, Reason.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class Change:
    """One permission change as the fold sees it; ``version`` counts from 1 without gaps."""

    kind: Kind
    version: int
    at: datetime
    decided_by: DecidedBy
    notice_version: int | None = None
    valid_until: datetime | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """Where one resident stands with one activity, as far as it is stored."""

    version: int = 0
    decision: Consent | None = None
    decided_at: datetime | None = None
    decided_by: DecidedBy = DecidedBy.SELF
    notice_version: int | None = None
    valid_until: datetime | None = None
    waiting: bool = False
    objected: bool = False
    restricted: bool = False

    def in_force(self, notice_version: int, at: datetime) -> bool:
        """This function will tell whether a complete consent to this very notice version holds at ``at`` (aware)."""
        return (
            self.decision is Reason.CONSENT
            and not self.waiting
            and self.notice_version == notice_version
            and self.valid_until is not None
            and at < self.valid_until
        )


DECISIONS: dict[Kind, Consent] = {
    Kind.CONSENT_GRANTED: Reason.CONSENT,
    Kind.CONSENT_REFUSED: Reason.REFUSED,
    Kind.CONSENT_WITHDRAWN: Reason.WITHDRAWN,
}
MARKS: dict[Kind, tuple[Literal["objected", "restricted"], bool]] = {
    Kind.OBJECTION_MADE: ("objected", True),
    Kind.OBJECTION_LIFTED: ("objected", False),
    Kind.RESTRICTION_BEGAN: ("restricted", True),
    Kind.RESTRICTION_LIFTED: ("restricted", False),
}


def apply(permission: Permission, change: Change) -> Permission:
    """This function will return the permission after one more change.

    Raises ``ValueError`` when the change's version does not follow the permission's, or its kind is none of ours.
    """
    if change.version != permission.version + 1:
        raise ValueError(f"version {change.version} does not follow {permission.version}")
    if change.kind in MARKS:
        mark, value = MARKS[change.kind]
        if mark == "objected":
            return replace(permission, version=change.version, objected=value)
        return replace(permission, version=change.version, restricted=value)
    granted = change.kind is Kind.CONSENT_GRANTED
    try:
        decision = DECISIONS[change.kind]
    except KeyError:
        raise ValueError(f"{change.kind} does not change a permission") from None
    return replace(
        permission,
        version=change.version,
        decision=decision,
        decided_at=change.at,
        decided_by=change.decided_by,
        notice_version=change.notice_version,
        valid_until=change.valid_until if granted else None,
        waiting=change.waiting if granted else False,
    )


def fold(changes: Iterable[Change]) -> Permission:
    """This function will return the permission that ``changes``, in version order from 1, amount to."""
    permission = Permission()
    for change in changes:
        permission = apply(permission, change)
    return permission


def state_of(permission: Permission | None, basis: Basis, at: datetime, terms_since_version: int = 1) -> State:
    """This function will say in one word where the resident stands at the moment ``at`` (aware).

    ``terms_since_version`` is the oldest notice version whose consents still cover what the activity does.
    """
    if permission is None:
        return State.UNDECIDED if basis is Basis.CONSENT else State.IN_FORCE
    if basis is Basis.CONSENT and permission.decision is Reason.REFUSED:
        return State.REFUSED
    if basis is Basis.CONSENT and permission.decision is Reason.WITHDRAWN:
        return State.WITHDRAWN
    if permission.restricted:
        return State.RESTRICTED
    if basis is not Basis.CONSENT:
        return State.OBJECTED if permission.objected else State.IN_FORCE
    if permission.decision is None:
        return State.UNDECIDED
    return State.EXPIRED if has_run_out(permission, at, terms_since_version) else State.GRANTED


def has_run_out(permission: Permission, at: datetime, terms_since_version: int) -> bool:
    """This function will tell whether a consent is over by time or by wider terms than were agreed to (GDPR 7(1))."""
    if permission.valid_until is None or at >= permission.valid_until:
        return True
    return permission.notice_version is None or permission.notice_version < terms_since_version

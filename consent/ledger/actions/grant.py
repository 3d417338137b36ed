"""Giving consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Channel, DecidedBy, Reason
from consent.ledger.capacity import Capacity, capacity_of, other_guardians
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.ledger.models import PermissionChange
from consent.ledger.terms import consent_activity, months_after
from consent.people.actors import Actor
from consent.registry.queries import ActivityView


def grant_consent(
    *, actor: Actor, subject: UUID, activity: str, notice_version: int, language: str, channel: Channel
) -> Recorded:
    """This function will record that ``actor`` gives ``subject``'s consent to ``activity`` (a code).

    ``notice_version`` is the version that was shown, ``language`` the one it was read in. Where the activity asks all
    guardians, a consent waits until the others have given theirs. Giving again what is given changes nothing.
    Raises ``NotFound``, ``NotAllowed`` (``guardian_required``, ``own_decision``) or ``Conflict`` (``notice_changed``,
    ``not_consent``). GDPR 4(11), 6(1)(a), 7(1), 8.
    """

    def step(before: Permission, at: datetime) -> Step | None:
        view = consent_activity(activity, notice_version, at)
        capacity = capacity_of(actor, subject, view, at)
        if _stands(before, capacity, notice_version, at):
            return None
        return Step(
            kind=Kind.CONSENT_GRANTED,
            decided_by=capacity.decided_by,
            notice_version=view.notice.version,
            notice_hash=view.notice.hash,
            valid_until=_end(view, capacity, at),
            waiting=_waiting(actor, subject, view, capacity, before, at),
        )

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)


def _stands(before: Permission, capacity: Capacity, notice_version: int, at: datetime) -> bool:
    return (
        before.decision is Reason.CONSENT
        and not before.waiting
        and before.decided_by is capacity.decided_by
        and before.notice_version == notice_version
        and before.valid_until is not None
        and at < before.valid_until
    )


def _end(view: ActivityView, capacity: Capacity, at: datetime) -> datetime:
    ends = months_after(at, view.valid_months or 0)
    return ends if capacity.ends is None else min(ends, capacity.ends)


def _waiting(
    actor: Actor, subject: UUID, view: ActivityView, capacity: Capacity, before: Permission, at: datetime
) -> bool:
    if view.guardians != "all" or capacity.decided_by is not DecidedBy.GUARDIAN:
        return False
    return not other_guardians(actor, subject, at) <= _agreed(subject, view, before)


def _agreed(subject: UUID, view: ActivityView, before: Permission) -> set[UUID | None]:
    # Who has agreed to this very notice since anybody last said no: one refusal or withdrawal outweighs every consent.
    if before.decision is not Reason.CONSENT:
        return set()
    agreed: set[UUID | None] = set()
    changes = PermissionChange.objects.filter(subject=subject, activity=view.code).order_by("-version")
    for change in changes:
        if change.kind in (Kind.CONSENT_REFUSED, Kind.CONSENT_WITHDRAWN):
            break
        if change.kind == Kind.CONSENT_GRANTED and change.notice_version == view.notice.version:
            agreed.add(change.actor_subject)
    return agreed

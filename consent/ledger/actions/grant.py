"""Giving consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Channel, DecidedBy
from consent.ledger.capacity import Capacity, capacity_of, other_guardians
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.ledger.joint_guardians import said_by_guardians
from consent.ledger.terms import consent_activity, months_after
from consent.people.actors import Actor
from consent.registry.queries import ActivityView


def grant_consent(
    *, actor: Actor, subject: UUID, activity: str, notice_version: int, language: str, channel: Channel
) -> Recorded:
    """This function will record that ``actor`` gives ``subject``'s consent to ``activity`` (a code).

    ``notice_version`` is the version that was shown, ``language`` the one it was read in. A guardian's consent waits
    while another guardian's no stands, and where the activity asks all guardians until each has given theirs. Giving
    again what is given changes nothing.
    Raises ``NotFound``, ``NotAllowed`` (``guardian_required``, ``own_decision``) or ``Conflict`` (``notice_changed``,
    ``not_consent``). GDPR 4(11), 6(1)(a), 7(1), 8.
    """

    def step(before: Permission, at: datetime) -> Step | None:
        view = consent_activity(activity, notice_version, at)
        capacity = capacity_of(actor, subject, view, at)
        if before.in_force(notice_version, at) and before.decided_by is capacity.decided_by:
            return None
        ends, waiting = _end(view, capacity, at), False
        if capacity.decided_by is DecidedBy.GUARDIAN:
            others, said = other_guardians(actor, subject, at), said_by_guardians(subject, view, at)
            if before.waiting and actor.subject in said.agreed:
                return None
            if view.guardians == "all":
                waiting = not others <= said.agreed.keys()
                ends = min([ends, *(end for who, end in said.agreed.items() if who in others)])
            else:
                waiting = bool(others & said.against)
        return Step(
            kind=Kind.CONSENT_GRANTED,
            decided_by=capacity.decided_by,
            notice_version=view.notice.version,
            notice_hash=view.notice.hash,
            valid_until=ends,
            waiting=waiting,
        )

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)


def _end(view: ActivityView, capacity: Capacity, at: datetime) -> datetime:
    ends = months_after(at, view.valid_months or 0)
    return ends if capacity.ends is None else min(ends, capacity.ends)

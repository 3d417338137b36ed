"""Not giving consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.errors import Conflict
from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Channel, DecidedBy, Reason
from consent.ledger.capacity import capacity_of
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.ledger.joint_guardians import said_by_guardians
from consent.ledger.terms import consent_activity, months_after
from consent.people.actors import Actor

ANEW_AFTER_MONTHS = 12


def refuse_consent(
    *, actor: Actor, subject: UUID, activity: str, notice_version: int, language: str, channel: Channel
) -> Recorded:
    """This function will record that ``actor`` does not give ``subject``'s consent to ``activity`` (a code).

    ``notice_version`` is the version that was shown. One's own consent in force is not refused but withdrawn; another
    guardian's is outweighed by the refusal. Refusing again changes nothing within twelve months; after that
    somebody may have asked anew, and the answer counts. Raises ``NotFound``, ``NotAllowed`` or ``Conflict``
    (``notice_changed``, ``not_consent``, ``already_granted``). GDPR 7(4).
    """

    def step(before: Permission, at: datetime) -> Step | None:
        view = consent_activity(activity, notice_version, at)
        capacity = capacity_of(actor, subject, view, at)
        said = said_by_guardians(subject, view, at) if capacity.decided_by is DecidedBy.GUARDIAN else None
        if before.in_force(notice_version, at) and (said is None or actor.subject in said.agreed):
            raise Conflict("already_granted")
        refused = before.decision is Reason.REFUSED and before.notice_version == notice_version
        refused = refused and before.decided_at is not None and at < months_after(before.decided_at, ANEW_AFTER_MONTHS)
        if refused and (said is None or actor.subject in said.against):
            return None
        return Step(Kind.CONSENT_REFUSED, capacity.decided_by, view.notice.version, view.notice.hash)

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)

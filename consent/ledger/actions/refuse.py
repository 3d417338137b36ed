"""Not giving consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.errors import Conflict
from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Channel, Reason
from consent.ledger.capacity import capacity_of
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.ledger.terms import consent_activity
from consent.people.actors import Actor


def refuse_consent(
    *, actor: Actor, subject: UUID, activity: str, notice_version: int, language: str, channel: Channel
) -> Recorded:
    """This function will record that ``actor`` does not give ``subject``'s consent to ``activity`` (a code).

    ``notice_version`` is the version that was shown. A consent in force is not refused but withdrawn. Refusing again
    changes nothing. Raises ``NotFound``, ``NotAllowed`` or ``Conflict`` (``notice_changed``, ``not_consent``,
    ``already_granted``). GDPR 7(4).
    """

    def step(before: Permission, at: datetime) -> Step | None:
        view = consent_activity(activity, notice_version, at)
        capacity = capacity_of(actor, subject, view, at)
        in_force = before.valid_until is not None and at < before.valid_until
        if (
            before.decision is Reason.CONSENT
            and in_force
            and not before.waiting
            and before.notice_version == notice_version
        ):
            raise Conflict("already_granted")
        if before.decision is Reason.REFUSED and before.notice_version == notice_version:
            return None
        return Step(Kind.CONSENT_REFUSED, capacity.decided_by, view.notice.version, view.notice.hash)

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)

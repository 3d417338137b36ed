"""Withdrawing consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.errors import Conflict
from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Basis, Channel, Reason
from consent.ledger.capacity import capacity_of
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.people.actors import Actor
from consent.registry.queries import ActivityView, notice
from consent.registry.queries import activity as activity_view


def withdraw_consent(*, actor: Actor, subject: UUID, activity: str, language: str, channel: Channel) -> Recorded:
    """This function will record that ``actor`` withdraws ``subject``'s consent to ``activity`` (a code).

    No version is asked for: whatever was agreed to ends. Any one guardian may withdraw. Withdrawing what was never
    given, or twice, changes nothing. When this returns and the transaction commits, the next check is refused.
    Raises ``NotFound``, ``NotAllowed`` or ``Conflict`` (``not_consent``). GDPR 7(3).
    """

    def step(before: Permission, at: datetime) -> Step | None:
        # Also when the activity has ended: a consent can always be taken back.
        view = activity_view(activity)
        if view.basis is not Basis.CONSENT:
            raise Conflict("not_consent")
        capacity = capacity_of(actor, subject, view, at)
        if before.decision is not Reason.CONSENT:
            return None
        return Step(Kind.CONSENT_WITHDRAWN, capacity.decided_by, before.notice_version, _agreed_to(view, before))

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)


def _agreed_to(view: ActivityView, before: Permission) -> bytes | None:
    """The hash of the text that was agreed to, so that the receipt can show what the withdrawal ends (GDPR 7(1))."""
    if before.notice_version is None:
        return None
    same = before.notice_version == view.notice.version
    return view.notice.hash if same else notice(view.code, before.notice_version).hash

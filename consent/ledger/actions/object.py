"""Objecting to a public task."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.errors import Conflict
from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Basis, Channel
from consent.ledger.capacity import capacity_of
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.ledger.terms import activity_in_force
from consent.ledger.visibility import OWN_STANDING_FROM
from consent.people.actors import Actor


def object_to_activity(
    *, actor: Actor, subject: UUID, activity: str, language: str, channel: Channel, text: str = ""
) -> Recorded:
    """This function will record ``actor``'s objection, in the name of ``subject``, to a public task (a code).

    ``text`` is the objector's own grounds, sealed. The use stops until a reasoned human decision, unless the activity
    states an exception. Objecting twice changes nothing. Raises ``NotFound``, ``NotAllowed``, or ``Conflict`` with
    ``not_objectable`` (another basis) or ``compulsory`` (a law makes the activity compulsory). GDPR 21(1). From 15 on
    a young person may object beside the guardians (Administrative Procedure Act 434/2003 s. 14).
    """

    def step(before: Permission, at: datetime) -> Step | None:
        view = activity_in_force(activity, at)
        capacity = capacity_of(actor, subject, view, at, own_from=OWN_STANDING_FROM)
        if view.basis is not Basis.PUBLIC_TASK:
            raise Conflict("not_objectable")
        if view.compulsory:
            raise Conflict("compulsory")
        if before.objected:
            return None
        return Step(Kind.OBJECTION_MADE, capacity.decided_by, view.notice.version, view.notice.hash, text=text)

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)

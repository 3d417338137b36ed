"""Lifting an objection or a restriction after a reasoned human decision."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from consent.core.errors import Invalid
from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Channel
from consent.ledger.actions.restrict import office
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.people.actors import Actor
from consent.registry.queries import activity as activity_view

_KINDS = {"objected": Kind.OBJECTION_LIFTED, "restricted": Kind.RESTRICTION_LIFTED}


def lift_mark(
    *,
    actor: Actor,
    subject: UUID,
    activity: str,
    mark: Literal["objected", "restricted"],
    text: str,
    language: str,
    channel: Channel,
) -> Recorded:
    """This function will record that an objection or a restriction on ``activity`` (a code) no longer stands.

    ``text`` is the reasoned decision, sealed; it may not be empty. Lifting what does not stand changes nothing.
    Raises ``Invalid``, ``NotFound`` for an unknown activity, ``NotAllowed`` for a resident. GDPR 18(3), 21(1).
    """
    decided_by = office(actor)
    if not text.strip():
        raise Invalid("reason_missing", ["A decision to lift states its reasons."])
    activity_view(activity)

    def step(before: Permission, at: datetime) -> Step | None:
        return Step(_KINDS[mark], decided_by, text=text) if getattr(before, mark) else None

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)

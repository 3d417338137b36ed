"""Restricting the processing of one activity about one person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.core.errors import NotAllowed
from consent.core.events import Kind
from consent.core.permissions import Permission
from consent.core.vocabulary import Channel, DecidedBy
from consent.ledger.changes import Deed, Recorded, Step, change_permission
from consent.people.actors import Actor
from consent.registry.queries import activity as activity_view


def restrict_activity(
    *, actor: Actor, subject: UUID, activity: str, language: str, channel: Channel, text: str = ""
) -> Recorded:
    """This function will record that the processing of ``subject``'s data for ``activity`` (a code) is restricted.

    Staff or a named part of the system decides, with grounds in ``text`` (sealed). Restricting twice changes nothing.
    Raises ``NotFound`` for an unknown activity and ``NotAllowed`` for a resident. GDPR 18(1).
    """
    decided_by = office(actor)
    activity_view(activity)

    def step(before: Permission, at: datetime) -> Step | None:
        return None if before.restricted else Step(Kind.RESTRICTION_BEGAN, decided_by, text=text)

    with transaction.atomic():
        return change_permission(Deed(actor, subject, activity, language, channel), step)


def office(actor: Actor) -> DecidedBy:
    """This function will return the official capacity of ``actor``; raises ``NotAllowed`` for a resident."""
    if actor.kind == "resident":
        raise NotAllowed("office_only")
    return DecidedBy.STAFF if actor.kind == "staff" else DecidedBy.SYSTEM

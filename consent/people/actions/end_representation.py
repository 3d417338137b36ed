"""End somebody's right to act for another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotFound
from consent.core.events import Kind
from consent.log.append import append
from consent.people.actions.representation_change import change_of
from consent.people.actors import Actor
from consent.people.models import RegisterEntry


def end_representation(*, actor: Actor, entry: UUID, source: str, at: datetime | None = None) -> int:
    """This function will end the right of a register entry and return the event's id.

    ``at`` (aware, default now) is the first moment in which the right holds no more; it may lie in the past, since a
    register can tell of an end late: acts done meanwhile stay recorded. Raises ``NotFound`` (code ``representation``)
    for an unknown entry, ``Conflict`` (code ``already_ended``) when it ended by then, and ``Invalid`` for a moment
    before it began or for an end without a source.
    """
    with transaction.atomic():
        row = RegisterEntry.objects.select_for_update().filter(pk=entry).first()
        if row is None:
            raise NotFound("representation", "the register entry is not known")
        # Read after the lock: an end that waited for another writer ends now and not earlier.
        at = clock.now() if at is None else at
        if row.valid_until is not None and row.valid_until <= at:
            raise Conflict("already_ended", "the right ended earlier")
        if at < row.valid_from:
            raise Invalid("representation", ["The right ends before it begins."])
        if not source:
            raise Invalid("representation", ["An end needs a source."])
        row.valid_until, row.source = at, source
        row.save(update_fields=["valid_until", "source"])
        return append(Kind.REPRESENTATION_ENDED, row.represented_id, change_of(row, "ended", actor))

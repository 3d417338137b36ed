"""Plain facts to fill a log with: looks by staff at lists, about nobody."""

from uuid import UUID

from django.db import transaction

from consent.core.events import Kind
from consent.ledger.models import StaffView
from consent.log.append import append_many

STAFF = UUID(int=7)


def look(event_id: int | None = None) -> StaffView:
    """This function will return the payload of one look by staff, with an id that was drawn before if one is given."""
    return StaffView(event_id=event_id, actor_account=STAFF, actor_name="ref-7", role="dpo", what="events.csv")


def record_looks(count: int) -> list[int]:
    """This function will record ``count`` events in one transaction and return their ids."""
    with transaction.atomic():
        return append_many([(Kind.STAFF_VIEWED, None, look()) for _ in range(count)])

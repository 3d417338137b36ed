"""Rights to act for another by the events that recorded their end, for those who follow the log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.people.models import RepresentationChange


@dataclass(frozen=True, slots=True)
class EndedRight:
    """A right that ended: whose it was, for whom, and from when it holds no more."""

    representative: UUID
    represented: UUID
    ended_at: datetime


def ended_rights(event_ids: Collection[int]) -> dict[int, EndedRight]:
    """This function will return the rights whose end these events recorded, by event."""
    rows = RepresentationChange.objects.filter(pk__in=event_ids, change="ended")
    return {
        row.event_id: EndedRight(row.representative, row.represented, row.valid_until or row.recorded_at)
        for row in rows
    }

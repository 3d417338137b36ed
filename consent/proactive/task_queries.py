"""What faces may ask about the human queue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from consent.core.errors import NotFound
from consent.log.private_texts import Sealed, open_private
from consent.messaging.queries import inbounds
from consent.proactive.models import HumanTask
from consent.proactive.outcomes import Resolution, TaskKind
from consent.proactive.task_notes import bound_note


@dataclass(frozen=True, slots=True, repr=False)
class TaskView:
    """
    One matter that needs a person. ``said`` is the message it began with, None once that has been let go.

    ``code`` is the offer's; ``resolution`` is None while it is open. Its repr tells nothing of it.
    """

    id: UUID
    kind: TaskKind
    department: str
    campaign: UUID | None
    offer: UUID | None
    code: str
    recipient: UUID | None
    said: str | None
    created_at: datetime
    resolved_at: datetime | None
    resolution: Resolution | None
    resolved_by: str
    note: str | None

    def __repr__(self) -> str:
        return f"<TaskView {self.id}>"


def tasks_open(department: str, campaign: UUID | None = None) -> list[TaskView]:
    """This function will return a department's open matters, the oldest first; of one campaign when it is given.

    With an empty ``department`` those of which nobody can tell whose they are.
    """
    rows = HumanTask.objects.filter(department=department, resolved_at=None)
    return _views(rows if campaign is None else rows.filter(campaign=campaign))


def tasks_of_offer(offer: UUID) -> list[TaskView]:
    """This function will return every matter of an offer, settled ones included, the oldest first."""
    return _views(HumanTask.objects.filter(offer=offer))


def task(department: str, task: UUID) -> TaskView:
    """This function will return one matter of ``department``; raises ``NotFound`` for another's as for none."""
    found = _views(HumanTask.objects.filter(department=department, pk=task))
    if not found:
        raise NotFound("no_such_task")
    return found[0]


def open_counts(campaigns: Collection[UUID]) -> dict[UUID, int]:
    """This function will count the open matters of campaigns; those without one are left out."""
    rows = HumanTask.objects.filter(campaign__in=set(campaigns), resolved_at=None).values_list("campaign")
    return dict(rows.annotate(Count("pk")).order_by())


def _views(rows: QuerySet[HumanTask]) -> list[TaskView]:
    found = list(rows.select_related("offer").order_by("created_at", "pk"))
    said = inbounds(row.inbound for row in found if row.inbound)
    notes = open_private(
        [
            Sealed(
                row.offer.subject if row.offer else None,
                bound_note(row.pk),
                row.resolved_at or row.created_at,
                row.note_sealed,
            )
            for row in found
        ]
    )
    return [
        TaskView(
            id=row.pk,
            kind=TaskKind(row.kind),
            department=row.department,
            campaign=row.campaign_id,
            offer=row.offer_id,
            code=row.offer.code if row.offer else "",
            recipient=row.recipient,
            said=said[row.inbound].text if row.inbound in said else None,
            created_at=row.created_at,
            resolved_at=row.resolved_at,
            resolution=Resolution(row.resolution) if row.resolution else None,
            resolved_by=row.resolved_by,
            note=note,
        )
        for row, note in zip(found, notes, strict=True)
    ]

"""Who has ever decided about some activities, for a department that lists its own."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from consent.core.permissions import Permission
from consent.ledger.models import PermissionRow
from consent.ledger.projection import permission_of_row


@dataclass(frozen=True, slots=True)
class Decided:
    """Where one person stands with one activity (a code) on which they have decided."""

    subject: UUID
    activity: str
    permission: Permission


def decided_about(activities: Collection[str], *, offset: int, limit: int) -> list[Decided]:
    """This function will list who has decided about ``activities``, by activity and then by subject."""
    rows = PermissionRow.objects.filter(activity__in=activities, decision__isnull=False)
    return [
        Decided(row.subject, row.activity, permission_of_row(row))
        for row in rows.order_by("activity", "subject")[offset : offset + limit]
    ]

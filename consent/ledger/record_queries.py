"""One person's record as an auditor reads it, after the reason was recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.permissions import state_of
from consent.core.vocabulary import State
from consent.ledger.models import PermissionRow
from consent.ledger.projection import permission_of_row
from consent.registry.queries import ActivityView


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with one activity. ``decided_at`` is None where nothing was decided."""

    activity: ActivityView
    state: State
    decided_at: datetime | None
    valid_until: datetime | None
    waiting: bool


def standings_of(subject: UUID, activities: Iterable[ActivityView], at: datetime) -> Sequence[Standing]:
    """This function will return where ``subject`` stands with each of ``activities`` at ``at``, in one statement."""
    rows = {row.activity: permission_of_row(row) for row in PermissionRow.objects.filter(subject=subject)}
    found = []
    for activity in activities:
        permission = rows.get(activity.code)
        found.append(
            Standing(
                activity=activity,
                state=state_of(permission, activity.basis, at, activity.terms_since_version),
                decided_at=permission.decided_at if permission else None,
                valid_until=permission.valid_until if permission else None,
                waiting=bool(permission and permission.waiting),
            )
        )
    return found

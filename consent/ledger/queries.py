"""What the faces may ask the ledger about permissions and their history."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max

from consent.core.errors import NotFound
from consent.core.events import Kind
from consent.core.permissions import Permission, state_of
from consent.core.vocabulary import Basis, Channel, DecidedBy, State
from consent.ledger.models import PermissionChange, PermissionRow, Use
from consent.ledger.projection import permission_of_row
from consent.ledger.use_queries import UsePage, UseView, uses_of
from consent.registry.queries import ActivityView, activities_in_force
from consent.registry.queries import activity as activity_view

__all__ = [
    "ChangeView",
    "PermissionView",
    "UsePage",
    "UseView",
    "history_of",
    "permission_of",
    "permissions_of",
    "uses_of",
]

RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PermissionView:
    """Where a resident stands with an activity, as a page shows it. ``uses_90d`` counts refused checks too."""

    activity: ActivityView
    state: State
    version: int
    decided_at: datetime | None
    valid_until: datetime | None
    agreed_version: int | None
    newer_notice: bool
    waiting_for_guardian: bool
    decided_by: DecidedBy | None
    uses_90d: int
    last_use: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One decision of the past. ``actor_subject`` is who decided, ``decided_by`` in what capacity."""

    event_id: int
    at: datetime
    kind: Kind
    activity: str
    version: int
    notice_version: int | None
    notice_hash: str | None
    language: str
    channel: Channel
    decided_by: DecidedBy
    actor_subject: UUID | None
    valid_until: datetime | None


def permissions_of(subject: UUID, at: datetime) -> list[PermissionView]:
    """This function will return where ``subject`` stands with every activity in force at ``at`` (aware)."""
    rows = {row.activity: row for row in PermissionRow.objects.filter(subject=subject)}
    used = _recent_uses(subject, at)
    return [_view(activity, rows.get(activity.code), used, at) for activity in activities_in_force(at)]


def permission_of(subject: UUID, activity: str, at: datetime) -> PermissionView:
    """This function will return where ``subject`` stands with one activity (a code); raises ``NotFound``.

    An activity that has ended is still shown to somebody who decided on it.
    """
    view = activity_view(activity)
    row = PermissionRow.objects.filter(subject=subject, activity=activity).first()
    ended = at < view.in_force_from or (view.in_force_until is not None and at >= view.in_force_until)
    if ended and row is None:
        raise NotFound("no_such_activity")
    return _view(view, row, _recent_uses(subject, at, activity), at)


def history_of(subject: UUID, activity: str | None = None) -> list[ChangeView]:
    """This function will return the decisions about ``subject``, newest first, all or those on one activity."""
    changes = PermissionChange.objects.filter(subject=subject)
    if activity is not None:
        changes = changes.filter(activity=activity)
    return [_change(change) for change in changes.order_by("-event_id")]


def _recent_uses(subject: UUID, at: datetime, activity: str | None = None) -> dict[str, tuple[int, datetime | None]]:
    uses = Use.objects.filter(subject=subject, recorded_at__gt=at - RECENT)
    if activity is not None:
        uses = uses.filter(activity=activity)
    counted = uses.order_by().values_list("activity").annotate(Count("event_id"), Max("recorded_at"))
    return {code: (number, last) for code, number, last in counted}


def _view(
    activity: ActivityView, row: PermissionRow | None, used: dict[str, tuple[int, datetime | None]], at: datetime
) -> PermissionView:
    permission = permission_of_row(row) if row else Permission()
    uses, last = used.get(activity.code, (0, None))
    state = state_of(permission if row else None, Basis(activity.basis), at, activity.terms_since_version)
    agreed = permission.notice_version if permission.decision else None
    return PermissionView(
        activity=activity,
        state=state,
        version=permission.version,
        decided_at=permission.decided_at,
        valid_until=permission.valid_until,
        agreed_version=agreed,
        newer_notice=agreed is not None and agreed != activity.notice.version,
        waiting_for_guardian=permission.waiting,
        decided_by=permission.decided_by if permission.decision else None,
        uses_90d=uses,
        last_use=last,
    )


def _change(change: PermissionChange) -> ChangeView:
    return ChangeView(
        event_id=change.event_id,
        at=change.recorded_at,
        kind=Kind(change.kind),
        activity=change.activity,
        version=change.version,
        notice_version=change.notice_version,
        notice_hash=bytes(change.notice_hash).hex() if change.notice_hash is not None else None,
        language=change.language,
        channel=Channel(change.channel),
        decided_by=DecidedBy(change.decided_by),
        actor_subject=change.actor_subject,
        valid_until=change.valid_until,
    )

"""What the faces may ask the ledger about permissions and their history."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, QuerySet, Subquery

from consent.core.errors import NotFound
from consent.core.events import Kind
from consent.core.permissions import Permission, state_of
from consent.core.vocabulary import Basis, Channel, DecidedBy, State
from consent.ledger.models import PermissionChange, PermissionRow
from consent.ledger.projection import COLUMNS, permission_of_row
from consent.ledger.use_queries import UsePage, UseView, uses_of
from consent.registry.queries import ActivityView, activities_in_force
from consent.registry.queries import activity as activity_view

__all__ = [
    "ChangePage",
    "ChangeView",
    "PermissionView",
    "UsePage",
    "UseView",
    "history_of",
    "history_page",
    "permission_of",
    "permissions_of",
    "uses_of",
]

RECENT = timedelta(days=90)
# How many of a person's newest uses are looked through to count them: a page must not take longer for the much used.
COUNTED_MOST = 1_000
COUNTED_ON_ONE = 100
LATEST = 5


_STANDS_AND_USES = f"""
WITH newest AS (
    SELECT activity, recorded_at FROM ledger_use WHERE subject = %(subject)s ORDER BY event_id DESC LIMIT %(most)s
), used AS (
    SELECT activity, count(*) AS times, max(recorded_at) AS last FROM newest
    WHERE recorded_at > %(since)s GROUP BY activity
), stands AS (
    SELECT p.*, EXISTS (
        SELECT 1 FROM ledger_permissionchange c
        WHERE c.subject = p.subject AND c.activity = p.activity AND c.decided_by = %(own)s
    ) AS self_decided
    FROM ledger_permission p WHERE p.subject = %(subject)s
)
SELECT coalesce(stands.activity, used.activity), times, last, self_decided, {", ".join(COLUMNS)}
FROM stands FULL JOIN used ON used.activity = stands.activity
"""  # noqa: S608  (columns of ours)


@dataclass(frozen=True, slots=True)
class PermissionView:
    """Where a resident stands with an activity, as a page shows it.

    ``uses_90d`` counts refused checks too; with ``uses_more`` there may be more than were counted. ``self_decided``
    tells that the person has ever decided on it themselves. The latest uses and decisions come with one permission.
    """

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
    uses_more: bool = False
    self_decided: bool = False
    latest_uses: "tuple[UseView, ...]" = ()
    latest_changes: "tuple[ChangeView, ...]" = ()
    more_changes: bool = False


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One decision of the past. ``actor_subject`` is who decided, ``decided_by`` in what capacity.

    ``waiting`` tells that it was a consent which did not count yet, since another guardian had to give it too.
    """

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
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some decisions, newest first; ``older`` is where the next page begins, None on the last."""

    rows: tuple[ChangeView, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class _Used:
    """What was counted of a person's recent uses: by activity how many and the last, and whether the count is all."""

    by_activity: dict[str, tuple[int, datetime | None]]
    more: bool


def permissions_of(subject: UUID, at: datetime) -> list[PermissionView]:
    """This function will return where ``subject`` stands with every activity in force at ``at`` (aware)."""
    rows, used = _stands_and_uses(subject, at)
    return [_view(activity, rows.get(activity.code), used, at) for activity in activities_in_force(at)]


def permission_of(subject: UUID, activity: str, at: datetime, *, with_uses: bool = True) -> PermissionView:
    """This function will return where ``subject`` stands with one activity (a code); raises ``NotFound``.

    An activity that has ended is still shown to somebody who decided on it. Three statements, the third for the uses.
    """
    view = activity_view(activity)
    changes = _changes_and_where_they_led(subject, activity)
    if not changes and not view.in_force(at):
        raise NotFound("no_such_activity")
    uses = uses_of(subject, activity=activity, limit=COUNTED_ON_ONE + 1).rows if with_uses else ()
    recent = [use.at for use in uses if use.at > at - RECENT]
    counted = {activity: (len(recent), max(recent, default=None))}
    found = _view(view, changes[0] if changes else None, _Used(counted, more=False), at)
    return replace(
        found,
        latest_uses=uses[:LATEST],
        latest_changes=tuple(change_view(change) for change in changes[:LATEST]),
        more_changes=len(changes) > LATEST,
    )


def history_of(subject: UUID, activity: str | None = None) -> list[ChangeView]:
    """This function will return the decisions about ``subject``, newest first, all or those on one activity."""
    changes = PermissionChange.objects.filter(subject=subject)
    if activity is not None:
        changes = changes.filter(activity=activity)
    return [change_view(change) for change in changes.order_by("-event_id")]


def history_page(
    subject: UUID, *, among: Collection[str] | None = None, before: int | None = None, limit: int = 50
) -> ChangePage:
    """This function will return a page of the decisions about ``subject``, newest first.

    ``among`` (codes) leaves out what may not be seen, ``before`` is the ``older`` of the page before, ``limit`` the
    rows at most. GDPR 7(1), 15.
    """
    changes = PermissionChange.objects.filter(subject=subject)
    if among is not None:
        changes = changes.filter(activity__in=among)
    if before is not None:
        changes = changes.filter(event_id__lt=before)
    found = list(changes.order_by("-event_id")[: limit + 1])
    rows = tuple(change_view(change) for change in found[:limit])
    return ChangePage(rows=rows, older=rows[-1].event_id if len(found) > limit else None)


def _stands_and_uses(subject: UUID, at: datetime) -> tuple[dict[str, PermissionRow], _Used]:
    """Every permission of a person, and beside it how often it was made use of lately: one statement for both."""
    values: dict[str, Any] = {
        "subject": subject,
        "own": DecidedBy.SELF.value,
        "most": COUNTED_MOST,
        "since": at - RECENT,
    }
    rows: dict[str, PermissionRow] = {}
    counted: dict[str, tuple[int, datetime | None]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDS_AND_USES, values)
        for activity, times, last, self_decided, *columns in cursor.fetchall():
            if self_decided is not None:
                row = PermissionRow(subject=subject, activity=activity, **dict(zip(COLUMNS, columns, strict=True)))
                row.self_decided = self_decided  # type: ignore[attr-defined]
                rows[activity] = row
            if times is not None:
                counted[activity] = (times, last)
    return rows, _Used(counted, more=sum(times for times, _ in counted.values()) == COUNTED_MOST)


def _changes_and_where_they_led(subject: UUID, activity: str) -> list[PermissionChange]:
    """The newest changes of one permission, each with the permission as it stands now: one statement for both."""
    changes = PermissionChange.objects.filter(subject=subject, activity=activity)
    stands = PermissionRow.objects.filter(subject=subject, activity=activity)
    own = changes.filter(decided_by=DecidedBy.SELF.value)
    now = {f"now_{column}": Subquery(stands.values(column)) for column in COLUMNS}
    newest: QuerySet[PermissionChange] = changes.annotate(self_decided=Exists(own), **now)
    return list(newest.order_by("-event_id")[: LATEST + 1])


def _view(activity: ActivityView, row: Any, used: _Used, at: datetime) -> PermissionView:
    permission = _permission(row)
    uses, last = used.by_activity.get(activity.code, (0, None))
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
        uses_more=used.more,
        self_decided=row is not None and row.self_decided,
    )


def _permission(row: Any) -> Permission:
    """The permission of its own row, or of a change that brings the row's columns along."""
    if row is None:
        return Permission()
    if isinstance(row, PermissionChange):
        row = PermissionRow(**{column: getattr(row, f"now_{column}") for column in COLUMNS})
    return permission_of_row(row)


def change_view(change: PermissionChange) -> ChangeView:
    """This function will return a stored change as the faces see it."""
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
        waiting=change.waiting,
    )

"""Permission changes by their events, for those who follow the log."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from consent.core.events import Kind
from consent.core.permissions import DECISIONS
from consent.ledger.models import PermissionChange


@dataclass(frozen=True, slots=True)
class FollowedChange:
    """One permission change. ``counted_before`` tells whether a consent was in force just before it."""

    event_id: int
    kind: Kind
    subject: UUID
    activity: str
    at: datetime
    waiting: bool
    counted_before: bool


def changes_of_events(event_ids: Collection[int]) -> dict[int, FollowedChange]:
    """This function will return the changes that these events recorded, by event; one whose payload is gone is not in.

    One statement.
    """
    earlier = PermissionChange.objects.filter(
        subject=OuterRef("subject"),
        activity=OuterRef("activity"),
        version__lt=OuterRef("version"),
        kind__in=[kind.value for kind in DECISIONS],
    ).order_by("-version")
    rows = PermissionChange.objects.filter(pk__in=event_ids).annotate(
        before_kind=Subquery(earlier.values("kind")[:1]),
        before_waiting=Subquery(earlier.values("waiting")[:1]),
        before_until=Subquery(earlier.values("valid_until")[:1]),
    )
    return {
        row.event_id: FollowedChange(
            event_id=row.event_id,
            kind=Kind(row.kind),
            subject=row.subject,
            activity=row.activity,
            at=row.recorded_at,
            waiting=row.waiting,
            counted_before=row.before_kind == Kind.CONSENT_GRANTED
            and not row.before_waiting
            and row.before_until is not None
            and row.before_until > row.recorded_at,
        )
        for row in rows
    }


def decided_for(subject: UUID, by: UUID, among: Iterable[str]) -> list[str]:
    """This function will return the activities, ``among`` those given (codes), that ``by`` decided on for ``subject``.

    In their order by code.
    """
    decided = PermissionChange.objects.filter(subject=subject, actor_subject=by, activity__in=list(among))
    return sorted(set(decided.values_list("activity", flat=True)))

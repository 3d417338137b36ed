"""How a permission changes: lock, look, decide, record, project; every write verb of the ledger goes through here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from consent import clock
from consent.core.events import Kind
from consent.core.permissions import Change, Permission, apply
from consent.core.vocabulary import Channel, DecidedBy
from consent.ledger.models import PermissionChange, PermissionRow
from consent.ledger.projection import permission_of_row, store
from consent.log.append import append, draw_ids
from consent.log.sealing import seal_text
from consent.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an action did. ``changed`` is False when the permission already stood so and nothing was recorded."""

    changed: bool
    permission: Permission
    event_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Who decides what about whom, and how it came in."""

    actor: Actor
    subject: UUID
    activity: str
    language: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be recorded: the change's kind and terms, without version and time, which the record gives."""

    kind: Kind
    decided_by: DecidedBy
    notice_version: int | None = None
    notice_hash: bytes | None = None
    valid_until: datetime | None = None
    waiting: bool = False
    text: str = ""


def lock_permission(subject: UUID, activity: str) -> None:
    """This function will hold everybody else off this one permission until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{subject} {activity}"])


def change_permission(deed: Deed, step_of: Callable[[Permission, datetime], Step | None]) -> Recorded:
    """This function will change one permission, inside the caller's transaction.

    ``step_of`` is called under the lock with the permission as it stands and the present moment; it looks up the
    actor's right, raises a ``DomainError`` to refuse, or returns None when nothing would change. The event id is drawn
    after the lock, so that the order of leaves is the order of decisions. A crash before the commit leaves nothing.
    """
    lock_permission(deed.subject, deed.activity)
    row = PermissionRow.objects.filter(subject=deed.subject, activity=deed.activity).first()
    before = permission_of_row(row) if row else Permission()
    at = clock.now()
    step = step_of(before, at)
    if step is None:
        return Recorded(changed=False, permission=before)
    change = _payload(deed, step, before.version + 1, at)
    append(step.kind, deed.subject, change, at)
    after = apply(before, change_of(change))
    store(deed.subject, deed.activity, after)
    return Recorded(changed=True, permission=after, event_id=change.event_id, at=change.recorded_at)


def _payload(deed: Deed, step: Step, version: int, at: datetime) -> PermissionChange:
    event_id = draw_ids(1)[0]
    return PermissionChange(
        event_id=event_id,
        kind=step.kind.value,
        subject=deed.subject,
        activity=deed.activity,
        version=version,
        notice_version=step.notice_version,
        notice_hash=step.notice_hash,
        language=deed.language,
        channel=Channel(deed.channel).value,
        decided_by=step.decided_by.value,
        actor_subject=deed.actor.subject,
        actor_account=deed.actor.account,
        valid_until=step.valid_until,
        waiting=step.waiting,
        sealed=seal_text(deed.subject, event_id, at, step.text) if step.text else None,
    )


def change_of(row: PermissionChange) -> Change:
    """This function will return a stored change as the fold sees it."""
    return Change(
        kind=Kind(row.kind),
        version=row.version,
        at=row.recorded_at,
        decided_by=DecidedBy(row.decided_by),
        notice_version=row.notice_version,
        valid_until=row.valid_until,
        waiting=row.waiting,
    )

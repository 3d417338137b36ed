"""Permission changes of some activities in the order of the log, for a department that keeps up with its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.events import Kind
from consent.ledger.encoders import CHANGE_KINDS
from consent.ledger.models import PermissionChange
from consent.log.following import Position, read_on

# So many stretches of the log are looked through in one call: most of a log is uses, and a reader comes again.
WINDOWS = 4


@dataclass(frozen=True, slots=True)
class FedChange:
    """One change at its place in the log."""

    log: int
    index: int
    subject: UUID
    activity: str
    kind: Kind
    version: int
    at: datetime
    notice_version: int | None
    valid_until: datetime | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """Some changes, where to read on, and whether there is more to read now. It may be empty though there is more."""

    changes: tuple[FedChange, ...]
    then: Position
    more: bool


def changes_from(position: Position, activities: Collection[str], limit: int) -> Feed:
    """
    This function will return up to ``limit`` changes of ``activities`` from ``position`` on, each that is signed once.

    A change whose content was erased is passed over. Reads a bounded stretch of the log, whatever is in it.
    """
    found: list[FedChange] = []
    for _ in range(WINDOWS):
        window = read_on(position, CHANGE_KINDS, limit - len(found))
        if window is None:
            return Feed(tuple(found), position, more=False)
        rows = PermissionChange.objects.filter(activity__in=activities).in_bulk(
            [one.event_id for one in window.entries]
        )
        found += [
            FedChange(
                log=window.log,
                index=entry.index,
                subject=row.subject,
                activity=row.activity,
                kind=entry.kind,
                version=row.version,
                at=row.recorded_at,
                notice_version=row.notice_version,
                valid_until=row.valid_until,
                waiting=row.waiting,
            )
            for entry in window.entries
            if (row := rows.get(entry.event_id))
        ]
        position = window.then
        if len(found) >= limit:
            break
    return Feed(tuple(found), position, more=read_on(position, (), 1) is not None)

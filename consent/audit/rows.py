"""Events as rows of the auditors' list and of its exports: codes and names of the registry, never a person's."""

from dataclasses import dataclass
from datetime import datetime

from consent.audit import wording
from consent.audit.names import Names
from consent.audit.wording import Text
from consent.core.events import Kind
from consent.ledger.decision_ids import decision_id
from consent.ledger.event_queries import EventView


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as the list shows it."""

    event_id: int
    reference: str
    at: datetime
    kind: Text
    refused: bool
    department: str
    client: str
    activity: str
    category: str
    ground: Text
    about_person: bool


def reference(event_id: int) -> str:
    """This function will return the short opaque name of an event: the first part of the decision's own id."""
    return decision_id(event_id)[:8].upper()


def event_row(event: EventView, names: Names) -> EventRow:
    """This function will return one event as a row."""
    return EventRow(
        event_id=event.event_id,
        reference=reference(event.event_id),
        at=event.at,
        kind=wording.KINDS[event.kind],
        refused=event.kind is Kind.USE_REFUSED,
        department=names.departments.get(event.department or "", event.department or ""),
        client=names.clients.get(event.client or "", event.client or ""),
        activity=names.activities.get(event.activity or "", event.activity or ""),
        category=names.categories.get(event.category or "", event.category or ""),
        ground=_ground(event),
        about_person=event.about_person,
    )


def _ground(event: EventView) -> Text:
    if event.reason is not None:
        return wording.REASONS[event.reason]
    if event.kind is Kind.USE_REPORTED:
        return wording.rows_read(int(event.detail))
    if event.kind is Kind.USE_REVIEWED:
        return wording.FINDINGS.get(event.detail, event.detail)
    if event.kind in (Kind.STAFF_VIEWED, Kind.PORTAL_VIEWED):
        return wording.LOOKS.get(event.detail, event.detail)
    if event.kind in (Kind.NOTICE_PUBLISHED, Kind.CONSENT_REQUESTED):
        return wording.version(event.detail)
    if event.kind is Kind.CLIENT_CHANGED:
        return wording.CLIENT_ACTS.get(event.detail, event.detail)
    if event.kind in (Kind.REPRESENTATION_BEGAN, Kind.REPRESENTATION_ENDED):
        return wording.RIGHTS.get(event.detail, event.detail)
    return wording.DECIDERS.get(event.detail, event.detail)

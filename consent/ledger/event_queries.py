"""The auditors' list of events: every kind, newest first, filtered, with bounded work and without a single name."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from consent.core.events import Kind
from consent.core.vocabulary import Basis, Reason
from consent.ledger.event_filter import EventFilter
from consent.ledger.event_sources import SOURCES
from consent.ledger.event_statements import edge_statement, page_statement, searched


@dataclass(frozen=True, slots=True)
class EventView:
    """One event in codes. ``about_person`` says whether it concerns somebody; who, this list never tells.

    ``detail`` is a word of the kind's own: who decided, the notice's version, the sort of right, what was looked at.
    """

    event_id: int
    kind: Kind
    at: datetime
    department: str | None
    client: str | None
    activity: str | None
    category: str | None
    basis: Basis | None
    allowed: bool | None
    reason: Reason | None
    about_person: bool
    detail: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events, newest first; ``older`` is where the next page begins, None on the last.

    ``searched_until`` is set when the page is short only because the work for one page is bounded: events before that
    moment have not been looked at yet.
    """

    rows: tuple[EventView, ...]
    older: int | None
    searched_until: datetime | None = None


def events(wanted: EventFilter, *, before: int | None = None, limit: int = 50) -> EventPage:
    """This function will return a page of events, newest first, in at most two statements and bounded time.

    ``before`` is the ``older`` of the page before. GDPR 5(2), 39(1)(b); no subject and no name leaves here.
    """
    sources = [source for source in SOURCES if wanted.is_answered_by(source)]
    if not sources:
        return EventPage((), None)
    values = _values(wanted, before, limit)
    with connection.cursor() as cursor:
        cursor.execute(page_statement(sources, wanted, before), values)
        found = [_view(row) for row in cursor.fetchall()]
        if len(found) > limit:
            return EventPage(tuple(found[:limit]), found[limit - 1].event_id)
        searching = [one for one in sources if searched(one, wanted)]
        edge = None
        if searching:
            cursor.execute(edge_statement(searching, wanted, before), values)
            edge = cursor.fetchone()
    if edge is None:
        return EventPage(tuple(found), None)
    moment, last = edge
    return EventPage(tuple(one for one in found if (one.at, one.event_id) >= (moment, last)), last, moment)


def all_events(wanted: EventFilter, *, most: int, chunk: int = 1_000) -> Iterator[EventView]:
    """This function will yield events newest first, at most ``most``, reading ``chunk`` at a time by keyset."""
    before: int | None = None
    left = most
    while left > 0:
        page = events(wanted, before=before, limit=min(chunk, left))
        yield from page.rows
        left -= len(page.rows)
        before = page.older
        if before is None:
            return


def person_of_event(event_id: int, *, account: UUID, what: str, since: datetime) -> tuple[UUID, bool] | None:
    """This function will return the person an event is about, and whether ``account`` has told why since ``since``.

    ``what`` is what the recorded reason must have been for. None when the event is about nobody or does not exist.
    """
    people = " UNION ALL ".join(
        f"SELECT {one.subject} AS subject FROM {one.table} WHERE event_id = %(id)s"  # noqa: S608
        for one in SOURCES
        if one.subject
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT subject, EXISTS ({_TOLD_WHY}) FROM ({people}) AS person WHERE subject IS NOT NULL",  # noqa: S608
            {"id": event_id, "account": account, "what": what, "since": since},
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


_TOLD_WHY = """
SELECT 1 FROM ledger_staffview v WHERE v.subject = person.subject AND v.actor_account = %(account)s
    AND v.what = %(what)s AND v.recorded_at >= %(since)s
"""


def _values(wanted: EventFilter, before: int | None, limit: int) -> dict[str, Any]:
    values: dict[str, Any] = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    values["kinds"] = [kind.value for kind in wanted.kinds]
    values["basis"] = wanted.basis.value if wanted.basis else None
    values["reason"] = wanted.reason.value if wanted.reason else None
    return values | {"at": before, "more": limit + 1}


def _view(row: tuple[Any, ...]) -> EventView:
    event_id, kind, at, department, client, activity, category, basis, allowed, reason, about, detail = row
    return EventView(
        event_id=event_id,
        kind=Kind(kind),
        at=at,
        department=department,
        client=client,
        activity=activity,
        category=category,
        basis=Basis(basis) if basis else None,
        allowed=allowed,
        reason=Reason(reason) if reason else None,
        about_person=about,
        detail=detail,
    )

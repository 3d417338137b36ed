"""The auditors' list of events: every kind, newest first, filtered, with bounded work and without a single name."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import Cursor
from psycopg.pq import Format

from consent.core.events import Kind
from consent.core.vocabulary import Basis, Reason
from consent.ledger.event_filter import EventFilter
from consent.ledger.event_sources import SOURCES
from consent.ledger.event_statements import EXAMINED, edge_statement, page_statement, searched
from consent.ledger.facts import raw_connection


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


# The same columns in the same order, as the database hands them over: for many thousands at once.
EventRecord = tuple[
    int, str, datetime, str | None, str | None, str | None, str | None, str | None, bool | None, str | None, bool, str
]


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
    with connection.cursor() as cursor:
        found, older, edge = _read(cursor, wanted, before, limit)
    rows = tuple(_view(row) for row in found)
    if edge is None:
        return EventPage(rows, older)
    return EventPage(tuple(one for one in rows if (one.at, one.event_id) >= (edge, older)), older, edge)


def event_records(wanted: EventFilter, *, most: int, chunk: int = EXAMINED) -> Iterator[list[EventRecord]]:
    """This function will yield records newest first, at most ``most``, reading ``chunk`` at a time by keyset."""
    before: int | None = None
    left = most
    while left > 0:
        with connection.wrap_database_errors, Cursor(raw_connection()) as cursor:
            # Reading moments from text takes Python longer than all else that an export does.
            cursor.format = Format.BINARY
            found, older, edge = _read(cursor, wanted, before, min(chunk, left), outright=True)
        if edge is not None:
            found = [one for one in found if (one[2], one[0]) >= (edge, older)]
        if found:
            yield found
        left -= len(found)
        before = older
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


def _read(
    cursor: Any, wanted: EventFilter, before: int | None, limit: int, *, outright: bool = False
) -> tuple[list[EventRecord], int | None, datetime | None]:
    """The newest matches, where the next page begins, and the moment further back than which nothing was searched."""
    sources = [source for source in SOURCES if wanted.is_answered_by(source)]
    if not sources:
        return [], None, None
    values = _values(wanted, before, limit)
    cursor.execute(page_statement(sources, wanted, before, outright=outright), values)
    found = cursor.fetchall()
    if len(found) > limit:
        return found[:limit], found[limit - 1][0], None
    searching = [one for one in sources if searched(one, wanted)]
    edge = None
    if searching:
        cursor.execute(edge_statement(searching, wanted, before), values)
        edge = cursor.fetchone()
    return (found, None, None) if edge is None else (found, edge[1], edge[0])


def _values(wanted: EventFilter, before: int | None, limit: int) -> dict[str, Any]:
    values: dict[str, Any] = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    values["kinds"] = [kind.value for kind in wanted.kinds]
    values["basis"] = wanted.basis.value if wanted.basis else None
    values["reason"] = wanted.reason.value if wanted.reason else None
    return values | {"at": before, "more": limit + 1}


def _view(row: EventRecord) -> EventView:
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

"""The auditors' list of events: every kind, newest first, filtered, with bounded work and without a single name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from consent.core.events import Kind
from consent.core.vocabulary import ALLOWING, Basis, Reason
from consent.ledger.event_sources import SOURCES, Source

# How many rows of a table one question looks through before it answers "look further back".
EXAMINED = 10_000


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to list; None and empty mean anything. ``since`` is included, ``until`` is not; both are aware."""

    kinds: tuple[Kind, ...] = ()
    department: str | None = None
    client: str | None = None
    activity: str | None = None
    category: str | None = None
    basis: Basis | None = None
    allowed: bool | None = None
    reason: Reason | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asked(self) -> set[str]:
        """The names of the filters that not every kind of event can answer."""
        general = {"kinds", "since", "until"}
        return {one.name for one in fields(self) if one.name not in general and getattr(self, one.name) is not None}


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
    sources = [source for source in SOURCES if _answers(source, wanted)]
    if not sources:
        return EventPage((), None)
    values = _values(wanted, before, limit)
    with connection.cursor() as cursor:
        cursor.execute(_joined(_select(one, wanted, before) for one in sources) + _ORDER, values)
        found = [_view(row) for row in cursor.fetchall()]
        if len(found) > limit:
            return EventPage(tuple(found[:limit]), found[limit - 1].event_id)
        searching = [one for one in sources if _narrowing(one, wanted)]
        edge = None
        if searching:
            cursor.execute(_joined(_edge(one, wanted, before) for one in searching) + _FIRST, values)
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
_ORDER = " ORDER BY 3 DESC, 1 DESC LIMIT %(more)s"
_FIRST = " ORDER BY 1 DESC, 2 DESC LIMIT 1"
_BACKWARDS = "ORDER BY recorded_at DESC, event_id DESC"


def _joined(parts: Iterable[str]) -> str:
    """A single part in parentheses could not be ordered once more, so the whole is a table of its own."""
    return f"SELECT * FROM ({' UNION ALL '.join(f'({part})' for part in parts)}) AS every"  # noqa: S608


def _answers(source: Source, wanted: EventFilter) -> bool:
    return wanted.asked <= set(source.asked) and (not wanted.kinds or bool(set(wanted.kinds) & set(source.kinds)))


def _narrowing(source: Source, wanted: EventFilter) -> list[str]:
    """The conditions that no index answers, so that only a bounded stretch is looked through."""
    conditions = [source.asked[name] for name in sorted(wanted.asked) if name != "allowed"]
    if source.kind == "kind" and wanted.kinds:
        conditions.append("kind = ANY(%(kinds)s)")
    if source.table == "people_representationchange" and wanted.kinds:
        conditions.append(f"{source.kind} = ANY(%(kinds)s)")
    return conditions


def _stretch(source: Source, wanted: EventFilter, before: int | None) -> str:
    conditions = ["TRUE"]
    allowed = _allowed(wanted) if "allowed" in source.asked else None
    if allowed is not None:
        conditions.append("allowed" if allowed else "NOT allowed")
    if wanted.since is not None:
        conditions.append("recorded_at >= %(since)s")
    if wanted.until is not None:
        conditions.append("recorded_at < %(until)s")
    if before is not None:
        conditions.append("(recorded_at, event_id) < ((SELECT recorded_at FROM log_event WHERE id = %(at)s), %(at)s)")
    return f"FROM {source.table} WHERE {' AND '.join(conditions)} {_BACKWARDS}"


def _allowed(wanted: EventFilter) -> bool | None:
    """Whether only allowed or only refused uses can match, whichever filter says so."""
    uses = set(wanted.kinds) & {Kind.USE_PERMITTED, Kind.USE_REFUSED}
    said = {wanted.allowed} - {None}
    if len(uses) == 1:
        said.add(Kind.USE_PERMITTED in uses)
    if wanted.reason is not None:
        said.add(wanted.reason in ALLOWING)
    return said.pop() if len(said) == 1 else None


def _select(source: Source, wanted: EventFilter, before: int | None) -> str:
    narrowing = _narrowing(source, wanted)
    window = f"SELECT * {_stretch(source, wanted, before)} LIMIT {EXAMINED if narrowing else '%(more)s'}"
    if wanted.allowed is not None:
        narrowing.append("allowed" if wanted.allowed else "NOT allowed")
    if wanted.kinds and "allowed" in source.asked:
        narrowing.append(f"({source.kind}) = ANY(%(kinds)s)")
    where = " AND ".join(narrowing) or "TRUE"
    listed = f"SELECT event_id, {source.kind}, recorded_at, {source.columns} FROM ({window}) AS w WHERE {where}"  # noqa: S608
    return f"{listed} {_BACKWARDS} LIMIT %(more)s"


def _edge(source: Source, wanted: EventFilter, before: int | None) -> str:
    return f"SELECT recorded_at, event_id {_stretch(source, wanted, before)} OFFSET {EXAMINED - 1} LIMIT 1"


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

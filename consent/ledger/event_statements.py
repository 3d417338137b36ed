"""How a question to the list of events becomes a statement whose work is bounded whatever is asked.

Each table is read newest first along one index, and no further than ``EXAMINED`` rows when the index alone does not
answer the question. That stretch is a subquery of its own: the planner can then never decide to search a million rows
for the last match that a page lacks. Only columns of the index are looked at on the way, so that a row of the table is
read when it is listed and not before.
"""

from collections.abc import Iterable

from consent.ledger.event_filter import EventFilter
from consent.ledger.event_sources import Source

# How many rows of a table one question looks through before it answers "look further back".
EXAMINED = 10_000
_BACKWARDS = "ORDER BY recorded_at DESC, event_id DESC"


def page_statement(
    sources: Iterable[Source], wanted: EventFilter, before: int | None, *, outright: bool = False
) -> str:
    """This function will write the statement of a page: the newest matches of every source, and one more.

    ``outright`` reads the rows of what is not searched as its index names them: for thousands, all of which are wanted.
    """
    matches = (_matches(one, wanted, before, outright) for one in sources)
    return _joined(matches) + " ORDER BY 3 DESC, 1 DESC LIMIT %(more)s"


def edge_statement(sources: Iterable[Source], wanted: EventFilter, before: int | None) -> str:
    """This function will write the statement that finds where the first of the searched stretches ends."""
    edges = (
        f"SELECT recorded_at, event_id {_stretch(one, wanted, before)} OFFSET {EXAMINED - 1} LIMIT 1" for one in sources
    )
    return _joined(edges) + " ORDER BY 1 DESC, 2 DESC LIMIT 1"


def searched(source: Source, wanted: EventFilter) -> bool:
    """This function will tell whether only a bounded stretch of a source is looked through for this question."""
    return bool(_narrowing(source, wanted))


def _joined(parts: Iterable[str]) -> str:
    """A single part in parentheses could not be ordered once more, so the whole is a table of its own."""
    return f"SELECT * FROM ({' UNION ALL '.join(f'({part})' for part in parts)}) AS every"  # noqa: S608


def _matches(source: Source, wanted: EventFilter, before: int | None, outright: bool) -> str:
    narrowing = _narrowing(source, wanted)
    columns = f"SELECT event_id, {source.kind}, recorded_at, {source.columns}"
    if outright and not narrowing:
        return f"{columns} {_stretch(source, wanted, before)} LIMIT %(more)s"
    most = EXAMINED if narrowing else "%(more)s"
    window = f"SELECT {source.looked_at} {_stretch(source, wanted, before)} LIMIT {most}"
    where = " AND ".join(narrowing) or "TRUE"
    found = f"SELECT event_id FROM ({window}) AS w WHERE {where} {_BACKWARDS} LIMIT %(more)s"  # noqa: S608
    # OFFSET 0 keeps the planner from any other order than this: what was found first, then its rows by their key.
    rows = f"{columns} FROM {source.table} WHERE event_id = found.event_id OFFSET 0"
    return f"SELECT listed.* FROM ({found}) AS found CROSS JOIN LATERAL ({rows}) AS listed"  # noqa: S608


def _stretch(source: Source, wanted: EventFilter, before: int | None) -> str:
    conditions = [_indexed(source, wanted)]
    if wanted.since is not None:
        conditions.append("recorded_at >= %(since)s")
    if wanted.until is not None:
        conditions.append("recorded_at < %(until)s")
    if before is not None:
        conditions.append("(recorded_at, event_id) < ((SELECT recorded_at FROM log_event WHERE id = %(at)s), %(at)s)")
    return f"FROM {source.table} WHERE {' AND '.join(conditions)} {_BACKWARDS}"


def _indexed(source: Source, wanted: EventFilter) -> str:
    """The condition of the index that is read: there is one of all checks, one of refused ones, one by their reason."""
    if "allowed" not in source.asked or wanted.outcomes != {False}:
        return "TRUE"
    return "NOT allowed" if wanted.reason is None else f"NOT allowed AND {source.asked['reason']}"


def _narrowing(source: Source, wanted: EventFilter) -> list[str]:
    """The conditions that the index does not answer, so that only a bounded stretch is looked through."""
    refused = wanted.outcomes == {False}
    answered = {"allowed", "reason"} if refused else {"allowed"}
    conditions = [source.asked[name] for name in sorted(wanted.asked - answered)]
    if "allowed" in source.asked and wanted.outcomes == {True}:
        conditions.append("allowed")
    if source.tells_kinds_apart and wanted.kinds:
        conditions.append(f"{source.kind} = ANY(%(kinds)s)")
    return conditions

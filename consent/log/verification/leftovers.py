"""What belongs to no leaf: events that wait for theirs, and what should not be there at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consent.core.events import Kind
from consent.log.kinds import registered_kinds
from consent.log.verification.contents import ContentReader
from consent.log.verification.faults import Fault, FaultKind
from consent.log.verification.ranges import MOST_FAULTS, STRETCH
from consent.log.verification.reading import fetch, quoted

_PENDING = """
SELECT p.event_id, e.kind, timestamptz_send(e.recorded_at), e.commitment, l.event_id IS NOT NULL
FROM log_pending p LEFT JOIN log_event e ON e.id = p.event_id LEFT JOIN log_leaf l ON l.event_id = p.event_id
WHERE p.event_id > %s ORDER BY p.event_id LIMIT %s
"""
_LOOSE = """
SELECT e.id FROM log_event e
WHERE NOT EXISTS (
        SELECT FROM log_leaf l
        LEFT JOIN unnest(%s::int[], %s::bigint[]) AS log (number, kept) ON log.number = l.log_number
        WHERE l.event_id = e.id AND (log.kept IS NULL OR l.index < log.kept))
    AND NOT EXISTS (SELECT FROM log_pending p WHERE p.event_id = e.id)
ORDER BY e.id LIMIT %s
"""
_STRAY = "SELECT log_number, index, event_id FROM log_leaf WHERE log_number <> ALL(%s) ORDER BY 1, 2 LIMIT %s"


@dataclass(slots=True)
class Waiting:
    """Events that wait for their index: how many, what payloads they have, and what is wrong with them."""

    events: int = 0
    payloads: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def verify_waiting(reader: ContentReader) -> Waiting:
    """This function will recompute what the waiting events commit to, as for those that have their leaf."""
    found = Waiting()
    after = 0
    while rows := fetch(_PENDING, [after, STRETCH]):
        after = rows[-1][0]
        contents = reader.read([(row[0], row[1], row[2]) for row in rows if row[1] is not None and not row[4]])
        for model, count in contents.payloads.items():
            found.payloads[model] = found.payloads.get(model, 0) + count
        for event_id, kind, _, committed, has_leaf in rows:
            problem = contents.wrong.get(event_id)
            if kind is None:
                problem = FaultKind.PENDING_UNFOUNDED, "an event waits for its index and is not there"
            elif has_leaf:
                problem = FaultKind.PENDING_UNFOUNDED, "an event waits for an index that it has"
            elif problem is None and contents.commitments.get(event_id, committed) != committed:
                problem = FaultKind.PAYLOAD_CHANGED, "the payload is not what was committed to"
            found.events += kind is not None and not has_leaf
            if problem and len(found.faults) < MOST_FAULTS:
                found.faults.append(Fault(*problem, event_id=event_id))
    return found


def loose_events(kept: Mapping[int, int]) -> Iterator[Fault]:
    """This function will yield events that have no leaf and wait for none: somebody took their leaf or their turn.

    ``kept`` has the size at which a log was left off, by its number: a leaf behind that is none.
    """
    for (event_id,) in fetch(_LOOSE, [list(kept), list(kept.values()), MOST_FAULTS]):
        yield Fault(FaultKind.NOT_SEQUENCED, "the event has no leaf and does not wait for one", event_id=event_id)


def stray_leaves(logs: list[int]) -> Iterator[Fault]:
    """This function will yield leaves of a log that never began."""
    for log, index, event_id in fetch(_STRAY, [logs, MOST_FAULTS]):
        yield Fault(FaultKind.LOG_CHANGED, "the leaf is of a log that never began", log, index, event_id=event_id)


def event_total() -> int:
    """This function will return how many events there are, leaves or not."""
    return int(fetch("SELECT count(*) FROM log_event")[0][0])


def loose_payloads(expected: Mapping[str, int] | None) -> Iterator[Fault]:
    """This function will yield payload rows whose event is not there, or is of a kind that is kept elsewhere.

    ``expected`` says how many rows of each table belong to an event; a table that has as many is not searched. With
    None every table is.
    """
    kinds: dict[str, list[str]] = {}
    models = {}
    for kind, entry in registered_kinds().items():
        models[entry.model._meta.label] = entry.model
        kinds.setdefault(entry.model._meta.label, []).append(Kind(kind).value)
    for label, model in sorted(models.items()):
        table = quoted(model)
        total = fetch(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608  (tables of ours)
        if expected is not None and expected.get(label, 0) == total:
            continue
        statement = (
            f"SELECT p.event_id FROM {table} p WHERE NOT EXISTS ("  # noqa: S608
            " SELECT FROM log_event e WHERE e.id = p.event_id AND e.kind = ANY(%s)) ORDER BY 1 LIMIT %s"
        )
        for (event_id,) in fetch(statement, [kinds[label], MOST_FAULTS]):
            message = f"a row of {label} belongs to no event of its kind"
            yield Fault(FaultKind.PAYLOAD_UNFOUNDED, message, event_id=event_id)

"""What the rooms above check of their own when the log is verified; they register it when Django starts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from consent.log.verification.faults import Fault, FaultKind
from consent.log.verification.ranges import MOST_FAULTS
from consent.log.verification.reading import fetch

_WHERE = "SELECT event_id, log_number, index FROM log_leaf WHERE event_id = ANY(%s) ORDER BY log_number"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a room keeps beside its facts and that is not what the facts say.

    ``event_id`` is the latest of those facts, None when there is none at all.
    """

    message: str
    event_id: int | None = None


# Yields what is wrong, and nothing for a room that is as it should be; it runs inside the verification's snapshot.
RoomCheck = Callable[[], Iterable[Finding]]

_checks: dict[str, RoomCheck] = {}


def register_room_check(name: str, check: RoomCheck) -> None:
    """This function will have ``check`` run at every verification; a later one of the same name takes its place."""
    _checks[name] = check


def registered_checks() -> list[str]:
    """This function will return the names of the rooms' checks."""
    return sorted(_checks)


def run_room_check(name: str) -> list[Fault]:
    """This function will run one check and return the first faults that it finds, each with its place in the log."""
    findings = list(islice(_checks[name](), MOST_FAULTS))
    return list(_placed(name, findings))


def _placed(name: str, findings: list[Finding]) -> Iterator[Fault]:
    places = {}
    if findings:
        ids = [one.event_id for one in findings if one.event_id is not None]
        places = {event_id: (log, index) for event_id, log, index in fetch(_WHERE, [ids])}
    for one in findings:
        log, index = places.get(one.event_id or 0, (None, None))
        yield Fault(FaultKind.PROJECTION_CHANGED, f"{name}: {one.message}", log, index, event_id=one.event_id)

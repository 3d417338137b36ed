"""What an entry of the log means to one department: which signal, about whom, and nothing else that is personal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from consent.core.events import Kind
from consent.ledger.change_queries import FollowedChange, changes_of_events, decided_for
from consent.log.following import Entry, Window
from consent.people.pairwise_queries import pairwise_ids
from consent.people.representation_queries import EndedRight, ended_rights
from consent.registry.party_queries import (
    FollowedNotice,
    activities_of,
    departments_concerned,
    notices_of_events,
)
from consent.signals.models import ErasureNotice, Stream
from consent.signals.tokens import opaque, page
from consent.signals.vocabulary import Signal, uri_of

CHANGES = {
    Kind.CONSENT_GRANTED: Signal.PERMISSION_GRANTED,
    Kind.CONSENT_REFUSED: Signal.PERMISSION_REFUSED,
    Kind.CONSENT_WITHDRAWN: Signal.PERMISSION_REVOKED,
    Kind.OBJECTION_MADE: Signal.OBJECTION_MADE,
    Kind.OBJECTION_LIFTED: Signal.OBJECTION_LIFTED,
    Kind.RESTRICTION_BEGAN: Signal.RESTRICTION_BEGAN,
    Kind.RESTRICTION_LIFTED: Signal.RESTRICTION_LIFTED,
}
KINDS = (*CHANGES, Kind.REPRESENTATION_ENDED, Kind.RESIDENT_ERASED, Kind.NOTICE_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell. ``what`` names it for good: a stream hears of it under one id, however often."""

    signal: Signal
    what: str
    subject: Mapping[str, str]
    members: Mapping[str, Any]
    person: str = ""
    event_id: int | None = None
    changes_a_permission: bool = False


@dataclass(slots=True)
class _Read:
    """What the rooms below say of a window's entries, each read once."""

    changes: dict[int, FollowedChange]
    rights: dict[int, EndedRight]
    notices: dict[int, FollowedNotice]
    erased: dict[int, str]
    known_as: Mapping[Any, str] = field(default_factory=dict)
    concerned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: Iterable[str] = ()


def what_to_tell(stream: Stream, window: Window) -> list[Told]:
    """This function will return what the entries of ``window`` mean to the stream's department, in their order.

    Of a person whom the department never asked about there is nothing to tell: it could not know who is meant, and it
    has nothing of theirs. A shredded event is passed over. GDPR 7(3), 17(2), 19, 25.
    """
    read = _read(stream, window)
    found = [_told(stream, window, entry, read) for entry in window.entries]
    return [each for each in found if each is not None and uri_of(each.signal) in stream.events_requested]


def _read(stream: Stream, window: Window) -> _Read:
    by_kind = {kind: [entry.event_id for entry in window.entries if entry.kind is kind] for kind in KINDS}
    changed = [event for kind in CHANGES for event in by_kind[kind]]
    read = _Read(
        changes=changes_of_events(changed) if changed else {},
        rights=ended_rights(ended) if (ended := by_kind[Kind.REPRESENTATION_ENDED]) else {},
        notices=notices_of_events(published) if (published := by_kind[Kind.NOTICE_PUBLISHED]) else {},
        erased=_erased(stream, by_kind[Kind.RESIDENT_ERASED]),
    )
    people = {change.subject for change in read.changes.values()}
    people |= {right.represented for right in read.rights.values()}
    read.known_as = pairwise_ids(stream.department, people) if people else {}
    read.concerned = departments_concerned({change.activity for change in read.changes.values()})
    read.own = activities_of(stream.department) if read.rights else ()
    return read


def _erased(stream: Stream, events: list[int]) -> dict[int, str]:
    rows = ErasureNotice.objects.filter(stream=stream, event_id__in=events) if events else ErasureNotice.objects.none()
    return dict(rows.values_list("event_id", "person"))


def _told(stream: Stream, window: Window, entry: Entry, read: _Read) -> Told | None:
    if entry.kind in CHANGES:
        return _of_change(stream, window, entry, read)
    if entry.kind is Kind.NOTICE_PUBLISHED:
        return _of_notice(stream, window, entry, read.notices.get(entry.event_id))
    if entry.kind is Kind.RESIDENT_ERASED:
        return _of_erasure(entry, read.erased.get(entry.event_id))
    return _of_right(entry, read)


def _of_change(stream: Stream, window: Window, entry: Entry, read: _Read) -> Told | None:
    change = read.changes.get(entry.event_id)
    if change is None or stream.department not in read.concerned.get(change.activity, ()):
        return None
    person, signal = read.known_as.get(change.subject), _signal_of(change)
    if person is None or signal is None:
        return None
    return Told(
        signal=signal,
        what=f"event {entry.event_id}",
        subject=opaque(person),
        members={"activity": change.activity, **_placed(window, entry)},
        person=person,
        event_id=entry.event_id,
        changes_a_permission=True,
    )


def _signal_of(change: FollowedChange) -> Signal | None:
    if change.kind is not Kind.CONSENT_GRANTED:
        return CHANGES[change.kind]
    if change.waiting:
        # It counts only when another guardian agrees; what counted until now ends, and otherwise nothing changes.
        return Signal.PERMISSION_REVOKED if change.counted_before else None
    return Signal.PERMISSION_RENEWED if change.counted_before else Signal.PERMISSION_GRANTED


def _of_notice(stream: Stream, window: Window, entry: Entry, notice: FollowedNotice | None) -> Told | None:
    if notice is None or stream.department not in notice.departments | notice.no_longer:
        return None
    concerns = stream.department in notice.departments
    return Told(
        signal=Signal.NOTICE_PUBLISHED if concerns else Signal.NOTICE_RETIRED,
        what=f"event {entry.event_id}",
        subject=page(notice.activity),
        members={
            "activity": notice.activity,
            "notice_version": notice.version if concerns else notice.version - 1,
            **_placed(window, entry),
        },
        event_id=entry.event_id,
    )


def _of_erasure(entry: Entry, person: str | None) -> Told | None:
    if person is None:
        return None
    return Told(
        signal=Signal.RESIDENT_ERASED,
        what=f"event {entry.event_id}",
        subject=opaque(person),
        members={"event_timestamp": int(entry.at.timestamp())},
        person=person,
        event_id=entry.event_id,
    )


def _of_right(entry: Entry, read: _Read) -> Told | None:
    """Only of decisions that this very guardian made on the department's activities; who it was is not told."""
    right = read.rights.get(entry.event_id)
    person = read.known_as.get(right.represented) if right else None
    if right is None or person is None:
        return None
    decided = decided_for(right.represented, right.representative, read.own)
    if not decided:
        return None
    return Told(
        signal=Signal.GUARDIANSHIP_ENDED,
        what=f"event {entry.event_id}",
        subject=opaque(person),
        members={"activities": decided, "event_timestamp": int(right.ended_at.timestamp())},
        person=person,
        event_id=entry.event_id,
    )


def _placed(window: Window, entry: Entry) -> dict[str, Any]:
    # Not of what concerns a whole person: the same index told to two departments would join their ids of the person.
    return {"event_timestamp": int(entry.at.timestamp()), "log": window.origin, "log_index": entry.index}

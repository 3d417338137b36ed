"""What the worker, the console and the portal may ask about streams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Q

from consent import clock
from consent.log.following import signed_end
from consent.people.pairwise_queries import pairwise_ids_of
from consent.registry.party_queries import departments_concerned, disabled_clients
from consent.signals.actions.follow import ENDINGS_EVERY
from consent.signals.models import Acknowledgement, SecurityEvent, Stream
from consent.signals.receivers import Receiver, own_stream
from consent.signals.stream_view import StreamView, view_of
from consent.signals.vocabulary import DEAD, ENABLED, PUSH, WAITING

__all__ = [
    "DeadLetter",
    "Receiver",
    "Stopped",
    "StreamState",
    "StreamView",
    "dead_letters",
    "stopped_in",
    "stream_of",
    "stream_states",
    "streams_behind",
    "streams_of",
    "streams_to_push",
]


@dataclass(frozen=True, slots=True)
class Stopped:
    """How far an event has been heard: ``acknowledged`` of all ``departments`` it concerns (codes, sorted).

    ``late`` are those among the others that were told and have let their time run out.
    """

    acknowledged: tuple[str, ...]
    departments: tuple[str, ...]
    late: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A token that its receiver refused, or that waited too long. It says nothing of whom it was about."""

    id: int
    stream: str
    client: str
    department: str
    event: str
    made_at: datetime
    sent: int
    err: str
    err_description: str


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream as an operator sees it; ``oldest`` is since when a token has waited."""

    stream: str
    client: str
    department: str
    method: str
    status: str
    waiting: int
    dead: int
    oldest: datetime | None
    made_at: datetime


def stream_of(receiver: Receiver, stream: str) -> StreamView:
    """This function will return one of the receiver's own streams; raises ``NotFound`` for any other and for none."""
    return view_of(own_stream(receiver, stream))


def streams_of(receiver: Receiver) -> list[StreamView]:
    """This function will return the receiver's own streams, the oldest first."""
    rows = Stream.objects.filter(client=receiver.client, department=receiver.department)
    return [view_of(row) for row in rows.order_by("made_at", "pk")]


def streams_behind(at: datetime) -> list[str]:
    """This function will return the enabled streams that have not read to the signed end of the log.

    Besides those for which ended activities were not looked up within the last minute before ``at``. A disabled
    client's streams stand still.
    """
    end = signed_end()
    behind = Q(log_number__lt=end.log) | Q(log_number=end.log, next_index__lt=end.index)
    rows = Stream.objects.filter(behind | Q(endings_told__lt=at - ENDINGS_EVERY), status=ENABLED)
    rows = rows.exclude(client__in=disabled_clients())
    return list(rows.order_by("pk").values_list("pk", flat=True))


def streams_to_push(at: datetime) -> list[str]:
    """This function will return the enabled push streams with a token whose time has come at ``at``.

    Nothing is pushed to a client that was disabled.
    """
    due = Q(sets__next_try_at=None) | Q(sets__next_try_at__lte=at)
    rows = Stream.objects.filter(due, method=PUSH, status=ENABLED, sets__state=WAITING)
    rows = rows.exclude(client__in=disabled_clients())
    return sorted(set(rows.values_list("pk", flat=True)))


def stopped_in(subject: UUID, activity: str, event: int) -> Stopped:
    """This function will tell which departments have heard of an event on ``activity`` (a code) about ``subject``.

    All are those that the activity concerns and that know the person: another has nothing that could go on being used.
    A department has acknowledged when each of its streams that was told has. GDPR 19.
    """
    known = pairwise_ids_of(subject)
    concerned = sorted(departments_concerned([activity]).get(activity, frozenset()) & known.keys())
    rows = Acknowledgement.objects.filter(event_id=event, department__in=concerned)
    told: dict[str, list[Acknowledgement]] = {}
    for row in rows:
        told.setdefault(row.department, []).append(row)
    since = clock.now() - timedelta(hours=settings.SSF.acknowledge_hours)
    heard = [code for code in concerned if code in told and all(row.acknowledged_at for row in told[code])]
    late = [
        code
        for code in concerned
        if any(row.acknowledged_at is None and row.told_at <= since for row in told.get(code, ()))
    ]
    return Stopped(tuple(heard), tuple(concerned), tuple(late))


def dead_letters(limit: int = 100) -> Sequence[DeadLetter]:
    """This function will return tokens that nobody took, the newest first, for the console."""
    rows = SecurityEvent.objects.filter(state=DEAD).select_related("stream").order_by("-made_at", "-pk")[:limit]
    return [
        DeadLetter(
            id=row.pk,
            stream=row.stream.pk,
            client=row.stream.client,
            department=row.stream.department,
            event=row.name,
            made_at=row.made_at,
            sent=row.sent,
            err=row.err,
            err_description=row.err_description,
        )
        for row in rows
    ]


def stream_states() -> Sequence[StreamState]:
    """This function will return every stream with what waits for it, by department, for the console."""
    waiting = Q(sets__state=WAITING)
    rows = Stream.objects.annotate(
        waiting=Count("sets", filter=waiting),
        dead=Count("sets", filter=Q(sets__state=DEAD)),
        oldest=Min("sets__made_at", filter=waiting),
    )
    return [
        StreamState(
            stream=row.pk,
            client=row.client,
            department=row.department,
            method=row.method,
            status=row.status,
            waiting=row.waiting,
            dead=row.dead,
            oldest=row.oldest,
            made_at=row.made_at,
        )
        for row in rows.order_by("department", "made_at", "pk")
    ]

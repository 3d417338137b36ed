"""How a room records facts: event, pending row and payload, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from consent import clock
from consent.core.events import commitment
from consent.log.keys import PLATFORM, data_keys
from consent.log.kinds import payload_kind
from consent.log.models import Event, Pending

BATCH = 2_000

# Kind, subject and the payload: an unsaved row with ``event_id`` and ``recorded_at``, of the kind's own model.
Fact = tuple[str, UUID | None, Any]


def draw_ids(count: int) -> list[int]:
    """This function will draw ``count`` event ids from the sequence.

    Draw after the lock that orders the facts, so that ids follow the order of decisions under that lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('log_event_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def append(kind: str, subject: UUID | None, payload: Any, at: datetime | None = None) -> int:
    """This function will record one fact and return its event id.

    ``payload`` is an unsaved row of the room that registered ``kind``; ``subject`` is None for facts about no person;
    ``at`` (aware) is the moment a room has already decided or sealed by, now when it is None.
    Raises ``TransactionManagementError`` outside a transaction: a crash before the caller's commit leaves nothing.
    """
    return append_many([(kind, subject, payload)], at=at)[0]


def append_many(
    facts: Sequence[Fact], progress: Callable[[int], None] | None = None, at: datetime | None = None
) -> list[int]:
    """This function will record many facts in their order and return their event ids.

    ``progress`` is called with the number of facts recorded since its last call. A payload that already carries an
    ``event_id`` (drawn with ``draw_ids`` to seal a text under it) keeps it.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("facts are recorded inside the caller's transaction")
    ids: list[int] = []
    for start in range(0, len(facts), BATCH):
        batch = facts[start : start + BATCH]
        ids += _append_batch(batch, at or clock.now())
        if progress:
            progress(len(batch))
    return ids


def _append_batch(facts: Sequence[Fact], at: datetime) -> list[int]:
    unnumbered = [payload for _, _, payload in facts if payload.event_id is None]
    for payload, event_id in zip(unnumbered, draw_ids(len(unnumbered)) if unnumbered else [], strict=True):
        payload.event_id = event_id
    keys = data_keys({(subject or PLATFORM, at.year) for _, subject, _ in facts}, at)
    events: list[Event] = []
    payloads: dict[type[Model], list[Model]] = defaultdict(list)
    for kind, subject, payload in facts:
        registered = payload_kind(kind)
        if not issubclass(type(payload), registered.model):
            raise TypeError(f"{kind} carries a {registered.model.__name__}")
        payload.recorded_at = at
        leaf = commitment(keys[subject or PLATFORM, at.year], payload.event_id, registered.encode(payload))
        events.append(Event(id=payload.event_id, kind=registered.kind.value, recorded_at=at, commitment=leaf))
        payloads[registered.model].append(payload)
    Event.objects.bulk_create(events)
    Pending.objects.bulk_create([Pending(event_id=event.id) for event in events])
    for model, rows in payloads.items():
        model._default_manager.bulk_create(rows)
    return [event.id for event in events]

"""Clients that write at once, each a process with a connection of its own, and what each of them writes."""

import multiprocessing
import os
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg

from consent import clock
from consent.core.events import Kind, commitment
from consent.ledger.actions.check import RECORD_USES
from consent.ledger.encoders import encode_use
from consent.ledger.models import Use
from consent.log.recording import NEXT_EVENT_ID

_FORK = multiprocessing.get_context("fork")
_TURN = "SELECT size FROM bench_head WHERE id FOR UPDATE"
_MOVE = "UPDATE bench_head SET size = %s, root = %s WHERE id"
_BARE = "INSERT INTO bench_floor (at, subject, department, activity, leaf) VALUES (now(), %s, %s, %s, %s)"
KEY = b"\1" * 32
OPTIONS = "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan"

TABLES = """
CREATE TABLE bench_floor (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, subject uuid NOT NULL,
    department text NOT NULL, activity text NOT NULL, leaf bytea NOT NULL
);
CREATE INDEX ON bench_floor (subject, id);
CREATE TABLE bench_head (id boolean PRIMARY KEY, size bigint NOT NULL, root bytea NOT NULL);
INSERT INTO bench_head VALUES (true, 0, '\\x00');
GRANT SELECT, INSERT, UPDATE ON bench_floor, bench_head TO PUBLIC;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;
"""

Connection = psycopg.Connection[tuple[Any, ...]]
Work = Callable[[Connection], None]


def bare_row(connection: Connection) -> None:
    """This function will insert one row and commit: the least that any durable record costs."""
    connection.execute(_BARE, [uuid4(), "library", "library-loans", b"\0" * 32], prepare=True)
    connection.commit()


def facts(count: int, *, head: bool = False) -> Work:
    """
    This function will return work that records ``count`` uses in one commit, as a check does once it has decided.

    :param head: take a locked chain head first and move it on in the same transaction, as logs without a sequencer do.
    """

    def write(connection: Connection) -> None:
        record(connection, count, at=clock.now(), subject=uuid4, head=head)

    return write


def record(
    connection: Connection, count: int, *, at: datetime, subject: Callable[[], UUID], head: bool = False
) -> list[int]:
    """
    This function will record ``count`` uses in one commit and return their event ids, once it is acknowledged.

    Each is about a person of its own, whose commitment opens with a fixed key: what is timed or killed here is the
    writing, not the keeping of keys.
    """
    if head:
        connection.execute(_TURN, prepare=True)
    rows = connection.execute(f"SELECT {NEXT_EVENT_ID} FROM generate_series(1, %s)", [count], prepare=True)  # noqa: S608
    uses = [_use(row[0], subject(), at) for row in rows.fetchall()]
    leaves = [commitment(KEY, use.event_id, encode_use(use)) for use in uses]
    connection.execute(RECORD_USES, parameters(uses, leaves, at), prepare=True)
    if head:
        connection.execute(_MOVE, [uses[-1].event_id, leaves[-1]], prepare=True)
    connection.commit()
    return [use.event_id for use in uses]


def _use(event_id: int, subject: UUID, at: datetime) -> Use:
    return Use(
        event_id=event_id, recorded_at=at, subject=subject, department="library", client="bench",
        activity="library-loans", category="library.loans", allowed=True, reason="contract", basis="contract",
        permission_version=None, notice_version=1, sealed=None, break_glass=False,
    )  # fmt: skip


_COLUMNS = (
    "event_id", "subject", "department", "client", "activity", "category", "allowed", "reason", "basis",
    "permission_version", "notice_version", "sealed", "break_glass",
)  # fmt: skip


def parameters(uses: list[Use], leaves: list[bytes], at: datetime) -> dict[str, Any]:
    """This function will return what the check's own statement takes to record these uses with their commitments."""
    found: dict[str, Any] = {name: [getattr(use, name) for use in uses] for name in _COLUMNS}
    kinds = [(Kind.USE_PERMITTED if use.allowed else Kind.USE_REFUSED).value for use in uses]
    return found | {"recorded_at": at, "kind": kinds, "commitment": leaves}


def rate(url: str, work: Work, *, clients: int, seconds: float) -> float:
    """This function will let ``clients`` processes do ``work`` for so many seconds and return the commits a second."""
    ready = _FORK.Barrier(clients + 1)
    counts: Queue[int] = _FORK.Queue()
    processes = [
        _FORK.Process(target=_client, args=(url, work, ready, counts, seconds), daemon=True) for _ in range(clients)
    ]
    for process in processes:
        process.start()
    ready.wait(timeout=60)
    done = sum(counts.get(timeout=seconds + 60) for _ in processes)
    for process in processes:
        process.join(timeout=10)
    return done / seconds


def _client(url: str, work: Work, ready: Barrier, counts: "Queue[int]", seconds: float) -> None:
    with psycopg.connect(url, options=OPTIONS) as connection:
        work(connection)
        ready.wait(timeout=60)
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            work(connection)
            done += 1
    counts.put(done)
    counts.close()
    counts.join_thread()
    os._exit(0)

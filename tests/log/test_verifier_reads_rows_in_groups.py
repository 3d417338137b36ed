"""The verifier reads rows that are alike in groups: it spells and commits as the city did, and misses nothing."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from consent import clock
from consent.core.events import Kind, commitment, moment
from consent.ledger.encoders import encode_use
from consent.ledger.models import PermissionChange, Use
from consent.log.append import append_many
from consent.log.kinds import payload_kind
from consent.log.verification import grouped, pool
from consent.log.verification.alike import AlikeRows, Unlike, _statement
from consent.log.verification.committing import begun, committed
from consent.log.verification.contents import ContentReader
from consent.log.verification.faults import FaultKind
from consent.log.verification.reading import moment_stored, stored_moment
from consent.log.verification.run import verify_everything
from tests.log.facts import record_looks
from tests.log.histories import record_uses, use
from tests.log.sequencing import sequence_all

PEOPLE = [UUID(int=number) for number in range(1, 6)]
USES = 150
NASTY = ('"kind":"use.refused"', "%s {0} \\u0000", 'ä"\u2028\\', "null", "x" * 60, "")


def by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """This function will have every row read one by one from now on."""
    monkeypatch.setattr(grouped.GroupedRows, "recompute", lambda *_: None)


@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**53 - 1), st.binary(max_size=500))
def test_a_key_hashed_in_beforehand_commits_to_the_same(key: bytes, event_id: int, canonical: bytes) -> None:
    keyed = begun(key)
    assert committed(keyed, event_id, canonical) == commitment(key, event_id, canonical)
    assert committed(keyed, event_id, canonical) == commitment(key, event_id, canonical)  # and is not used up


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        begun(b"short")


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_is_written_from_what_is_stored_as_events_write_it(at: datetime) -> None:
    rows = AlikeRows()
    assert rows.spelled(stored_moment(at)) == moment(at)
    assert rows.spelled(stored_moment(at)) == moment(at)
    assert moment_stored(stored_moment(at)) == at


@pytest.mark.parametrize("stored", [b"\x7f" + b"\xff" * 7, b"\x80" + bytes(7)])
def test_a_moment_beyond_all_time_is_not_written(stored: bytes) -> None:
    with pytest.raises(Unlike):
        AlikeRows().spelled(stored)


@pytest.mark.django_db
def test_a_moment_is_stored_in_the_bytes_that_the_database_sends() -> None:
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT timestamptz_send(%s)", [at])
        assert bytes(cursor.fetchone()[0]) == stored_moment(at)


@pytest.mark.django_db
def test_whatever_a_row_holds_is_committed_to_as_it_was_recorded() -> None:
    draw, facts = random.Random(5), []
    for place in range(120):
        payload = use(draw.choice([*PEOPLE, None]), draw.random() < 0.7)
        payload.activity, payload.client = draw.choice(NASTY)[:64], draw.choice(NASTY)
        payload.basis, payload.permission_version = draw.choice([None, "law"]), draw.choice([None, 1, 2**31 - 1])
        payload.sealed = draw.choice([None, b"", draw.randbytes(40)])
        facts.append((Kind.USE_PERMITTED if payload.allowed else Kind.USE_REFUSED, payload.subject, payload))
        if place % 40 == 39:
            append_many(facts[-40:], at=clock.now() - timedelta(days=place))
    events = [(row.event_id, kind, stored_moment(row.recorded_at)) for kind, _, row in facts]
    read = ContentReader().read([(event_id, str(kind), at) for event_id, kind, at in events])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, commitment FROM log_event WHERE id = ANY(%s)", [[one[0] for one in events]])
        assert read.commitments == {event_id: bytes(one) for event_id, one in cursor.fetchall()}
    assert (read.wrong, read.volume) == ({}, sum(len(encode_use(one)) for one in Use.objects.all()))


@pytest.mark.django_db
def test_rows_unlike_each_other_are_read_one_by_one() -> None:
    rows, at = AlikeRows(), clock.now()
    facts = []
    for place in range(70):
        change = PermissionChange(
            subject=PEOPLE[0], kind=Kind.CONSENT_GRANTED.value, activity="trial-consent", version=place + 1,
            notice_version=1, notice_hash=bytes(32), language="fi", channel="portal", decided_by="self",
            valid_until=at + timedelta(days=place), waiting=False,
        )  # fmt: skip
        facts.append((Kind.CONSENT_GRANTED, PEOPLE[0], change))
    ids = append_many(facts)
    entry = payload_kind(Kind.CONSENT_GRANTED)
    assert len(rows.groups(PermissionChange, entry, ids[0], ids[-1])) == 70
    with pytest.raises(Unlike):
        rows.groups(PermissionChange, entry, ids[0], ids[-1])


@pytest.fixture
def owner(log_keys: object, owner_connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """Whoever owns the tables, the guards switched off, of a log of many uses."""
    record_uses([*PEOPLE, None], random.Random(1), USES)
    sequence_all()
    for table in ("ledger_use", "log_event", "log_leaf", "log_datakey"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return owner_connection


COLUMNS = {
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "subject": "gen_random_uuid()",
    "department": "'x'",
    "client": "client || ' '",
    "activity": "upper(activity)",
    "category": "'trial.other'",
    "allowed": "NOT allowed",
    "reason": "'law'",
    "basis": "NULL",
    "permission_version": "permission_version + 1",
    "notice_version": "NULL",
    "sealed": "'\\x00'",
    "break_glass": "NOT break_glass",
}


def test_texts_are_only_grouped_with_texts_of_the_same_bytes() -> None:
    texts = [field.column for field in Use._meta.concrete_fields if field.get_internal_type() == "CharField"]
    names, statement = _statement(Use, "subject") or ((), "")
    assert len(texts) == 6
    for column in texts:
        assert f'"{column}" COLLATE "C",' in statement
    assert set(names) == COLUMNS.keys() - {"recorded_at", "subject", "sealed"}


def test_every_column_of_a_use_is_tried() -> None:
    assert COLUMNS.keys() == {field.attname for field in Use._meta.concrete_fields} - {"event_id"}


@pytest.mark.parametrize("column", COLUMNS)
def test_one_column_of_one_row_among_many_is_found(
    owner: psycopg.Connection[Any], column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = "(SELECT event_id FROM ledger_use WHERE subject IS NOT NULL ORDER BY event_id OFFSET 77 LIMIT 1)"
    done = owner.execute(f"UPDATE ledger_use SET {column} = {COLUMNS[column]} WHERE event_id = {chosen}")
    assert done.rowcount == 1
    found = verify_everything(processes=1)
    place = owner.execute(f"SELECT index FROM log_leaf WHERE event_id = {chosen}").fetchone()
    assert found.first_bad is not None
    assert (found.fault_count, found.first_bad.index) == (1, place[0])  # type: ignore[index]
    by_row(monkeypatch)
    assert verify_everything(processes=1).faults == found.faults


def other_kind(owner: psycopg.Connection[Any]) -> None:
    """An event is made out to be a refused use."""
    owner.execute("UPDATE log_event SET kind = 'use.refused' WHERE id = (SELECT min(event_id) FROM ledger_use)")
    owner.execute("UPDATE log_event SET kind = 'use.permitted' WHERE id = (SELECT max(event_id) FROM ledger_use)")


def other_moment(owner: psycopg.Connection[Any]) -> None:
    """An event is made out to be older, or to be of no time at all."""
    owner.execute("UPDATE log_event SET recorded_at = 'infinity' WHERE id = (SELECT min(event_id) FROM ledger_use)")


def never(owner: psycopg.Connection[Any]) -> None:
    """A payload is of no time at all."""
    last = "(SELECT max(event_id) FROM ledger_use)"
    owner.execute(f"UPDATE ledger_use SET recorded_at = 'infinity' WHERE event_id = {last}")


def scattered(owner: psycopg.Connection[Any]) -> None:
    """Payloads are of many years."""
    owner.execute("UPDATE ledger_use SET recorded_at = recorded_at + event_id * interval '1 year'")


def gone(owner: psycopg.Connection[Any]) -> None:
    """A payload is gone, and another stands there twice so that their number is right."""
    owner.execute("ALTER TABLE ledger_use DROP CONSTRAINT ledger_use_pkey")
    owner.execute("DELETE FROM ledger_use WHERE event_id = (SELECT min(event_id) FROM ledger_use)")
    owner.execute("INSERT INTO ledger_use SELECT * FROM ledger_use ORDER BY event_id LIMIT 1")


def keyless(owner: psycopg.Connection[Any]) -> None:
    """A person's key is gone, by no manifest."""
    owner.execute("DELETE FROM log_datakey WHERE subject = (SELECT max(subject::text)::uuid FROM ledger_use)")


WAYS: dict[Callable[[psycopg.Connection[Any]], None], FaultKind] = {
    other_kind: FaultKind.EVENT_CHANGED,
    other_moment: FaultKind.EVENT_CHANGED,
    never: FaultKind.EVENT_CHANGED,
    scattered: FaultKind.PAYLOAD_CHANGED,
    gone: FaultKind.PAYLOAD_MISSING,
    keyless: FaultKind.KEY_MISSING,
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_groups_might_hide_is_found(
    owner: psycopg.Connection[Any],
    way: Callable[[psycopg.Connection[Any]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert verify_everything(processes=1).whole
    way(owner)
    found = verify_everything(processes=1)
    assert found.first_bad is not None
    assert found.first_bad.kind is WAYS[way] or (way is scattered and found.first_bad.kind is FaultKind.KEY_MISSING)
    by_row(monkeypatch)
    assert [(one.kind, one.index) for one in verify_everything(processes=1).faults] == [
        (one.kind, one.index) for one in found.faults
    ]


@pytest.mark.usefixtures("log_keys")
@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_processes_of_either_make_leave_this_ones_connection_alone(
    own_database: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_looks(300)
    sequence_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        before = cursor.fetchone()
    monkeypatch.setattr(pool, "_how", lambda: how)
    assert [verify_everything(processes=2).whole for _ in range(2)] == [True, True]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == before


def test_a_process_with_other_threads_at_work_is_not_copied() -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        assert pool._how() == "spawn"
    finally:
        over.set()
        other.join()

"""A data protection officer takes events out: the same events in the same order, whatever was asked and recorded."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from consent.audit import exports
from consent.audit.exports import COLUMNS, EventLines, cell
from consent.audit.rows import reference
from consent.core.events import Kind
from consent.core.vocabulary import Reason
from consent.ledger import event_statements
from consent.ledger.decision_ids import decision_id, short_ids
from consent.ledger.event_filter import EventFilter
from consent.ledger.event_queries import EventRecord, EventView, event_records, events
from tests.audit.conftest import Look
from tests.cast import Cast

ODD = ["=1+1", 'a"b,c;d', "x\u2028\u202e\u00e4\U0001f600", "line\r\nbreak", "\\", "trial-contract"]


def said(event: EventView) -> dict[str, str | None]:
    """This function will say an event column by column, as slowly as need be."""
    return {
        "reference": reference(event.event_id),
        "recorded_at": event.at.isoformat(),
        "kind": event.kind.value,
        "department": event.department,
        "client": event.client,
        "activity": event.activity,
        "category": event.category,
        "basis": event.basis.value if event.basis else None,
        "decision": None if event.allowed is None else "allowed" if event.allowed else "refused",
        "reason": event.reason.value if event.reason else None,
        "detail": event.detail or None,
    }


def exported(dpo: Client, form: str) -> str:
    """This function will take every event out; the first is the export itself, which the list had not seen."""
    return b"".join(dpo.post(f"/audit/events/export/{form}/")).decode()


@pytest.fixture
def recorded(cast: Cast, look: Look) -> list[EventView]:
    """Events of many kinds, among them what a department wrote to make trouble."""
    for name in ODD:
        look(cast.aino, name, times=2)
        look(cast.mikko, category=name)
    return list(events(EventFilter(), limit=10_000).rows)


def test_every_event_comes_out_as_json_in_its_order(dpo: Client, recorded: list[EventView]) -> None:
    lines = exported(dpo, "jsonl").splitlines(keepends=True)
    assert lines[1:] == [json.dumps(said(event)) + "\n" for event in recorded]
    assert json.loads(lines[0])["detail"] == "events.jsonl"


def test_every_event_comes_out_as_csv_in_its_order_and_nothing_calculates(
    dpo: Client, recorded: list[EventView]
) -> None:
    expected = io.StringIO()
    writer = csv.writer(expected, quoting=csv.QUOTE_ALL)
    for event in recorded:
        writer.writerow([cell(text) for text in said(event).values()])
    header, _own, rest = exported(dpo, "csv").split("\r\n", 2)
    assert header == ",".join(f'"{name}"' for name in COLUMNS)
    assert rest == expected.getvalue()


@pytest.mark.parametrize(
    "wanted",
    [
        EventFilter(),
        EventFilter(kinds=(Kind.USE_PERMITTED,)),
        EventFilter(kinds=(Kind.CONSENT_GRANTED, Kind.NOTICE_PUBLISHED)),
        EventFilter(activity="trial-contract"),
        EventFilter(reason=Reason.NO_PERMISSION),
        EventFilter(allowed=True, reason=Reason.REFUSED),
    ],
    ids=["all", "permitted", "rare", "searched", "by reason", "contradiction"],
)
def test_a_filter_takes_out_what_its_list_shows_however_it_is_cut(
    recorded: list[EventView], wanted: EventFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [event.event_id for event in events(wanted, limit=10_000).rows]
    monkeypatch.setattr(event_statements, "EXAMINED", 7)
    for chunk in (1, 3, 1_000):
        parts = list(event_records(wanted, most=10_000, chunk=chunk))
        assert [record[0] for part in parts for record in part] == whole
    assert sum(len(part) for part in event_records(wanted, most=2, chunk=3)) == min(2, len(whole))


def test_what_is_kept_to_write_quickly_stays_little(recorded: list[EventView], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_MOST_KNOWN", 3)
    writer, whole = EventLines("jsonl"), EventLines("jsonl")
    parts = list(event_records(EventFilter(), most=10_000, chunk=4))
    written = b"".join(writer.lines(part) for part in parts)
    assert written == whole.lines([record for part in parts for record in part])
    assert len(writer._ends) <= 3


def test_a_moment_without_a_fraction_is_written_as_ever() -> None:
    at = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    moments = [at, at + timedelta(microseconds=10), at + timedelta(milliseconds=500)]
    records: list[EventRecord] = [
        (7, "log.began", moment, None, None, None, None, None, None, None, False, "x") for moment in moments
    ]
    lines = EventLines("jsonl").lines(records).decode().splitlines()
    assert [json.loads(line)["recorded_at"] for line in lines] == [moment.isoformat() for moment in moments]


def test_references_are_those_of_the_list() -> None:
    ids = [1, 2, 255, 256, 2**40, 2**62]
    assert short_ids(ids) == [decision_id(number)[:8].upper() for number in ids]
    assert short_ids([]) == []

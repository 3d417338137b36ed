"""The list of events reads along its indexes and no further than it says, whatever an auditor asks for."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.core.events import Kind
from consent.core.vocabulary import Basis, Reason
from consent.ledger import event_statements
from consent.ledger.event_filter import EventFilter
from consent.ledger.event_queries import events
from tests import databases
from tests.audit.conftest import Look
from tests.cast import Cast

READ = (
    "ledger_use",
    "people_representationchange",
    "ledger_permissionchange",
    "ledger_staffview",
    "asking_consentrequest",
)
EVERY, REFUSED, BY_REASON = "ledger_use_list", "ledger_use_list_refused", "ledger_use_refused_for"
MOST, PAGE = 8, 3
# What is asked, and the index along which the table that every check writes to is read.
ASKED: dict[str, tuple[EventFilter, str]] = {
    "everything": (EventFilter(), EVERY),
    "uses": (EventFilter(kinds=(Kind.USE_PERMITTED, Kind.USE_REFUSED)), EVERY),
    "allowed uses": (EventFilter(kinds=(Kind.USE_PERMITTED,)), EVERY),
    "a department that asks nothing": (EventFilter(department="library"), EVERY),
    "a client that does not exist": (EventFilter(client="nobody"), EVERY),
    "a purpose without a use": (EventFilter(activity="trial-vital"), EVERY),
    "data without a use": (EventFilter(category="trial.other"), EVERY),
    "a basis without a use": (EventFilter(basis=Basis.VITAL_INTERESTS), EVERY),
    "a reason of allowing without a use": (EventFilter(reason=Reason.VITAL), EVERY),
    "refused uses": (EventFilter(kinds=(Kind.USE_REFUSED,)), REFUSED),
    "refusals": (EventFilter(allowed=False), REFUSED),
    "refusals of a purpose without one": (EventFilter(allowed=False, activity="trial-vital"), REFUSED),
    "a reason of refusing without a use": (EventFilter(reason=Reason.OBJECTED), BY_REASON),
    "the same of a purpose": (EventFilter(reason=Reason.OBJECTED, activity="trial-vital"), BY_REASON),
}


# The planner's picture of a table: what is known of its columns goes, and table and indexes are long and vacuumed.
FORGOTTEN = """
    SELECT pg_clear_attribute_stats(relnamespace::regnamespace::text, relname, attname, false)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE pg_class.oid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
LONG = """
    SELECT pg_restore_relation_stats('schemaname', relnamespace::regnamespace::text, 'relname', relname::text,
        'relpages', 1000::integer, 'reltuples', 100000::real, 'relallvisible', 1000::integer)
    FROM pg_class WHERE oid = %s::regclass OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass)
"""


@pytest.fixture
def as_in_a_large_city(db: None) -> Iterator[None]:
    """
    Lets the planner think of tables as it does of long ones, which nobody reads from end to end.

    Autovacuum comes to the tests' tables when it likes, so what it has gathered by then must not decide: the owner
    gives the planner its picture, and the lock then keeps autovacuum away for as long as the test lasts.
    """
    with psycopg.connect(databases.url_of("owner", str(connection.settings_dict["NAME"]))) as owner:
        if owner.info.server_version >= 180000:  # the first that lets a picture be set
            for table in READ:
                owner.execute(FORGOTTEN, [table])
                owner.execute(LONG, [table, table])
        owner.commit()
        owner.execute(f"LOCK TABLE {', '.join(READ)} IN SHARE UPDATE EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        yield
        owner.rollback()


@pytest.mark.parametrize("name", ASKED)
def test_an_auditor_asks_and_the_table_of_uses_is_read_along_an_index_in_bounded_steps(
    cast: Cast, look: Look, as_in_a_large_city: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    wanted, index = ASKED[name]
    look(cast.aino, times=20)
    look(cast.mikko, "trial-consent", times=20)
    monkeypatch.setattr(event_statements, "EXAMINED", MOST)
    with CaptureQueriesContext(connection) as asked:
        events(wanted, limit=PAGE)
    scans = [scan for one in asked for scan in _scans(_plan(one["sql"])) if scan["Relation Name"] == "ledger_use"]
    assert {scan["Index Name"] for scan in scans} <= {index, "ledger_use_pkey"}
    assert index in {scan["Index Name"] for scan in scans}
    for scan in scans:
        looked_at = (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)) * scan["Actual Loops"]
        assert looked_at <= (MOST if scan["Index Name"] == index else PAGE + 1), scan
        # What is looked through is the index alone; only a row that is listed is read from the table.
        assert scan["Node Type"] == ("Index Only Scan" if scan["Index Name"] == index else "Index Scan")


@pytest.mark.parametrize(
    ("kind", "table", "index"),
    [
        (Kind.REPRESENTATION_BEGAN, "people_representationchange", "people_representation_when"),
        (Kind.CONSENT_GRANTED, "ledger_permissionchange", "ledger_change_when"),
        (Kind.STAFF_VIEWED, "ledger_staffview", "ledger_staffview_when"),
        (Kind.CONSENT_REQUESTED, "asking_consentrequest", "asking_request_when"),
        (Kind.USE_REPORTED, "ledger_usereport", "ledger_usereport_when"),
    ],
)
def test_an_auditor_asks_for_rarer_events_and_nothing_is_sorted(
    cast: Cast, as_in_a_large_city: None, kind: Kind, table: str, index: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        events(EventFilter(kinds=(kind,)), limit=PAGE)
    scans = [scan for one in asked for scan in _scans(_plan(one["sql"])) if scan["Relation Name"] == table]
    assert index in {scan["Index Name"] for scan in scans}
    assert {scan["Index Name"] for scan in scans} <= {index, f"{table}_pkey"}


@pytest.mark.parametrize(
    "wanted",
    [
        EventFilter(allowed=True, reason=Reason.REFUSED),
        EventFilter(allowed=False, reason=Reason.CONSENT),
        EventFilter(kinds=(Kind.USE_PERMITTED,), allowed=False),
        EventFilter(kinds=(Kind.USE_REFUSED,), reason=Reason.LAW),
    ],
)
def test_a_question_that_contradicts_itself_is_answered_without_reading(cast: Cast, wanted: EventFilter) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert events(wanted).rows == ()
    assert len(asked) == 0


def test_the_table_of_uses_asks_for_vacuum_by_new_rows_and_not_by_its_size(db: None) -> None:
    """An index answers alone for vacuumed pages only, and by default a fifth of a table may be new before that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE oid = 'ledger_use'::regclass")
        assert cursor.fetchone() == (["autovacuum_vacuum_insert_scale_factor=0"],)


def _plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (answer,) = cursor.fetchone()
    plans = json.loads(answer) if isinstance(answer, str) else answer
    return dict(plans[0]["Plan"])


def _scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node:
        yield node
    for below in node.get("Plans", ()):
        yield from _scans(below)

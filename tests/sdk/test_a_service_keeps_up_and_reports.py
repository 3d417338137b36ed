"""The feed of decisions, read strictly from where one stopped; and reports on uses, each with its result."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.sdk.errors import BadAnswer, BadQuestion
from services.sdk.fake import FakeLedger
from services.sdk.reports import Report, Reported
from tests.sdk.conftest import ANOTHER, DESK, LOANS, SOMEBODY, TIPS


def test_it_reads_on_where_it_stopped(ledger: FakeLedger) -> None:
    for kind in ("consent.granted", "consent.withdrawn"):
        ledger.decide(TIPS, LOANS, SOMEBODY, kind)
    with ledger.client() as client:
        first = client.changes(limit=1)
        assert (first.changes[0].kind, first.changes[0].version, first.more) == ("consent.granted", 1, True)
        second = client.changes(first.cursor)
        assert [(each.kind, each.version, each.pairwise_id) for each in second.changes] == [
            ("consent.withdrawn", 2, SOMEBODY)
        ]
        assert client.changes(second.cursor).changes == ()
        ledger.decide(TIPS, LOANS, ANOTHER, "consent.refused")
        assert [each.pairwise_id for each in client.changes(second.cursor).changes] == [ANOTHER]


WHOLE = {
    "id": SOMEBODY,
    "activity": TIPS,
    "kind": "consent.granted",
    "version": 1,
    "at": "2026-11-24T09:00:00Z",
    "notice_version": None,
    "valid_until": None,
    "waiting": False,
    "log_index": 0,
}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"id": "131052-999X"},
        {"id": None},
        {"activity": ""},
        {"kind": 5},
        {"kind": "Consent\n"},
        {"version": -1},
        {"version": True},
        {"version": "1"},
        {"at": "yesterday"},
        {"at": "2026-11-24T09:00:00"},
        {"valid_until": "never"},
        {"log_index": None},
    ],
    ids=str,
)
def test_an_odd_change_counts_for_nothing(ledger: FakeLedger, spoilt: dict[str, Any]) -> None:
    answer = {"changes": [WHOLE | spoilt], "next": "c1", "more": False}
    with ledger.client() as client:
        client.changes()
        ledger.break_with(lambda request: httpx.Response(200, json=answer))
        with pytest.raises(BadAnswer):
            client.changes()


@pytest.mark.parametrize(
    "spoilt", [{"next": ""}, {"next": None}, {"next": "a b"}, {"more": None}, {"changes": None}, {"changes": [None]}]
)
def test_an_odd_page_counts_for_nothing(ledger: FakeLedger, spoilt: dict[str, Any]) -> None:
    answer = {"changes": [], "next": "c1", "more": False} | spoilt
    with ledger.client() as client:
        client.changes()
        ledger.break_with(lambda request: httpx.Response(200, json=answer))
        with pytest.raises(BadAnswer):
            client.changes()


def test_a_consent_that_does_not_say_so_waits(ledger: FakeLedger) -> None:
    answer = {"changes": [{**WHOLE, "waiting": None}], "next": "c1", "more": False}
    with ledger.client() as client:
        client.changes()
        ledger.break_with(lambda request: httpx.Response(200, json=answer))
        assert client.changes().changes[0].waiting is True


@pytest.mark.law("GDPR", "15(1)(c)", "a service tells the person how much was read and who got it")
def test_each_report_has_a_result_of_its_own(ledger: FakeLedger) -> None:
    moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    with ledger.client() as client:
        client.check(DESK, [LOANS], SOMEBODY)
        client.check(DESK, [LOANS], ANOTHER)
        results = client.report_uses([Report("1", 12, ("health",), moment), Report("2", 1), Report("unheard-of", 1)])
    assert results == (
        Reported("1", True),
        Reported("2", False, "use_not_permitted"),
        Reported("unheard-of", False, "unknown_decision"),
    )
    assert [bool(each) for each in results] == [True, False, False]
    assert ledger.reports == [
        {"decision_id": "1", "rows_read": 12, "transmitted_to": ["health"], "at": "2026-11-24T09:00:00+00:00"}
    ]


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_write_has_one_to_a_thousand_reports(ledger: FakeLedger, count: int) -> None:
    with ledger.client() as client, pytest.raises(BadQuestion):
        client.report_uses([Report("1", 1)] * count)


@pytest.mark.parametrize(
    "results",
    [None, [], [None], [{"decision_id": "2", "recorded": True}], [{"decision_id": "1", "recorded": "yes"}]],
)
def test_an_odd_result_counts_for_nothing(ledger: FakeLedger, results: Any) -> None:
    with ledger.client() as client:
        client.changes()
        ledger.break_with(lambda request: httpx.Response(200, json={"results": results}))
        with pytest.raises(BadAnswer):
            client.report_uses([Report("1", 1)])


def test_it_reads_what_was_recorded_of_it(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        client.check(DESK, [LOANS], SOMEBODY, staff_ref="desk-3")
        client.check(TIPS, [LOANS], ANOTHER)
        first = client.uses(limit=1)
        (use,) = first.uses
        assert (use.activity, use.pairwise_id, use.allowed, use.reason) == (DESK, SOMEBODY, True, "contract")
        assert (use.staff_ref, use.case, first.more) == ("desk-3", None, True)
        assert [each.pairwise_id for each in client.uses(first.cursor).uses] == [ANOTHER]
        assert [each.reason for each in client.uses(activity=TIPS).uses] == ["no_permission"]
        with pytest.raises(BadQuestion):
            client.uses(since=datetime(2026, 1, 1))  # noqa: DTZ001


USED = {
    "decision_id": "1",
    "at": "2026-11-24T09:00:00Z",
    "activity": DESK,
    "category": LOANS,
    "id": None,
    "allowed": True,
    "reason": "contract",
}


@pytest.mark.parametrize(
    "spoilt",
    [{"id": "131052-999X"}, {"allowed": "yes"}, {"at": "today"}, {"decision_id": ""}, {"reason": 5}, {"case": 5}],
    ids=str,
)
def test_an_odd_use_counts_for_nothing(ledger: FakeLedger, spoilt: dict[str, Any]) -> None:
    page = {"uses": [USED | spoilt], "next": "c1", "more": False}
    with ledger.client() as client:
        assert client.uses().uses == ()
        ledger.break_with(lambda request: httpx.Response(200, json=page))
        with pytest.raises(BadAnswer):
            client.uses()
        ledger.break_with(lambda request: httpx.Response(200, json=page | {"uses": [USED]}))
        assert client.uses().uses[0].pairwise_id is None

"""A department asks people to decide, once, and reads how each request stands; a grant there is no permit."""

from typing import Any

import httpx
import pytest

from services.sdk.asking import Ask, ConsentRequest, NotAsked
from services.sdk.errors import BadAnswer, BadQuestion, Conflict, NotFound
from services.sdk.fake import FakeLedger
from tests.sdk.conftest import ANOTHER, LOANS, SOMEBODY, TIPS


def test_somebody_is_asked_once_and_decides(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        (asked,) = client.ask_consent([Ask(SOMEBODY, TIPS, days=14)])
        assert isinstance(asked, ConsentRequest)
        assert (asked.status, asked.pairwise_id, asked.answered_at) == ("waiting", SOMEBODY, None)
        assert (asked.expires_at - asked.asked_at).days == 14
        ledger.decide(TIPS, LOANS, SOMEBODY, "consent.granted")
        assert client.consent_request(asked.request_id).status == "granted"
        again, other = client.ask_consent([Ask(SOMEBODY, TIPS), Ask(ANOTHER, TIPS)])
    assert again == NotAsked(SOMEBODY, TIPS, "asked_already")
    assert not again
    assert other


def test_a_request_is_taken_back_before_it_is_answered(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        first, second = client.ask_consent([Ask(SOMEBODY, TIPS), Ask(ANOTHER, TIPS)])
        assert isinstance(first, ConsentRequest)
        assert isinstance(second, ConsentRequest)
        assert client.cancel_consent_request(first.request_id).status == "cancelled"
        ledger.decide(TIPS, LOANS, ANOTHER, "consent.refused")
        with pytest.raises(Conflict) as caught:
            client.cancel_consent_request(second.request_id)
    assert caught.value.problem is not None
    assert caught.value.problem.code == "not-waiting"


def test_another_departments_request_is_not_there(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        with pytest.raises(NotFound):
            client.consent_request("7c9e6679-7425-40de-944b-e07fc1f90ae7")
        for wrong in ("", "../o/token", "7c9e6679-7425-40de-944b-e07fc1f90ae7/cancel"):
            with pytest.raises(BadQuestion):
                client.consent_request(wrong)


@pytest.mark.parametrize("wishes", [[], [Ask(SOMEBODY, TIPS)] * 1_001, [Ask("131052-999X", TIPS)]])
def test_nobody_is_asked_by_a_national_id_nor_too_many_at_once(ledger: FakeLedger, wishes: list[Ask]) -> None:
    with ledger.client() as client, pytest.raises(BadQuestion):
        client.ask_consent(wishes)
    assert ledger.requests.made == {}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"status": "agreed"},
        {"status": None},
        {"request": "1"},
        {"id": "131052-999X"},
        {"page": "javascript:alert(1)"},
        {"page": None},
        {"asked_at": "today"},
        {"answered_at": "today"},
        {"activity": None},
    ],
    ids=str,
)
def test_an_odd_request_counts_for_nothing(ledger: FakeLedger, spoilt: dict[str, Any]) -> None:
    with ledger.client() as client:
        (asked,) = client.ask_consent([Ask(SOMEBODY, TIPS)])
        assert isinstance(asked, ConsentRequest)
        answer = ledger.requests.made[asked.request_id] | spoilt
        ledger.break_with(lambda request: httpx.Response(200, json=answer))
        with pytest.raises(BadAnswer):
            client.consent_request(asked.request_id)


@pytest.mark.parametrize(
    "results", [None, [], [{"id": ANOTHER, "activity": TIPS, "reason": "x"}], [{"id": SOMEBODY, "activity": TIPS}]]
)
def test_an_odd_result_counts_for_nothing(ledger: FakeLedger, results: Any) -> None:
    with ledger.client() as client:
        client.changes()
        ledger.break_with(lambda request: httpx.Response(200, json={"results": results}))
        with pytest.raises(BadAnswer):
            client.ask_consent([Ask(SOMEBODY, TIPS)])


def test_all_requests_are_read_page_by_page(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        client.ask_consent([Ask(SOMEBODY, TIPS), Ask(ANOTHER, TIPS)])
        first = client.consent_requests(limit=1)
        assert ([each.pairwise_id for each in first.requests], first.more) == ([SOMEBODY], True)
        second = client.consent_requests(first.cursor)
        assert ([each.pairwise_id for each in second.requests], second.more) == ([ANOTHER], False)
        ledger.decide(TIPS, LOANS, ANOTHER, "consent.refused")
        assert [each.pairwise_id for each in client.consent_requests(status="refused").requests] == [ANOTHER]
        assert client.consent_requests(activity="library-loans").requests == ()


@pytest.mark.parametrize("spoilt", [{"requests": {}}, {"next": ""}, {"next": 5}, {"more": None}, {"requests": [{}]}])
def test_an_odd_page_of_requests_counts_for_nothing(ledger: FakeLedger, spoilt: dict[str, Any]) -> None:
    page = {"requests": [], "next": "r0", "more": False} | spoilt
    with ledger.client() as client:
        assert client.consent_requests().requests == ()
        ledger.break_with(lambda request: httpx.Response(200, json=page))
        with pytest.raises(BadAnswer):
            client.consent_requests()

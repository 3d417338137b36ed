"""A question that surely never arrived is asked again; one whose answer may have begun is not, unless that is safe."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.sdk.client import EVALUATION_PATH, ConsentClient
from services.sdk.errors import Conflict, TooManyRequests, Unreachable
from services.sdk.fake import FakeLedger
from services.sdk.feed import CHANGES_PATH
from services.sdk.patience import Patience
from services.sdk.reports import REPORTS_PATH, Report
from services.sdk.tokens import GRANT_PATH
from tests.sdk.conftest import BROKEN, DESK, LOANS, REFUSED, SOMEBODY, Trouble, put_off

Makes = Callable[..., Trouble]
QUICK = Patience(tries=3, longest_wait=2.0, first_wait=0.0)


def look(client: ConsentClient) -> Any:
    """This function will ask whether the desk may use somebody's loans."""
    return client.check(DESK, [LOANS], SOMEBODY)[LOANS]


@pytest.mark.parametrize(
    "answers",
    [
        [REFUSED],
        [REFUSED, REFUSED],
        [put_off(503, "0")],
        [put_off(429, "0"), REFUSED],
        [httpx.Response(429)],
    ],
    ids=["refused once", "refused twice", "503 with Retry-After", "429, then refused", "429 that says nothing"],
)
def test_a_check_that_was_surely_not_answered_is_asked_again(
    ledger: FakeLedger, trouble: Makes, answers: list[Any]
) -> None:
    made = trouble(EVALUATION_PATH, *answers)
    with ledger.client(patience=QUICK) as client:
        assert look(client)
    assert len(made.asked) == len(answers) + 1
    assert len(ledger.looks) == 1, "one question, one use"


@pytest.mark.parametrize(
    "answer",
    [BROKEN, httpx.Response(500), httpx.Response(502), httpx.Response(503), httpx.Response(504), put_off(503, "soon")],
    ids=["broken off", "500", "502", "503 that does not say when", "504", "503 that speaks of no seconds"],
)
@pytest.mark.law("GDPR", "5(1)(a)", "a check whose answer may have begun is not asked twice: each is a use that shows")
def test_a_check_whose_answer_may_have_begun_is_a_no(ledger: FakeLedger, trouble: Makes, answer: Any) -> None:
    made = trouble(EVALUATION_PATH, answer, done_before_breaking=True)
    with ledger.client(patience=QUICK) as client, pytest.raises(Unreachable):
        look(client)
    assert len(made.asked) == 1


def test_patience_ends(ledger: FakeLedger, trouble: Makes) -> None:
    made = trouble(EVALUATION_PATH, *[REFUSED] * 9)
    with ledger.client(patience=QUICK) as client, pytest.raises(Unreachable) as caught:
        look(client)
    assert len(made.asked) == 3
    assert caught.value.sent is False


def test_a_page_does_not_wait_as_long_as_the_ledger_would_like(ledger: FakeLedger, trouble: Makes) -> None:
    made = trouble(EVALUATION_PATH, put_off(503, "5"))
    began = time.monotonic()
    with ledger.client(patience=QUICK) as client, pytest.raises(Unreachable) as caught:
        look(client)
    assert time.monotonic() - began < 1
    assert (len(made.asked), caught.value.retry_after, caught.value.status) == (1, 5.0, 503)


def test_a_client_over_its_quota_is_told_for_how_long(ledger: FakeLedger, trouble: Makes) -> None:
    trouble(EVALUATION_PATH, put_off(429, "3600"))
    with ledger.client(patience=QUICK) as client, pytest.raises(TooManyRequests) as caught:
        look(client)
    assert caught.value.retry_after == 3600


def test_it_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch, ledger: FakeLedger, trouble: Makes) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    trouble(EVALUATION_PATH, REFUSED, REFUSED, put_off(503, "7"), REFUSED)
    with ledger.client(patience=Patience(tries=5, longest_wait=10.0, first_wait=0.1)) as client:
        assert look(client)
    assert 0.1 <= waited[0] < 0.15
    assert 0.2 <= waited[1] < 0.3
    assert waited[2] == 7
    assert 0.8 <= waited[3] < 1.2


def test_a_token_that_cannot_be_had_at_once_is_asked_for_again(ledger: FakeLedger, trouble: Makes) -> None:
    made = trouble(GRANT_PATH, REFUSED, put_off(503, "0"))
    with ledger.client(patience=QUICK) as client:
        assert look(client)
    assert len(made.asked) == 3


@pytest.mark.parametrize("answer", [REFUSED, BROKEN, httpx.Response(502), httpx.Response(504), put_off(503, "0")])
def test_a_reading_is_repeated_whatever_broke(ledger: FakeLedger, trouble: Makes, answer: Any) -> None:
    made = trouble(CHANGES_PATH, answer)
    with ledger.client(patience=QUICK) as client:
        assert client.changes().changes == ()
    assert len(made.asked) == 2


def test_a_write_is_done_once_under_one_key_however_often_it_is_sent(ledger: FakeLedger, trouble: Makes) -> None:
    with ledger.client(patience=QUICK) as client:
        look(client)
        made = trouble(REPORTS_PATH, BROKEN, httpx.Response(502), done_before_breaking=True)
        assert client.report_uses([Report("1", 12)]) == client.report_uses([Report("1", 12)], idempotency_key="again")
    first, second, third, another = (request.headers["Idempotency-Key"] for request in made.asked)
    assert first == second == third != another == "again"
    assert len(ledger.reports) == 2, "once for each act, and not once more for each sending"


def test_a_write_that_failed_for_good_says_under_which_key_it_may_be_repeated(
    ledger: FakeLedger, trouble: Makes
) -> None:
    with ledger.client(patience=QUICK) as client:
        look(client)
        trouble(REPORTS_PATH, *[BROKEN] * 3, done_before_breaking=True)
        with pytest.raises(Unreachable) as caught:
            client.report_uses([Report("1", 12)])
        (outcome,) = client.report_uses([Report("1", 12)], idempotency_key=caught.value.idempotency_key)
    assert outcome.recorded
    assert len(ledger.reports) == 1


def test_another_write_under_a_used_key_is_a_conflict_that_says_so(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        look(client)
        client.report_uses([Report("1", 12)], idempotency_key="k")
        with pytest.raises(Conflict) as caught:
            client.report_uses([Report("1", 13)], idempotency_key="k")
    assert caught.value.problem is not None
    assert caught.value.problem.code == "idempotency-key-reused"

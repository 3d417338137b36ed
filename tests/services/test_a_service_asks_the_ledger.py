"""How a service's client asks: for its department, with a fresh look each time, and it fails closed."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from services.sdk import clock, wire
from services.sdk.client import ConsentClient, Credentials
from services.sdk.errors import BadAnswer, BadQuestion, ConsentError, NotConnected, Unreachable
from services.sdk.fake import FakeLedger, Look
from services.sdk.permits import Permit, Refusal
from services.sdk.reasons import Reason

SOMEBODY = "c3" * 16
CUSTOMER, LOANS = "library.customer", "library.loans"


@pytest.fixture
def ledger() -> FakeLedger:
    """A ledger that allows the loans desk everything about SOMEBODY."""
    fake = FakeLedger("library")
    for category in (CUSTOMER, LOANS):
        fake.answer("library-loans", category, SOMEBODY, Reason.CONTRACT)
    return fake


def test_one_permit_names_all_categories_that_were_allowed(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        decisions = client.check("library-loans", [CUSTOMER, LOANS], SOMEBODY)
    assert decisions[CUSTOMER] is decisions[LOANS]
    permit = decisions[LOANS]
    assert isinstance(permit, Permit)
    assert permit.categories == {CUSTOMER, LOANS}
    assert len(permit.decision_ids) == 2


def test_a_refused_category_does_not_come_into_the_permit(ledger: FakeLedger) -> None:
    ledger.answer("library-loans", CUSTOMER, SOMEBODY, Reason.RESTRICTED)
    with ledger.client() as client:
        decisions = client.check("library-loans", [CUSTOMER, LOANS], SOMEBODY)
    assert decisions[CUSTOMER] == Refusal(CUSTOMER, Reason.RESTRICTED, "1")
    permit = decisions[LOANS]
    assert isinstance(permit, Permit)
    assert permit.categories == {LOANS}


@pytest.mark.law("Information Management Act 906/2019", "17 §", "the log says who looked and for which case")
def test_each_check_says_who_looks_and_for_which_case(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        client.check("library-loans", [LOANS], SOMEBODY, staff_ref="S-ABCD2345", case="K-1")
    assert ledger.looks == [Look("library-loans", LOANS, SOMEBODY, True, Reason.CONTRACT, "S-ABCD2345", "K-1")]


def test_an_allow_is_never_kept_for_the_next_time(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        assert client.check("library-loans", [LOANS], SOMEBODY)[LOANS]
        ledger.answer("library-loans", LOANS, SOMEBODY, Reason.WITHDRAWN)
        assert not client.check("library-loans", [LOANS], SOMEBODY)[LOANS]
    assert len(ledger.looks) == 2


def test_a_fault_after_the_first_answer_allows_nothing(ledger: FakeLedger) -> None:
    served: list[str] = []

    def break_after_one(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/access/v1/evaluation":
            served.append(request.url.path)
            if len(served) == 2:
                return httpx.Response(503)
        ledger.breakage = None
        answer = ledger._serve(request)
        ledger.breakage = break_after_one
        return answer

    ledger.break_with(break_after_one)
    with ledger.client() as client, pytest.raises(Unreachable):
        client.check("library-loans", [CUSTOMER, LOANS], SOMEBODY)


def raising(kind: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    """This function will return a ledger that breaks each exchange in one of the ways a network can."""

    def serve(request: httpx.Request) -> httpx.Response:
        raise kind(f"broken while sending {request.content!r}", request=request)

    return serve


@pytest.mark.parametrize(
    "kind",
    [
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.ReadTimeout,
        httpx.WriteTimeout,
        httpx.PoolTimeout,
        httpx.ReadError,
        httpx.RemoteProtocolError,
        httpx.ProxyError,
    ],
)
@pytest.mark.law("GDPR", "32(1)(b)", "any fault between service and ledger is a refusal")
def test_every_broken_exchange_is_a_no_and_quotes_nothing(ledger: FakeLedger, kind: type[httpx.TransportError]) -> None:
    with ledger.client() as client:
        client.check("library-loans", [LOANS], SOMEBODY)
        ledger.break_with(raising(kind))
        with pytest.raises(Unreachable) as check:
            client.check("library-loans", [LOANS], SOMEBODY)
        with pytest.raises(Unreachable) as resolve:
            client.resolve("131052-999X")
    for caught in (check, resolve):
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        assert SOMEBODY not in str(caught.value)
        assert "131052" not in str(caught.value)


def test_it_works_again_as_soon_as_the_ledger_is_back(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        ledger.go_down()
        with pytest.raises(Unreachable):
            client.check("library-loans", [LOANS], SOMEBODY)
        ledger.come_back()
        assert client.check("library-loans", [LOANS], SOMEBODY)[LOANS]


def test_a_redirect_is_not_followed(ledger: FakeLedger) -> None:
    asked: list[httpx.URL] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(307, headers={"location": "https://elsewhere.test/take-the-secret"})

    ledger.break_with(redirect)
    with ledger.client() as client, pytest.raises(BadAnswer):
        client.check("library-loans", [LOANS], SOMEBODY)
    assert [url.host for url in asked] == ["ledger.test"]


@pytest.mark.parametrize(
    "url", ["http://ledger.test", "ftp://ledger.test", "ledger.test", "", "http://127.0.0.1.evil.test"]
)
def test_a_secret_never_travels_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        ConsentClient(url, Credentials("c", "s"), department="library")


@pytest.mark.parametrize(
    "url", ["https://ledger.test", "http://127.0.0.1:8001", "http://localhost:8001", "http://[::1]:1"]
)
def test_this_machine_and_https_are_fine(url: str) -> None:
    ConsentClient(url, Credentials("c", "s"), department="library").close()


@pytest.mark.parametrize("wrong", ["", "131052-999X", "A2" * 16, "a" * 31, "a" * 33, "1" * 32, "a" * 31 + "\n"])
def test_what_is_not_a_pairwise_id_is_never_sent(ledger: FakeLedger, wrong: str) -> None:
    with ledger.client() as client, pytest.raises(BadQuestion):
        client.check("library-loans", [LOANS], wrong)
    assert ledger.looks == []


@pytest.mark.parametrize("categories", [[], [LOANS, LOANS]])
def test_a_check_asks_for_each_category_once(ledger: FakeLedger, categories: list[str]) -> None:
    with ledger.client() as client, pytest.raises(BadQuestion):
        client.check("library-loans", categories, SOMEBODY)


def test_a_national_id_becomes_a_pairwise_id(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        assert client.resolve("131052-999X") == ledger.pairwise_id("131052-999X")


@pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": "A" * 32}, {"id": "131052-999X"}, {"id": ["a" * 32]}, []])
def test_an_odd_pairwise_id_is_not_taken(ledger: FakeLedger, answer: object) -> None:
    with ledger.client() as client:
        client.resolve("131052-999X")
        ledger.break_with(lambda request: httpx.Response(200, json=answer))
        with pytest.raises(BadAnswer):
            client.resolve("131052-999X")


def test_another_department_in_the_question_is_refused() -> None:
    ledger = FakeLedger("library")
    with ledger.client() as client:
        client.department = "health"
        with pytest.raises(NotConnected):
            client.check("library-loans", [LOANS], SOMEBODY)


def test_one_token_serves_many_checks_and_threads(ledger: FakeLedger) -> None:
    with ledger.client() as client, ThreadPoolExecutor(8) as threads:
        asks = [threads.submit(client.check, "library-loans", [LOANS], SOMEBODY) for _ in range(40)]
        assert all(ask.result()[LOANS] for ask in asks)
    assert ledger.tokens_given == 1


def test_a_token_is_renewed_before_it_expires(ledger: FakeLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: time.monotonic() + passed[0])
    with ledger.client() as client:
        client.check("library-loans", [LOANS], SOMEBODY)
        passed[0] = 565
        client.check("library-loans", [LOANS], SOMEBODY)
        assert ledger.tokens_given == 1
        passed[0] = 575
        client.check("library-loans", [LOANS], SOMEBODY)
        assert ledger.tokens_given == 2


def test_a_token_that_died_early_is_replaced_once(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        client.check("library-loans", [LOANS], SOMEBODY)
        ledger.tokens.clear()
        assert client.check("library-loans", [LOANS], SOMEBODY)[LOANS]
    assert ledger.tokens_given == 2


def test_a_client_that_was_disabled_gives_up_after_one_new_try(ledger: FakeLedger) -> None:
    asked: list[str] = []

    def disabled(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path == "/o/token/":
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 600})
        return httpx.Response(401, json={"error": "invalid_token"})

    ledger.break_with(disabled)
    with ledger.client() as client, pytest.raises(NotConnected):
        client.check("library-loans", [LOANS], SOMEBODY)
    assert asked == ["/o/token/", "/access/v1/evaluation"] * 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_credentials_mean_not_connected(ledger: FakeLedger, status: int) -> None:
    ledger.break_with(status)
    with ledger.client() as client, pytest.raises(NotConnected):
        client.check("library-loans", [LOANS], SOMEBODY)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "token_type": "Bearer", "expires_in": 600},
        {"access_token": "a b", "token_type": "Bearer", "expires_in": 600},
        {"access_token": "a\r\nX-Evil: 1", "token_type": "Bearer", "expires_in": 600},
        {"access_token": "ä", "token_type": "Bearer", "expires_in": 600},
        {"access_token": 5, "token_type": "Bearer", "expires_in": 600},
        {"access_token": "t", "token_type": "mac", "expires_in": 600},
        {"access_token": "t", "token_type": "Bearer"},
        {"access_token": "t", "token_type": "Bearer", "expires_in": "600"},
        {"access_token": "t", "token_type": "Bearer", "expires_in": True},
        {"access_token": "t", "token_type": "Bearer", "expires_in": 0},
    ],
    ids=json.dumps,
)
def test_an_odd_token_is_not_used(ledger: FakeLedger, answer: dict[str, object]) -> None:
    ledger.break_with(lambda request: httpx.Response(200, json=answer))
    with ledger.client() as client, pytest.raises(BadAnswer):
        client.check("library-loans", [LOANS], SOMEBODY)


def test_neither_secret_nor_token_shows_when_a_client_is_printed(ledger: FakeLedger) -> None:
    credentials = Credentials("name-of-client", "very-secret-indeed")
    with ConsentClient("https://ledger.test", credentials, department="library") as client:
        shown = f"{credentials!r} {client!r} {client._tokens!r} {vars(client)!r}"
    assert "very-secret-indeed" not in shown


class SlowLedger(BaseHTTPRequestHandler):
    """A server that begins an answer and then drips it, one byte at a time, for ever."""

    def do_POST(self) -> None:
        """This function will drip."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """This function will keep quiet."""


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TOTAL_SECONDS", 0.4)
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowLedger)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        began = time.monotonic()
        with ConsentClient(url, Credentials("c", "s"), department="library") as client, pytest.raises(Unreachable):
            client.check("library-loans", [LOANS], SOMEBODY)
        assert time.monotonic() - began < 3
    finally:
        server.shutdown()
        server.server_close()


def test_nobody_listening_is_a_no() -> None:
    with (
        ConsentClient("http://127.0.0.1:9", Credentials("c", "s"), department="library") as client,
        pytest.raises(ConsentError),
    ):
        client.check("library-loans", [LOANS], SOMEBODY)

"""The notification service over real HTTP: what it answers decides whether a message may be tried again."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest

from consent import clock
from consent.messaging.actions.ask_provider import ask_provider
from consent.messaging.backends import helsinki
from consent.messaging.backends.base import Result, Sms, Tried
from consent.messaging.backends.helsinki import HelsinkiBackend
from consent.messaging.config import MessagingConfig
from consent.messaging.models import Message
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, outgoing, phone, queue, resident, send_all

TOKEN = "token-of-the-city"
GOOD = {"id": "0b6b3d3a-1111-4222-8333-444455556666", "report": {"errors": [], "warnings": [], "messages": {}}}


@dataclass
class Service:
    """How the service answers, and what it got."""

    status: int = 201
    body: bytes = json.dumps(GOOD).encode()
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """This function will serve on this machine and lend the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.got.append((self.path, dict(self.headers), body))
            service.before()
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(service.body)))
            self.end_headers()
            self.wfile.write(service.body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """This function will say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up on it is a test
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def try_at(address: str) -> Tried:
    """This function will hand one message to the service at an address."""
    backend = HelsinkiBackend(MessagingConfig(api_url=address, api_token=TOKEN, sender="16120"))
    return backend.send(Sms(uuid4(), phone(1), "Hyvää päivää: A tai B"))


def tried(service: Service) -> Tried:
    """This function will hand one message to a service."""
    with serving(service) as address:
        return try_at(address)


def test_a_message_is_sent_as_the_service_wants_it() -> None:
    service = Service()
    assert tried(service) == Tried(Result.ACCEPTED, GOOD["id"])
    ((path, headers, body),) = service.got
    assert path == "/v1/message/send"
    assert headers["Authorization"] == f"Token {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "sender": "16120",
        "to": [{"destination": phone(1), "format": "MOBILE"}],
        "text": "Hyvää päivää: A tai B",
    }


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 429, 503])
def test_where_it_took_nothing_it_may_be_tried_again(status: int) -> None:
    answer = tried(Service(status=status, headers={"Location": "http://127.0.0.1:1/", "Retry-After": "17"}))
    assert (answer.result, answer.wait) == (Result.LATER, 17.0)


@pytest.mark.parametrize("wait", ["soon", "-1", "1" * 30, "Wed, 25 Nov 2026 10:00:00 GMT"])
def test_an_odd_request_to_wait_is_not_followed(wait: str) -> None:
    assert tried(Service(status=503, headers={"Retry-After": wait})).wait is None


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_it_does_not_want_is_rejected(status: int) -> None:
    assert tried(Service(status=status)).result is Result.REJECTED


def test_a_number_that_it_turns_down_is_rejected() -> None:
    report = {"messages": {phone(1): {"converted": phone(1), "status": "invalid"}}, "errors": [], "warnings": []}
    assert tried(Service(body=json.dumps(GOOD | {"report": report}).encode())).result is Result.REJECTED


@pytest.mark.parametrize("status", [500, 502, 504, 418])
def test_an_error_in_the_middle_of_it_leaves_everything_open(status: int) -> None:
    assert tried(Service(status=status)).result is Result.UNCLEAR


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[]", b"{}", b'{"id": 7}', b'{"id": ""}', b'{"id": "' + b"x" * 101 + b'"}', b"[" * 60_000],
)
def test_an_answer_that_nobody_can_read_leaves_everything_open(body: bytes) -> None:
    assert tried(Service(body=body)) == Tried(Result.UNCLEAR, why="unreadable_answer")


@pytest.mark.parametrize(
    "body", [b'{"id": "x-1"}', b'{"id": "x-1", "report": []}', b'{"id": "x-1", "report": {"messages": 7}}']
)
def test_an_answer_with_an_id_is_enough(body: bytes) -> None:
    assert tried(Service(body=body)) == Tried(Result.ACCEPTED, "x-1")


def test_where_nobody_listens_it_may_be_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert try_at(f"http://127.0.0.1:{port}").result is Result.LATER


def test_a_service_that_does_not_speak_tls_has_not_got_the_message() -> None:
    service = Service()
    with serving(service) as address:
        assert try_at(address.replace("http:", "https:")).result is Result.LATER
    assert service.got == []


def test_a_service_that_takes_the_message_and_says_nothing_leaves_everything_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(helsinki, "ANSWER_SECONDS", 0.3)
    held = threading.Event()
    service = Service(before=lambda: held.wait(5) and None)
    with serving(service) as address:
        assert try_at(address) == Tried(Result.UNCLEAR, why="no_answer")
        held.set()
    assert len(service.got) == 1


def test_a_service_that_hangs_up_leaves_everything_open() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        held, _ = listener.accept()
        held.recv(65_536)
        held.close()

    thread = threading.Thread(target=hang_up, daemon=True)
    thread.start()
    try:
        assert try_at(f"http://127.0.0.1:{listener.getsockname()[1]}").result is Result.UNCLEAR
    finally:
        thread.join(5)
        listener.close()


def test_an_answer_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helsinki, "ALTOGETHER_SECONDS", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        held, _ = listener.accept()
        held.recv(65_536)
        try:
            held.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 5000\r\n\r\n")
            while not over.wait(0.1):
                held.sendall(b" ")
        except OSError:
            pass
        held.close()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        assert try_at(f"http://127.0.0.1:{listener.getsockname()[1]}").result is Result.UNCLEAR
    finally:
        over.set()
        thread.join(5)
        listener.close()


def standing(word: object, number: str = phone(1)) -> bytes:
    """This function will return what the service says of a message that stands at ``word``."""
    return json.dumps(GOOD | {"report": {"messages": {number: {"converted": number, "status": word}}}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (200, standing("DELIVERED"), "delivered"),
        (200, standing("PENDING"), "pending"),
        (200, standing(7), ""),
        (200, b"[]", ""),
        (200, b"no json", ""),
        (404, standing("DELIVERED"), ""),
        (500, b"", ""),
    ],
)
def test_it_is_asked_what_became_of_a_message(status: int, body: bytes, word: str) -> None:
    service = Service(status=status, body=body)
    with serving(service) as address:
        backend = HelsinkiBackend(MessagingConfig(api_url=address, api_token=TOKEN, sender="16120"))
        assert backend.status("id/../of?one") == word
    assert service.got[0][0] == "/v1/message/id%2F..%2Fof%3Fone"


@pytest.mark.django_db
def test_who_reports_nothing_is_asked_ever_more_seldom(
    notebook: Notebook, settings: Any, city: MessagingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    service = Service()
    with serving(service) as address:
        settings.MESSAGING = replace(
            city, backend="consent.messaging.backends.helsinki.HelsinkiBackend", api_url=address, api_token=TOKEN
        )
        queue(outgoing(resident(1)))
        send_all()
        service.status, service.body = 200, standing("PENDING")
        asked = []
        for minutes in range(6 * 24 * 60):
            monkeypatch.setattr(clock, "now", lambda minutes=minutes: noon + timedelta(minutes=minutes))
            if ask_provider(actor=SYSTEM):
                asked.append(minutes)
        assert asked == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192]
        Message.objects.update(ask_at=noon)
        service.body = standing("DELIVERED")
        assert ask_provider(actor=SYSTEM) == 1
        assert ask_provider(actor=SYSTEM) == 0
    assert notebook.states() == ["sent", "delivered"]


def test_nothing_speaks_the_number_the_text_or_the_token() -> None:
    sms = Sms(uuid4(), phone(1), "Salainen")
    config = MessagingConfig(api_url="https://x.example", api_token=TOKEN, gateway_secret="hidden-secret")
    for aloud in (repr(sms), str(sms), repr(config), repr(tried(Service(status=500)))):
        assert not {word for word in (phone(1), "Salainen", TOKEN, "hidden-secret") if word in aloud}

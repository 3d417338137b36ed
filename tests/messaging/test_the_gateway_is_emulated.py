"""The emulated gateway speaks as Helsinki's does, forgets nothing when it is killed, and repeats what is not taken."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest

from consent.messaging.backends.base import Result, Sms
from consent.messaging.backends.helsinki import HelsinkiBackend
from consent.messaging.config import MessagingConfig
from consent.messaging.emulator.calling import Caller
from consent.messaging.emulator.desk import Desk
from consent.messaging.emulator.phones import Delivery, Said
from consent.messaging.emulator.server import Gateway
from consent.messaging.emulator.store import TRIES, Store
from tests.databases import ROOT

TOKEN, SECRET = "token-of-the-emulator", "secret-of-the-gateway-of-32-characters"
NUMBER, SENDER = "+358400000001", "16120"
PATIENCE = 20.0


class Platform(ThreadingHTTPServer):
    """What the gateway calls: it keeps what it is told, and answers with the next status it was given, or 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def told(self, path: str) -> list[dict[str, Any]]:
        """This function will return what was brought to a path."""
        return [body for heard, _, body in self.heard if heard == path]


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Platform

    def do_POST(self) -> None:
        """This function will take in one call."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """This function will keep quiet."""


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """This function will serve while the block runs."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A platform that answers 200 to everything."""
    server = Platform()
    with serving(server):
        yield server


@pytest.fixture
def gateway(platform: Platform, tmp_path: Path) -> Iterator[str]:
    """The address of an emulator in this process."""
    store = Store(tmp_path / "emulator.sqlite3")
    caller, server = Caller(store, platform.url, SECRET, 0.02), Gateway(0, store, TOKEN)
    thread = Thread(target=caller.run, daemon=True)
    thread.start()
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"
    caller.stop()
    thread.join()
    store.close()


@pytest.fixture
def desk(gateway: str) -> Iterator[Desk]:
    """Whoever leads the telephones."""
    made = Desk(gateway, TOKEN)
    yield made
    made.close()


def eventually(holds: Callable[[], bool]) -> None:
    """This function will wait until something holds, and fail when it does not in time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.02)


def send(gateway: str, text: str = "Vastaa A tai B", number: str = NUMBER) -> Result:
    """This function will send a message by the platform's own backend and return what that made of it."""
    config = MessagingConfig(api_url=gateway, api_token=TOKEN, sender=SENDER)
    return HelsinkiBackend(config).send(Sms(uuid4(), number, text)).result


def test_a_message_is_accepted_reported_and_shown(gateway: str, platform: Platform, desk: Desk) -> None:
    assert send(gateway) is Result.ACCEPTED
    (taken,) = desk.sent()
    assert (taken.number, taken.sender, taken.text) == (NUMBER, SENDER, "Vastaa A tai B")
    eventually(lambda: len(platform.heard) == 1)
    path, authorization, report = platform.heard[0]
    assert (path, authorization) == ("/sms/status/", f"Bearer {SECRET}")
    assert (report["id"], report["destination"], report["status"]) == (taken.id, NUMBER, "DELIVERED")
    headers = {"Authorization": f"Token {TOKEN}"}
    shown = httpx.get(f"{gateway}/v1/message/{taken.id}", headers=headers).json()
    assert shown["report"]["messages"][NUMBER]["status"] == "DELIVERED"
    assert httpx.get(f"{gateway}/v1/message/{uuid4()}", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("delivery", "result", "reports"),
    [
        (Delivery.FAILED, Result.ACCEPTED, ["FAILED"]),
        (Delivery.SILENT, Result.ACCEPTED, []),
        (Delivery.REJECTED, Result.REJECTED, []),
    ],
)
def test_a_telephone_does_as_it_is_led(gateway, platform, desk, delivery, result, reports) -> None:
    desk.lead({NUMBER: delivery})
    assert send(gateway) is result
    assert send(gateway, number="+358400000002") is Result.ACCEPTED
    eventually(lambda: desk.figures()["calls_waiting"] == 0)
    told = [body["status"] for body in platform.told("/sms/status/") if body["destination"] == NUMBER]
    assert told == reports


def test_what_somebody_writes_is_brought_once_however_often_it_is_said(platform: Platform, desk: Desk) -> None:
    said = [Said("1", NUMBER, SENDER, "A", copies=5), Said("2", NUMBER, SENDER, "Kyllä kiitos")]
    desk.say(said)
    desk.say(said)
    eventually(lambda: desk.figures()["calls_done"] == 6)
    told = platform.told("/sms/inbound/")
    assert sorted(body["id"] for body in told) == ["1"] * 5 + ["2"]
    assert {body["message"] for body in told if body["id"] == "2"} == {"Kyllä kiitos"}
    assert all(body["source_number"] == NUMBER and body["destination_number"] == SENDER for body in told)


def test_a_call_is_repeated_five_times_and_then_only_when_asked(platform: Platform, desk: Desk) -> None:
    platform.answers = [500, 503, 401, 500, 500, 500]
    desk.say([Said("1", NUMBER, SENDER, "A")])
    eventually(lambda: desk.figures()["calls_given_up"] == 1)
    assert len(platform.heard) == TRIES == 6
    assert desk.call_again() == 1
    eventually(lambda: desk.figures()["calls_done"] == 1)
    assert len(platform.heard) == TRIES + 1


def test_sends_are_counted_by_number_and_repetitions_are_seen(gateway: str, desk: Desk) -> None:
    for text in ("one", "two", "one"):
        send(gateway, text)
    assert desk.counts() == {NUMBER: 3}
    assert desk.figures()["repeated"] == 1


@pytest.mark.parametrize("authorization", ["", "Token wrong", f"Bearer {TOKEN}", f"Token {TOKEN}x"])
def test_a_stranger_sends_nothing_and_leads_nobody(gateway: str, desk: Desk, authorization: str) -> None:
    headers = {"Authorization": authorization}
    for path in ("/v1/message/send", "/control/say", "/control/phones"):
        assert httpx.post(f"{gateway}{path}", headers=headers, json={}).status_code == 401
    assert httpx.get(f"{gateway}/control/sent", headers=headers).status_code == 401
    assert desk.figures()["messages"] == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b"[]", b"1", b'{"to":[]}', b'{"to":[{"destination":1,"format":"MOBILE"}],"text":"a"}',
     b'{"to":[{"destination":"+358400000001","format":"FAX"}],"text":"a"}',
     b'{"to":[{"destination":"+358400000001","format":"MOBILE"}],"text":""}'],
)  # fmt: skip
def test_what_is_no_message_is_turned_down(gateway: str, desk: Desk, body: bytes) -> None:
    headers = {"Authorization": f"Token {TOKEN}"}
    assert httpx.post(f"{gateway}/v1/message/send", headers=headers, content=body).status_code == 400
    assert desk.figures()["messages"] == 0


@contextmanager
def emulator_process(platform: Platform, store: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """This function will run ``manage.py sms_emulator`` and yield it with its address; it is killed in the end."""
    command = [sys.executable, "manage.py", "sms_emulator", "--port", "0", "--platform", platform.url]
    environment = {**os.environ, "SMS_API_TOKEN": TOKEN, "SMS_GATEWAY_SECRET": SECRET, "DEMO": "1"}
    process = subprocess.Popen(
        [*command, "--store", str(store), "--retry-seconds", "0.1", *more],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.kill()
        process.communicate()


def test_a_killed_emulator_goes_on_where_it_was(platform: Platform, tmp_path: Path) -> None:
    store = tmp_path / "emulator.sqlite3"
    platform.answers = [500] * 3
    with emulator_process(platform, store) as (process, url):
        assert send(url) is Result.ACCEPTED
        process.send_signal(signal.SIGKILL)
        process.wait()
    with emulator_process(platform, store) as (_, url):
        desk = Desk(url, TOKEN)
        eventually(lambda: desk.figures()["calls_done"] == 1)
        assert desk.figures() == {
            "messages": 1, "repeated": 0, "calls_done": 1, "calls_waiting": 0, "calls_given_up": 0,
        }  # fmt: skip
        desk.close()
    assert {body["status"] for body in platform.told("/sms/status/")} == {"DELIVERED"}


def test_outside_the_demonstration_there_is_no_emulator(settings: Any) -> None:
    from django.core.management import CommandError, call_command

    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("sms_emulator", "--port", "0", "--platform", "http://127.0.0.1:1")

"""The worked example of deploy/gateway as it stands: real nginx before a vendor's unchanged system, and attacks."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from consent.api.adapters.config import AdaptersConfig
from consent.api.adapters.gateway.mapping import load
from consent.ledger.models import Use
from consent.log.sealing import unseal_text
from consent.registry.actions.register_client import register_client
from deploy.gateway.lending_system import LendingSystem
from deploy.gateway.token_for_nginx import fetch, write
from tests.cast import SYSTEM, Cast

EXAMPLE = Path("deploy/gateway")
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/opt/homebrew/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: nginx-light)")
DESK = {"Authorization": "Basic " + base64.b64encode(b"desk-3:secret").decode()}


class Ledger(ThreadingMixIn, WSGIServer):
    """The platform on a socket, a thread a request."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no lines of its own."""

    def log_message(self, format: str, *args: object) -> None:
        """This function will write nothing."""


class Vendor(LendingSystem):
    """The vendor's system, which a test also asks what reached it."""

    reached: list[tuple[str, str, dict[str, str]]] = []

    def do_GET(self) -> None:
        """This function will note what came, then do what the system does."""
        self.reached.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
        super().do_GET()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET


@dataclass(frozen=True, slots=True)
class Desk:
    """Whoever sits before nginx."""

    port: int
    folder: Path

    def ask(self, target: str, method: str = "GET", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """This function will send a request exactly as spelled and return what came back."""
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connected.putrequest(method, target, skip_host=target.startswith("http"))
        if target.startswith("http"):
            connected.putheader("Host", "lending.test")
        for name, value in (DESK | (headers or {})).items():
            connected.putheader(name, value)
        connected.endheaders()
        answer = connected.getresponse()
        body = answer.read()
        connected.close()
        return answer.status, body


def free_port() -> int:
    """This function will return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def trial_mapping(folder: Path) -> AdaptersConfig:
    """This function will return the example's mapping, for the trial department and its activities."""
    told = (EXAMPLE / "routes.json").read_text("utf-8")
    for ours, theirs in (("library-loans", "trial-contract"), ("library-recommendations", "trial-consent")):
        told = told.replace(ours, theirs)
    (folder / "routes.json").write_text(
        told.replace("library.loans", "trial.plain").replace("library", "trial"), "utf-8"
    )
    return AdaptersConfig(load(folder / "routes.json"))


@contextlib.contextmanager
def serving(server: Any) -> Iterator[None]:
    """This function will serve in a thread meanwhile."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ledger(application: Callable[..., Any]) -> Callable[..., Any]:
    """This function will close a thread's database connection when its request is answered."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        try:
            return [b"".join(application(environ, start_response))]
        finally:
            connection.close()

    return answer


@pytest.fixture
def desk(settled: Cast, own_database: str, settings: Any, tmp_path: Path) -> Iterator[Desk]:
    """The city, the vendor's system and nginx between them, each on a port of its own."""
    settings.ADAPTERS = trial_mapping(tmp_path)
    platform = make_server("127.0.0.1", 0, ledger(get_wsgi_application()), Ledger, Quiet)
    Vendor.reached = []
    vendor = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    listens = free_port()
    written = (EXAMPLE / "nginx.conf").read_text("utf-8")
    for ours, theirs in ((":8001", platform.server_port), (":9000", vendor.server_port), (":8080", listens)):
        written = written.replace(ours, f":{theirs}")
    (tmp_path / "nginx.conf").write_text(written, "utf-8")
    # {PLAIN} is a scheme of nginx's own; a real file holds hashes.
    (tmp_path / "desk.htpasswd").write_text("desk-3:{PLAIN}secret\n", "utf-8")
    client = register_client(actor=SYSTEM, department="trial", scopes=["decision:evaluate"], name="gateway")
    told = {"client_id": client.client_id, "client_secret": client.client_secret}
    (tmp_path / "client.json").write_text(json.dumps(told), "utf-8")
    with serving(platform), serving(vendor):
        token, _ = fetch(f"http://127.0.0.1:{platform.server_port}/o/token/", tmp_path / "client.json")
        write(token, tmp_path / "token.conf")
        command = [str(NGINX), "-p", str(tmp_path), "-c", "nginx.conf", "-g", f"daemon off;{_user()}"]
        nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            _await_port(listens, nginx)
            yield Desk(listens, tmp_path)
        finally:
            nginx.terminate()
            nginx.wait(10)


def _user() -> str:
    # As root nginx would hand its workers to a user who may not enter the test's folder.
    return " user root;" if os.geteuid() == 0 else ""


def _await_port(port: int, nginx: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if nginx.poll() is not None:
            raise RuntimeError("nginx ended: nginx -t says why")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")


def test_nobody_reaches_the_system_without_the_ledgers_word(desk: Desk, settled: Cast) -> None:
    aino = settled.aino.pairwise_id
    status, body = desk.ask(f"/loans/{aino}?page=1", headers={"X-Case": "2026/7"})
    assert (status, json.loads(body)["loans_of"]) == (200, aino)
    use = Use.objects.get()
    assert (use.subject, use.activity, use.allowed) == (settled.aino.subject, "trial-contract", True)
    said = unseal_text(use.subject, use.event_id, use.recorded_at, bytes(use.sealed))
    assert json.loads(said) == {"case": "2026/7", "staff_ref": "desk-3"}
    ((command, path, headers),) = Vendor.reached
    assert (command, path) == ("GET", f"/loans/{aino}?page=1")
    assert "authorization" not in headers
    assert headers["x-decision-id"]
    assert desk.ask("/tips", headers={"X-Person": aino})[0] == 403
    assert len(Vendor.reached) == 1
    assert Use.objects.filter(allowed=False, activity="trial-consent").count() == 1
    assert aino not in (desk.folder / "access.log").read_text("utf-8")
    assert headers["x-decision-id"] in (desk.folder / "access.log").read_text("utf-8")


def test_who_is_outside_cannot_speak_for_the_gateway(desk: Desk, settled: Cast) -> None:
    aino, mikko = settled.aino.pairwise_id, settled.mikko.pairwise_id
    forged = {
        "X-Original-URI": f"/loans/{mikko}",
        "X-Original-Method": "DELETE",
        "X-Staff-Ref": "the-boss",
        "X_Staff_Ref": "the-boss",
        "X-Decision-Id": "forged",
        "X-HTTP-Method-Override": "DELETE",
        "X-Original-URL": f"/loans/{mikko}",
        "X-Rewrite-URL": f"/loans/{mikko}",
    }
    assert desk.ask(f"/loans/{aino}", headers=forged)[0] == 200
    use = Use.objects.get()
    assert use.subject == settled.aino.subject
    assert b"boss" not in unseal_text(use.subject, use.event_id, use.recorded_at, bytes(use.sealed)).encode()
    ((command, path, headers),) = Vendor.reached
    assert (command, path) == ("GET", f"/loans/{aino}")
    assert headers["x-decision-id"] != "forged"
    assert not {"x-http-method-override", "x-original-url", "x-rewrite-url"} & headers.keys()
    # Neither the question's own address nor another method is open to the outside.
    assert desk.ask("/ask-the-ledger")[0] == 404
    assert desk.ask(f"/loans/{aino}", "PUT")[0] == 403
    assert desk.ask(f"/loans/{aino}", headers={"Authorization": "Bearer x"})[0] == 401


@pytest.mark.parametrize(
    "target",
    [
        "/loans/{aino}/../{mikko}",
        "/loans/{aino}/%2e%2e/{mikko}",
        "/loans//{aino}",
        "//loans/{aino}",
        "/loans%2f{aino}",
        "/loans/{aino}%2f..%2f{mikko}",
        "/LOANS/{aino}",
        "/loans/{aino};x",
        "/loans/{aino}?person={mikko}",
        "/loans/{aino}?page=1&page=2",
        "/loans/",
        "/unmapped/{aino}",
        "/",
        "/ask-the-ledger/",
        "/%61sk-the-ledger",
    ],
)
def test_no_spelling_of_an_address_leads_past_the_ledger(desk: Desk, settled: Cast, target: str) -> None:
    spelled = target.format(aino=settled.aino.pairwise_id, mikko=settled.mikko.pairwise_id)
    assert desk.ask(spelled)[0] in (400, 403, 404)
    assert Vendor.reached == []
    assert not Use.objects.exists()


def test_an_address_in_absolute_form_is_the_same_address(desk: Desk, settled: Cast) -> None:
    status, _ = desk.ask(f"http://lending.test/loans/{settled.aino.pairwise_id}")
    assert (status, len(Vendor.reached)) == (200, Use.objects.count()) == (200, 1)


def test_a_fault_of_the_ledger_stops_the_request(desk: Desk, settled: Cast) -> None:
    address = f"/loans/{settled.aino.pairwise_id}"
    with mock.patch("consent.api.adapters.gateway.views.check", side_effect=OperationalError):
        assert desk.ask(address)[0] == 500
    with mock.patch("consent.api.adapters.gateway.views.check", side_effect=RuntimeError):
        assert desk.ask(address)[0] == 500
    assert Vendor.reached == []
    assert desk.ask(address)[0] == 200

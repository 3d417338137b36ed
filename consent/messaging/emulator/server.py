"""The emulated gateway's HTTP face: Helsinki's notification service API, and a desk from which telephones are led."""

import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from consent import clock
from consent.messaging.emulator.phones import Delivery, Said, Taken, moment
from consent.messaging.emulator.store import Store

LONGEST_BODY = 4 * 1024 * 1024
MOST_LISTED = 1_000
logger = logging.getLogger(__name__)
Answer = tuple[int, dict[str, Any]]


class Gateway(ThreadingHTTPServer):
    """
    ``POST /v1/message/send``, ``GET /v1/message/<id>`` (``Authorization: Token …``; STANDARDS.md section 9.4).

    The desk, with the same token: ``POST /control/phones``, ``POST /control/say``, ``POST /control/call-again``,
    ``GET /control/sent?after=N``, ``GET /control/counts`` and ``GET /control/figures``.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, store: Store, token: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.store, self.token = store, token


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm, wbufsize = True, 64 * 1024
    server: Gateway

    def do_GET(self) -> None:
        """This function will answer a question."""
        self._answer(self._asked)

    def do_POST(self) -> None:
        """This function will do as told."""
        self._answer(self._told)

    def log_message(self, format: str, *args: Any) -> None:
        """This function will keep quiet: an address may hold a message's id."""

    def _answer(self, deed: Callable[[], Answer]) -> None:
        length = self.headers.get("Content-Length") or "0"
        self._body = self.rfile.read(int(length)) if length.isdigit() and int(length) <= LONGEST_BODY else b""
        if not self._may():
            status, said = 401, {"detail": "Invalid token."}
        else:
            try:
                status, said = deed()
            except (ValueError, KeyError, TypeError) as fault:
                status, said = 400, {"detail": type(fault).__name__}
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _may(self) -> bool:
        shown = self.headers.get("Authorization") or ""
        return hmac.compare_digest(shown.encode(), f"Token {self.server.token}".encode())

    def _asked(self) -> Answer:
        address, store = urlsplit(self.path), self.server.store
        if address.path == "/control/figures":
            return 200, store.figures()
        if address.path == "/control/counts":
            return 200, {"numbers": store.counts()}
        if address.path == "/control/sent":
            after = int(parse_qs(address.query).get("after", ["0"])[0])
            return 200, {"messages": [asdict(taken) for taken in store.sent(after, MOST_LISTED)]}
        found = store.message(address.path.removeprefix("/v1/message/"))
        return (200, _reported(found)) if found else (404, {"detail": "Not found."})

    def _told(self) -> Answer:
        told, store, at = json.loads(self._body), self.server.store, clock.now().timestamp()
        if self.path == "/v1/message/send":
            return self._send(told, at)
        if self.path == "/control/phones":
            store.behave({number: Delivery(delivery) for number, delivery in told["phones"].items()})
            return 200, {}
        if self.path == "/control/say":
            return 200, {"new": store.say([Said(**said) for said in told["messages"]], at)}
        if self.path == "/control/call-again":
            return 200, {"again": store.call_again(at)}
        return 404, {"detail": "Not found."}

    def _send(self, told: Any, at: float) -> Answer:
        (to,) = told["to"]
        number, text = to["destination"], told["text"]
        if not isinstance(number, str) or not isinstance(text, str) or not text or to.get("format") != "MOBILE":
            raise ValueError
        taken = self.server.store.accept(str(told.get("sender", "")), number, text, at)
        # What becomes of it is not known yet: the report tells.
        return 200, _reported(taken if taken.status == "REJECTED" else replace(taken, status="SENT"))


def _reported(taken: Taken) -> dict[str, Any]:
    one = {"converted": taken.number, "status": taken.status, "statustime": moment(taken.accepted_at)}
    return {"id": taken.id, "report": {"messages": {taken.number: one}, "errors": [], "warnings": []}}

"""Sends by the City of Helsinki's notification service API (STANDARDS.md section 9.4)."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from consent.messaging.backends.base import Result, Sms, Tried
from consent.messaging.config import MessagingConfig
from consent.messaging.vocabulary import LONGEST_PROVIDER_ID

CONNECT_SECONDS, ANSWER_SECONDS, ALTOGETHER_SECONDS = 5.0, 15.0, 25.0
LONGEST_ANSWER = 64 * 1024
SEND_PATH, STATUS_PATH = "/v1/message/send", "/v1/message/{}"
# The provider has looked at the message and does not want it.
_REFUSED = (400, 413, 422)
# It has not looked at it: it is busy, or does not know us, or is not where we look for it.
_NOT_NOW = (301, 302, 303, 307, 308, 401, 403, 404, 405, 429, 503)
_NO_GOOD = ("invalid", "error", "rejected", "blocked")


class _NotConnected(Exception):
    """Nobody was reached; the message is the kind of failure."""


@dataclass(frozen=True, slots=True, repr=False)
class _Answer:
    status: int
    body: bytes
    wait: str


class HelsinkiBackend:
    """That API knows no idempotency, so a message is never sent a second time when it may have arrived the first.

    Before anything was sent, and where the provider's answer says that it took nothing, a message may be tried again.
    Nor does it report to us by itself, so it is asked. A connection for each, no proxy, no redirect; an answer is read
    up to 64 kilobytes.
    """

    def __init__(self, config: MessagingConfig) -> None:
        address = urlsplit(config.api_url)
        if not address.hostname:
            raise ValueError("SMS_API_URL names no host")
        self.config, self._secure = config, address.scheme == "https"
        self._host, self._port, self._base = address.hostname, address.port, address.path.rstrip("/")
        self._context = ssl.create_default_context() if self._secure else None

    def send(self, sms: Sms) -> Tried:
        """This function will hand one message over and tell what is known afterwards."""
        try:
            answer = self._asked("POST", SEND_PATH, self._body(sms))
        except _NotConnected as reason:  # nothing of the message has left
            return Tried(Result.LATER, why=f"no_connection_{reason}"[:40])
        except (OSError, http.client.HTTPException):
            return Tried(Result.UNCLEAR, why="no_answer")
        return _understood(answer, sms.number)

    def status(self, provider_id: str) -> str:
        """This function will ask what became of a message and return the service's word, empty when it has none."""
        try:
            answer = self._asked("GET", STATUS_PATH.format(quote(provider_id, safe="")), None)
        except (OSError, http.client.HTTPException):
            return ""
        said = _json(answer.body) if answer.status == HTTPStatus.OK else None
        words = {_word(one) for one in _messages(said).values()}
        return words.pop() if len(words) == 1 else ""

    def _asked(self, method: str, path: str, body: bytes | None) -> _Answer:
        connection = self._connection()
        watch = threading.Timer(ALTOGETHER_SECONDS, _cut, [connection])
        watch.daemon = True
        try:
            try:
                connection.connect()  # also a TLS handshake
            except OSError as reason:
                raise _NotConnected(type(reason).__name__) from None
            watch.start()
            if connection.sock is not None:
                connection.sock.settimeout(ANSWER_SECONDS)
            connection.request(method, self._base + path, body=body, headers=self._headers())
            answer = connection.getresponse()
            return _Answer(answer.status, answer.read(LONGEST_ANSWER), answer.headers.get("Retry-After", ""))
        finally:
            watch.cancel()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._context is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)
        return http.client.HTTPSConnection(self._host, self._port, timeout=CONNECT_SECONDS, context=self._context)

    def _body(self, sms: Sms) -> bytes:
        to = [{"destination": sms.number, "format": "MOBILE"}]
        return json.dumps({"sender": self.config.sender, "to": to, "text": sms.text}).encode()

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Token {self.config.api_token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Connection": "close",
        }


def _cut(connection: http.client.HTTPConnection) -> None:
    held = connection.sock
    if held is not None:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _understood(answer: _Answer, number: str) -> Tried:
    status, wait = answer.status, answer.wait
    if status in _NOT_NOW:
        return Tried(Result.LATER, why=f"http_{status}", wait=float(wait) if wait.isdigit() and len(wait) < 6 else None)
    if status in _REFUSED:
        return Tried(Result.REJECTED, why=f"http_{status}")
    if not 200 <= status < 300:
        return Tried(Result.UNCLEAR, why=f"http_{status}")
    said = _json(answer.body)
    provider_id = said.get("id") if isinstance(said, dict) else None
    if not isinstance(provider_id, str) or not 0 < len(provider_id) <= LONGEST_PROVIDER_ID or not _plain(provider_id):
        return Tried(Result.UNCLEAR, why="unreadable_answer")
    if _word(_messages(said).get(number)) in _NO_GOOD:
        return Tried(Result.REJECTED, provider_id, "turned_down")
    return Tried(Result.ACCEPTED, provider_id)


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _messages(said: Any) -> Mapping[str, Any]:
    report = said.get("report") if isinstance(said, dict) else None
    messages = report.get("messages") if isinstance(report, dict) else None
    return messages if isinstance(messages, dict) else {}


def _word(one: Any) -> str:
    status = one.get("status") if isinstance(one, dict) else None
    return status.strip().lower()[:20] if isinstance(status, str) else ""

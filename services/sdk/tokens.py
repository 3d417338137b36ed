"""Access tokens by client credentials (RFC 6749 §4.4), shared by the threads of a process."""

import threading
from base64 import b64encode
from urllib.parse import quote

import httpx

from services.sdk import clock, wire
from services.sdk.errors import BadAnswer, NotConnected

GRANT_PATH = "/o/token/"
LONGEST_LIFE = 600.0
EARLY = 30.0


class TokenSource:
    """Fetches a token, keeps it until shortly before it expires, and drops it when the ledger no longer takes it."""

    def __init__(self, pool: httpx.Client, *, client_id: str, client_secret: str, scopes: tuple[str, ...]) -> None:
        self._pool = pool
        self._scopes = " ".join(scopes)
        # RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
        pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
        self._basic = "Basic " + b64encode(pair.encode()).decode()
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def __repr__(self) -> str:
        return "<TokenSource>"

    def current(self) -> str:
        """This function will return a token that is good for now. Raises ConsentError when none can be had."""
        with self._lock:
            if not self._token or clock.monotonic() >= self._good_until:
                self._fetch()
            return self._token

    def drop(self, token: str) -> None:
        """This function will forget the token, unless another thread has already replaced it."""
        with self._lock:
            if self._token == token:
                self._token = ""

    def _fetch(self) -> None:
        self._token = ""
        asked_at = clock.monotonic()
        reply = wire.post(
            self._pool,
            GRANT_PATH,
            data={"grant_type": "client_credentials", "scope": self._scopes},
            headers={"Authorization": self._basic},
        )
        if reply.status in (400, 401, 403):
            raise NotConnected("The ledger gives this service no token.")
        wire.refuse_status(reply.status)
        token, seconds = _read_token(reply)
        self._token = token
        self._good_until = asked_at + seconds - min(EARLY, seconds / 2)


def _read_token(reply: wire.Reply) -> tuple[str, float]:
    """This function will read a token answer (RFC 6749 §5.1) as token and seconds of life. Raises BadAnswer."""
    content = reply.json()
    token, kind, seconds = content.get("access_token"), content.get("token_type"), content.get("expires_in")
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable() or " " in token:
        raise BadAnswer("The token answer has no token.")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise BadAnswer("The token is not a bearer token.")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        raise BadAnswer("The token answer has no life time.")
    return token, min(float(seconds), LONGEST_LIFE) if seconds < 10**9 else LONGEST_LIFE

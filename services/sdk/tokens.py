"""Access tokens by client credentials (RFC 6749 §4.4), shared by everything that runs in a process."""

import threading
from urllib.parse import urlencode

from services.sdk import clock
from services.sdk.credentials import AnyCredentials, Proof
from services.sdk.errors import BadAnswer, NotConnected
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.statuses import refuse_status

GRANT_PATH = "/o/token/"
METADATA_PATH = "/.well-known/oauth-authorization-server"
LONGEST_LIFE = 600.0
EARLY = 30.0


class TokenCache:
    """Keeps a token until shortly before it expires, and drops it when the ledger no longer takes it.

    Whoever runs ``fetch`` holds a lock meanwhile, so that one at a time is fetched.
    """

    def __init__(self, credentials: AnyCredentials, scopes: tuple[str, ...], issuer: str = "") -> None:
        self._proof = Proof(credentials)
        self._scopes = " ".join(scopes)
        self._issuer = issuer
        self._guard = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def __repr__(self) -> str:
        return "<TokenCache>"

    def kept(self) -> str:
        """This function will return a token that is good for now, or nothing."""
        with self._guard:
            return self._token if self._token and clock.monotonic() < self._good_until else ""

    def drop(self, token: str) -> None:
        """This function will forget the token, unless somebody has already replaced it."""
        with self._guard:
            if self._token == token:
                self._token = ""

    def fetch(self) -> Steps[str]:
        """This function will get a token and keep it. Raises ConsentError when none can be had."""
        if self._proof.needs_issuer and not self._issuer:
            self._issuer = yield from _read_issuer()
        asked_at = clock.monotonic()
        form = {"grant_type": "client_credentials", "scope": self._scopes, **self._proof.parameters(self._issuer)}
        reply: Reply = yield Call(
            "POST",
            GRANT_PATH,
            body=urlencode(form).encode(),
            content_type="application/x-www-form-urlencoded",
            headers=self._proof.headers(),
        )
        if reply.status in (400, 401, 403):
            raise NotConnected("The ledger gives this service no token.")
        refuse_status(reply)
        token, seconds = _read_token(reply)
        with self._guard:
            self._token = token
            self._good_until = asked_at + seconds - min(EARLY, seconds / 2)
        return token


def _read_issuer() -> Steps[str]:
    """This function will ask for the authorization server's own name (RFC 8414 §3)."""
    reply: Reply = yield Call("GET", METADATA_PATH)
    refuse_status(reply)
    issuer = reply.json().get("issuer")
    if not isinstance(issuer, str) or not issuer:
        raise BadAnswer("The authorization server does not say its name.")
    return issuer


def _read_token(reply: Reply) -> tuple[str, float]:
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

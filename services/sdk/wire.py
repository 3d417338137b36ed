"""One bounded HTTP exchange: no redirect, no proxy from the environment, no endless body, no endless wait."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from services.sdk import clock
from services.sdk.errors import BadAnswer, BadQuestion, NotConnected, Unreachable
from services.sdk.strict_json import parse_object

LARGEST_ANSWER = 64 * 1024
TOTAL_SECONDS = 5.0
_TIMEOUT = httpx.Timeout(2.0, connect=1.0, pool=1.0)
# Shorter than a server's own patience, so that a check is not sent down a connection just being closed.
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=4.0)
_HOME = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and the bytes that came with it."""

    status: int
    content_type: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """This function will return the body as a JSON object. Raises BadAnswer for any other type or form."""
        if self.content_type.partition(";")[0].strip().lower() != "application/json":
            raise BadAnswer("The answer is not application/json.")
        return parse_object(self.body)


def open_pool(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """This function will open a pool of connections to the ledger at base_url.

    Raises ValueError unless the URL is https, or http on this very machine: secrets and ids never travel in the clear.
    """
    parts = urlsplit(base_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HOME):
        raise ValueError("The ledger's URL must be https, or http on this machine.")
    return httpx.Client(
        base_url=base_url,
        timeout=_TIMEOUT,
        limits=_LIMITS,
        follow_redirects=False,
        trust_env=False,
        transport=transport,
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
    )


def post(pool: httpx.Client, path: str, **request: Any) -> Reply:
    """This function will POST and return the whole reply. Raises Unreachable or BadAnswer; nothing is tried twice."""
    deadline = clock.monotonic() + TOTAL_SECONDS
    try:
        with pool.stream("POST", path, **request) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise BadAnswer("The answer is compressed, which was not asked for.")
            return Reply(response.status_code, response.headers.get("content-type", ""), _read(response, deadline))
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as fault:
        # From None: the cause may quote the request, and a request may hold a national id.
        raise Unreachable(f"The ledger cannot be reached ({type(fault).__name__}).") from None


def _read(response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise BadAnswer("The answer is too long.")
        if clock.monotonic() > deadline:
            raise Unreachable("The answer took too long.")
    return bytes(body)


def refuse_status(status: int) -> None:
    """This function will raise what any status but 200 means, and return for 200."""
    if status == 200:
        return
    if status in (401, 403):
        raise NotConnected("The ledger does not accept this service's credentials, scopes or department.")
    if status in (400, 413, 415, 422):
        raise BadQuestion("The ledger could not accept the question.")
    if status == 429 or status >= 500:
        raise Unreachable(f"The ledger cannot answer now (status {status}).")
    raise BadAnswer(f"The ledger answered with status {status}.")

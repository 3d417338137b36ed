"""One bounded HTTP exchange: no redirect, no proxy from the environment, no endless body, no endless wait."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from services.sdk import clock
from services.sdk.errors import BadAnswer, Unreachable
from services.sdk.exchange import Call, Reply

LARGEST_ANSWER = 64 * 1024
TOTAL_SECONDS = 5.0
_READ, _CONNECT = 2.0, 1.0
# Shorter than a server's own patience, so that a check is not sent down a connection just being closed.
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=4.0)
_HOME = frozenset({"127.0.0.1", "::1", "localhost"})
FAULTS = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)


def open_pool(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """This function will open a pool of connections to the ledger at base_url. Raises ValueError as pool_options."""
    return httpx.Client(transport=transport, **pool_options(base_url))


def open_async_pool(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """This function will open a pool for an asynchronous program. Raises ValueError as pool_options."""
    return httpx.AsyncClient(transport=transport, **pool_options(base_url))


def pool_options(base_url: str) -> dict[str, Any]:
    """This function will return what every pool is opened with.

    Raises ValueError unless the URL is https, or http on this very machine: secrets and ids never travel in the clear.
    """
    parts = urlsplit(base_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HOME):
        raise ValueError("The ledger's URL must be https, or http on this machine.")
    return {
        "base_url": base_url,
        "limits": _LIMITS,
        "follow_redirects": False,
        "trust_env": False,
        "headers": {"Accept": "application/json", "Accept-Encoding": "identity"},
    }


def send(pool: httpx.Client, call: Call) -> Reply:
    """This function will send a call and return the whole reply. Raises Unreachable or BadAnswer; it sends once."""
    incoming = _Incoming(call)
    try:
        with pool.stream(call.method, call.path, **_request(call)) as response:
            incoming.begin(response)
            for chunk in response.iter_bytes():
                incoming.take(chunk)
            return incoming.reply(response)
    except FAULTS as fault:
        raise _unreachable(fault) from None


async def send_async(pool: httpx.AsyncClient, call: Call) -> Reply:
    """This function will do what send does, without blocking."""
    incoming = _Incoming(call)
    try:
        async with pool.stream(call.method, call.path, **_request(call)) as response:
            incoming.begin(response)
            async for chunk in response.aiter_bytes():
                incoming.take(chunk)
            return incoming.reply(response)
    except FAULTS as fault:
        raise _unreachable(fault) from None


def _request(call: Call) -> dict[str, Any]:
    headers = dict(call.headers)
    if call.idempotency_key:
        headers["Idempotency-Key"] = call.idempotency_key
    if call.method not in ("GET", "DELETE"):
        headers["Content-Type"] = call.content_type
    timeout = httpx.Timeout(_READ + call.waits, connect=_CONNECT, pool=_CONNECT)
    return {"content": call.body, "headers": headers, "params": dict(call.params) or None, "timeout": timeout}


def _unreachable(fault: Exception) -> Unreachable:
    # Whoever raises it does so from None: the cause may quote the request, and a request may hold a national id.
    sent = not isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.InvalidURL)
    return Unreachable(f"The ledger cannot be reached ({type(fault).__name__}).", sent=sent)


class _Incoming:
    """An answer while it comes in."""

    def __init__(self, call: Call) -> None:
        self.body = bytearray()
        self.largest = max(call.largest, LARGEST_ANSWER)
        self.deadline = clock.monotonic() + TOTAL_SECONDS + call.waits

    def begin(self, response: httpx.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise BadAnswer("The answer is compressed, which was not asked for.")

    def take(self, chunk: bytes) -> None:
        self.body += chunk
        if len(self.body) > self.largest:
            raise BadAnswer("The answer is too long.")
        if clock.monotonic() > self.deadline:
            raise Unreachable("The answer took too long.")

    def reply(self, response: httpx.Response) -> Reply:
        headers = response.headers
        return Reply(
            response.status_code, headers.get("content-type", ""), bytes(self.body), headers.get("retry-after", "")
        )

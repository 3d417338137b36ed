"""The API as a process serves it, and a way to knock that says exactly what is sent."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.db import connections
from werkzeug.test import Client

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def one_thread(application: Application) -> Iterator[Application]:
    """This function will give ``application`` served by one thread, whose database connection is closed in the end.

    A run that was stopped by its clock may still be knocking then; nobody opens any more.
    """
    closed = Event()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if closed.is_set():
            raise RuntimeError("the run is over")
        answered = application(environ, start_response)
        try:
            return list(answered)
        finally:
            getattr(answered, "close", lambda: None)()

    with ThreadPoolExecutor(1) as thread:
        try:
            yield lambda environ, start_response: thread.submit(serve, environ, start_response).result()
        finally:
            closed.set()
            thread.submit(connections.close_all).result()


def knock(application: Application, method: str, address: str, headers: dict[str, str], body: bytes = b"") -> Answer:
    """This function will send one request and return the answer."""
    answer = Client(application).open(address, method=method, headers=headers, data=body)
    return Answer(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.data)

"""Load from a process of its own: keep-alive connections that ask, wait for the answer and ask again.

`python -m bench.load` reads a job from standard input and writes what it saw to standard output, both JSON. It is
written on bare sockets because an HTTP client library would take more of the machine than the server does.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench.timing import percentile


@dataclass
class Connection:
    """One connection: what it waits for and since when."""

    socket: socket.socket
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def request_bytes(path: str, host: str, token: str, body: bytes) -> bytes:
    """This function will write one HTTP/1.1 POST of a JSON document."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def is_complete(received: bytes | bytearray) -> bool:
    """This function will tell whether a whole answer with a Content-Length is there."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(received[:end]).lower()
    at = head.find(b"content-length:")
    return at >= 0 and len(received) >= end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])


def run(job: dict[str, Any]) -> dict[str, Any]:
    """
    This function will put load on a server and return requests a second and latencies in milliseconds.

    :param job: host, port, path, token, bodies, connections, seconds; ``warm`` seconds at the start do not count. With
        ``rate`` so many requests a second arrive at fixed moments, whatever the server does, and a latency counts from
        that moment: a request that had to wait for a free connection has waited.
    """
    requests = [request_bytes(job["path"], job["host"], job["token"], body.encode()) for body in job["bodies"]]
    if job.get("rate"):
        return _arriving(job, requests)
    turns = count()
    selector = selectors.DefaultSelector()

    def ask(connection: Connection) -> None:
        connection.received.clear()
        connection.asked_at = time.perf_counter()
        connection.socket.sendall(requests[next(turns) % len(requests)])

    connections = _connected(job, selector)
    latencies: list[float] = []
    wrong = 0
    counts_from = time.perf_counter() + job.get("warm", 0.0)
    end = counts_from + job["seconds"]
    for connection in connections:
        ask(connection)
    waiting = len(connections)
    while waiting:
        for key, _ in selector.select(timeout=30):
            connection = key.data
            part = connection.socket.recv(65536)
            if not part:
                raise ConnectionError("the server closed a connection")
            connection.received += part
            if not is_complete(connection.received):
                continue
            now = time.perf_counter()
            if counts_from <= connection.asked_at and now <= end:
                latencies.append(now - connection.asked_at)
                wrong += not connection.received.startswith(b"HTTP/1.1 200")
            if now < end:
                ask(connection)
            else:
                waiting -= 1
                selector.unregister(connection.socket)
                connection.socket.close()
    return _seen(latencies, job["seconds"], wrong)


def _arriving(job: dict[str, Any], requests: list[bytes]) -> dict[str, Any]:
    selector = selectors.DefaultSelector()
    free = _connected(job, selector)
    gap, began = 1 / job["rate"], time.perf_counter()
    counts_from, end = began + job.get("warm", 0.0), began + job.get("warm", 0.0) + job["seconds"]
    latencies: list[float] = []
    wrong, sent, waiting = 0, 0, 0
    while True:
        now = time.perf_counter()
        due = began + sent * gap
        while free and due <= now and due < end:
            connection = free.pop()
            connection.received.clear()
            connection.asked_at = due
            connection.socket.sendall(requests[sent % len(requests)])
            sent, waiting = sent + 1, waiting + 1
            due = began + sent * gap
        if due >= end and not waiting:
            break
        pause = max(due - time.perf_counter(), 0.0) if free and due < end else 30
        for key, _ in selector.select(timeout=pause):
            connection = key.data
            part = connection.socket.recv(65536)
            if not part:
                raise ConnectionError("the server closed a connection")
            connection.received += part
            if not is_complete(connection.received):
                continue
            if connection.asked_at >= counts_from:
                latencies.append(time.perf_counter() - connection.asked_at)
                wrong += not connection.received.startswith(b"HTTP/1.1 200")
            waiting -= 1
            free.append(connection)
    return _seen(latencies, job["seconds"], wrong)


def _connected(job: dict[str, Any], selector: selectors.BaseSelector) -> list[Connection]:
    connections = []
    for _ in range(job["connections"]):
        raw = socket.create_connection((job["host"], job["port"]), timeout=30)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connections.append(Connection(raw))
        selector.register(raw, selectors.EVENT_READ, connections[-1])
    return connections


def _seen(latencies: list[float], seconds: float, wrong: int) -> dict[str, Any]:
    return {
        "rps": len(latencies) / seconds,
        "p50": percentile(latencies, 0.5) * 1000 if latencies else 0.0,
        "p99": percentile(latencies, 0.99) * 1000 if latencies else 0.0,
        "errors": wrong,
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)

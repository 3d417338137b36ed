"""Writers and a worker for fault tests: what was acknowledged is remembered here, outside the database."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg

from bench.writers import record
from tests.databases import ROOT


class Writers:
    """So many clients that record facts one by one and note each event id after its commit was acknowledged.

    :param durable: False gives the negative control, whose commits are acknowledged before they are on disk.
    """

    def __init__(self, url: str, count: int, *, durable: bool = True) -> None:
        self._url, self._durable = url, durable
        self.acknowledged: list[int] = []
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(count)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """This function will let every client end after the commit at hand."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _write(self) -> None:
        level = "on" if self._durable else "off"
        while not self._stopped.is_set():
            try:
                with psycopg.connect(
                    self._url, options=f"-c synchronous_commit={level}", connect_timeout=3
                ) as connection:
                    while not self._stopped.is_set():
                        ids = record(connection, 1, at=datetime.now(UTC), subject=uuid4)
                        self.acknowledged += ids
            except psycopg.Error:
                time.sleep(0.05)


class Worker:
    """The city's own worker program, killed and started again as its supervisor would."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill9()

    def start(self) -> None:
        """This function will start it."""
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill9(self) -> None:
        """This function will kill it outright, at whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def alive(self) -> bool:
        """This function will tell whether it runs."""
        return self._process is not None and self._process.poll() is None


def until(holds: Callable[[], Any], seconds: float = 240.0) -> None:
    """This function will wait until ``holds`` is true, whatever the database answers meanwhile, and fail in the end."""
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except psycopg.Error:
            pass
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.1)

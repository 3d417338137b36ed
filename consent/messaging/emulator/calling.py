"""Calls the platform: reports and what people wrote, each until it is taken or five repetitions have failed."""

import http.client
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, local
from urllib.parse import urlsplit

from consent import clock
from consent.messaging.emulator.store import Callback, Store

AT_ONCE = 8
LOOK_EVERY = 0.05
ANSWER_SECONDS = 20.0
logger = logging.getLogger(__name__)


class Caller:
    """Brings what is due, several calls at once, hence not always in order; as a real gateway does."""

    def __init__(self, store: Store, platform: str, secret: str, retry_seconds: float) -> None:
        address = urlsplit(platform)
        self._store, self._secret, self._retry_seconds = store, secret, retry_seconds
        self._host, self._port, self._prefix = address.hostname or "", address.port, address.path.rstrip("/")
        self._secure = address.scheme == "https"
        self._stopped, self._under_way, self._lock, self._own = Event(), set[int](), Lock(), local()
        self._open: list[http.client.HTTPConnection] = []

    def stop(self) -> None:
        """This function will end the calls after those under way."""
        self._stopped.set()

    def run(self) -> None:
        """This function will call until it is stopped."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="call") as threads:
            while not self._stopped.is_set():
                with self._lock:
                    under_way = set(self._under_way)
                due = self._store.due(clock.now().timestamp(), AT_ONCE * 4 + len(under_way), under_way)
                for callback in due[: AT_ONCE * 4 - len(under_way)]:
                    with self._lock:
                        self._under_way.add(callback.seq)
                    threads.submit(self._bring, callback)
                if len(due) < AT_ONCE or len(under_way) >= AT_ONCE * 2:
                    self._stopped.wait(LOOK_EVERY)
        for connection in self._open:
            connection.close()

    def _bring(self, callback: Callback) -> None:
        try:
            status = self._post(callback)
            if 200 <= status < 300:
                self._store.settle(callback.seq, "done")
            else:
                logger.warning("the platform answered %d on %s", status, callback.path)
                self._store.try_later(callback, clock.now().timestamp() + self._retry_seconds)
        except (OSError, http.client.HTTPException) as fault:
            logger.warning("the platform did not answer on %s: %s", callback.path, type(fault).__name__)
            self._store.try_later(callback, clock.now().timestamp() + self._retry_seconds)
        finally:
            with self._lock:
                self._under_way.discard(callback.seq)

    def _post(self, callback: Callback) -> int:
        """Each thread keeps its connection; when the platform has closed it meanwhile, it is opened anew, once."""
        connection = self._connection()
        for is_kept in (connection.sock is not None, False):
            try:
                connection.request("POST", self._prefix + callback.path, callback.body, self._headers())
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                if not is_kept:
                    raise
            else:
                return int(answer.status)
        raise ConnectionError

    def _connection(self) -> http.client.HTTPConnection:
        kept: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if kept is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            kept = self._own.connection = kind(self._host, self._port, timeout=ANSWER_SECONDS)
            with self._lock:
                self._open.append(kept)
        return kept

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}

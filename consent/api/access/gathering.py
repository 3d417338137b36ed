"""Questions that arrive together are decided together: one read, one write and one commit for all of them.

Every request waits for the group that takes its question along, and a group is read only after it was closed: a check
that starts after a withdrawal was acknowledged sees it, as if it had been alone.
"""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg.errors import LockNotAvailable

from consent.api.access.connections import drop_connection, usable_connection

Asked = TypeVar("Asked")
Told = TypeVar("Told")
MOST_TOGETHER = 256
PATIENCE_SECONDS = 30.0


def _is_everybodys(fault: BaseException) -> bool:
    """Whether the ledger is out of reach; a lock that did not come is the matter of whoever asked for it."""
    if isinstance(fault.__cause__, LockNotAvailable):
        return False
    return isinstance(fault, OperationalError | InterfaceError)


class _Ticket(Generic[Asked, Told]):
    """One question on its way: whoever asked waits at ``done``, which is held until there is an answer or a fault."""

    __slots__ = ("answer", "asked", "done", "fault")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Told | None = None
        self.fault: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


class Gathering(Generic[Asked, Told]):
    """Decides questions of many threads in one thread, which alone holds a connection for them."""

    def __init__(self, decide: Callable[[Sequence[Asked]], Sequence[Told]]) -> None:
        self._decide = decide
        self._starting = threading.Lock()
        self._process = 0
        self._waiting: SimpleQueue[_Ticket[Asked, Told] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many questions no group has taken along yet."""
        return self._waiting.qsize()

    def ask(self, asked: Asked) -> Told:
        """This function will return the answer to one question, decided with those that arrived beside it.

        Raises what deciding raised, and ``django.db.OperationalError`` when no answer came in time: a refusal.
        """
        if connection.in_atomic_block:
            return self._decide([asked])[0]  # what a transaction has not committed yet only it can see
        if self._process != os.getpid() or self._thread is None or not self._thread.is_alive():
            self._start()
        ticket: _Ticket[Asked, Told] = _Ticket(asked)
        self._waiting.put(ticket)
        if not ticket.done.acquire(timeout=PATIENCE_SECONDS):
            raise OperationalError("no answer in time")
        if ticket.fault is not None:
            raise ticket.fault
        return ticket.answer  # type: ignore[return-value]

    def _start(self) -> None:
        with self._starting:
            if self._process != os.getpid() or self._thread is None or not self._thread.is_alive():
                # What waits in a forked process is its parent's.
                self._waiting = SimpleQueue()
                self._thread = threading.Thread(target=self._run, args=(self._waiting,), name="decisions", daemon=True)
                self._thread.start()
                self._process = os.getpid()

    def rest(self) -> None:
        """This function will let the deciding thread finish and give its connection back; the next question wakes it.

        For whoever is about to take the database away, when nobody asks any more.
        """
        with self._starting:
            if self._thread is not None and self._process == os.getpid():
                self._waiting.put(None)
                self._thread.join(PATIENCE_SECONDS)
            self._process = 0

    def _run(self, waiting: "SimpleQueue[_Ticket[Asked, Told] | None]") -> None:
        while (first := waiting.get()) is not None:
            together = [first]
            while len(together) < MOST_TOGETHER:
                try:
                    beside = waiting.get_nowait()
                except Empty:
                    break
                if beside is None:
                    waiting.put(None)
                    break
                together.append(beside)
            self._answer(together)
        connection.close()

    def _answer(self, together: "list[_Ticket[Asked, Told]]") -> None:
        try:
            usable_connection()
            for ticket, told in zip(together, self._decide([ticket.asked for ticket in together]), strict=True):
                ticket.answer = told
        except BaseException as fault:
            with suppress(Exception):  # whatever it says, those who wait must hear of the first fault
                drop_connection()
            if len(together) > 1 and not _is_everybodys(fault):
                # Nothing was recorded, and a question that cannot be decided is not to fail its neighbours.
                for ticket in together:
                    self._answer([ticket])
                return
            for ticket in together:
                ticket.fault = fault
        for ticket in together:
            ticket.done.release()

"""Keeps messages in the process, for tests."""

import threading
from typing import ClassVar

from consent.messaging.backends.base import Result, Sms, Tried
from consent.messaging.config import MessagingConfig


class MemoryBackend:
    """``outbox`` has what was sent. What a test puts into ``answers`` by number is answered first, one a try."""

    outbox: ClassVar[list[Sms]] = []
    answers: ClassVar[dict[str, list[Tried]]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, config: MessagingConfig) -> None:
        self.config = config

    @classmethod
    def clear(cls) -> None:
        """This function will forget everything, before a test begins."""
        with cls._lock:
            cls.outbox.clear()
            cls.answers.clear()

    def send(self, sms: Sms) -> Tried:
        """This function will keep a message, or answer what the test has laid ready."""
        with self._lock:
            ready = self.answers.get(sms.number)
            tried = ready.pop(0) if ready else Tried(Result.ACCEPTED, f"memory-{sms.message}")
            if tried.result in (Result.ACCEPTED, Result.UNCLEAR):
                self.outbox.append(sms)
            return tried

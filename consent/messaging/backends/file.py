"""Writes messages as JSON lines into a file of the city's home, for the demonstration: nothing is sent."""

import json
import os
from pathlib import Path

from consent import clock
from consent.messaging.backends.base import Result, Sms, Tried
from consent.messaging.config import MessagingConfig


class FileBackend:
    """One line a message, written at once, so that two senders do not mix theirs; only the city's user reads it."""

    def __init__(self, config: MessagingConfig) -> None:
        if config.file is None:
            raise ValueError("this backend needs a file")
        self.config, self.file = config, Path(config.file)

    def send(self, sms: Sms) -> Tried:
        """This function will add a line; a file that cannot be opened is tried again later."""
        line = {
            "at": clock.now().isoformat(),
            "message": str(sms.message),
            "from": self.config.sender,
            "to": sms.number,
            "text": sms.text,
        }
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:
            return Tried(Result.LATER, why="file")
        try:
            os.write(handle, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        finally:
            os.close(handle)
        return Tried(Result.ACCEPTED, f"file-{sms.message}")

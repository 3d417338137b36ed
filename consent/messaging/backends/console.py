"""Writes messages to the terminal, for who develops: nothing is sent."""

import sys

from consent.messaging.backends.base import Result, Sms, Tried
from consent.messaging.config import MessagingConfig


class ConsoleBackend:
    """Shows each message on the standard output of the process that sends; refused outside the demonstration."""

    def __init__(self, config: MessagingConfig) -> None:
        self.config = config

    def send(self, sms: Sms) -> Tried:
        """This function will write a message out."""
        sys.stdout.write(f"SMS from {self.config.sender or '-'} to {sms.number}\n{sms.text}\n\n")
        sys.stdout.flush()
        return Tried(Result.ACCEPTED, f"console-{sms.message}")

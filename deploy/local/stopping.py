"""Being asked to stop: Ctrl-C, `kill`, a closed terminal."""

import signal
from types import FrameType


class StopAsked(BaseException):
    """One of the three signals that end a foreground program has come; `number` says which."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def raise_when_asked_to_stop() -> None:
    """This function will turn the first such signal into StopAsked; nothing interrupts the stopping after it."""

    def stop(number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        raise StopAsked(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup asks for SIGHUP to be ignored; a script's `&` does the same to SIGINT without anybody asking
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def ignore_signals() -> None:
    """This function will let no signal interrupt what comes next."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)

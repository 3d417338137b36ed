"""Long polling without tying a server down: a few may wait a few seconds, the others are answered at once."""

import threading
import time

from consent.signals.models import SecurityEvent
from consent.signals.vocabulary import WAITING

LONGEST = 8.0
EVERY = 0.4
# Of the four threads that a process has by default, one may wait; the others answer.
PLACES = threading.BoundedSemaphore(1)


def wait_for_something(stream: str, *, longest: float = LONGEST) -> bool:
    """This function will wait until a token waits for ``stream``, or ``longest`` seconds, and tell whether it came.

    Call it outside a transaction. It returns at once, as if the time were over, when all places are taken.
    """
    if not PLACES.acquire(blocking=False):
        return False
    try:
        until = time.monotonic() + longest
        while time.monotonic() < until:
            if SecurityEvent.objects.filter(stream=stream, state=WAITING).exists():
                return True
            time.sleep(EVERY)
        return False
    finally:
        PLACES.release()

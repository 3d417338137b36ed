"""The only place of the services that reads the time, so that a test can move it."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """This function will return the present moment as an aware UTC datetime."""
    return datetime.now(UTC)


def monotonic() -> float:
    """This function will return seconds on a clock that never jumps back; only differences mean anything."""
    return time.monotonic()

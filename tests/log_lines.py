"""Reads what the platform's own log handler writes."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """This function will lend the text that the configured handler writes meanwhile, masked and rendered."""
    (handler,) = (each for each in logging.getLogger().handlers if "ProcessorFormatter" in repr(each.formatter))
    written = io.StringIO()
    before = handler.setStream(written)
    try:
        yield written
    finally:
        handler.setStream(before)

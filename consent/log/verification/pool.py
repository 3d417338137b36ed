"""Doing independent pieces of work here, or in processes of their own that read the same moment of the database."""

import gc
import multiprocessing
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import django
from django.db import DEFAULT_DB_ALIAS, connection, connections

from consent.log.verification.contents import ContentReader
from consent.log.verification.ranges import Found, Stretch, verify_stretch
from consent.log.verification.reading import join_moment

# Stretches handed out ahead of the one that is folded: enough that nobody waits, few enough that memory stays flat.
AHEAD = 4

Work = Callable[[Iterable[Stretch]], Iterator[Found]]

# What one process of the pool keeps between its pieces of work.
_reader: ContentReader
_parents: Any


@contextmanager
def workers(processes: int, snapshot: str) -> Iterator[Work]:
    """This function will lend what verifies stretches and yields what they gave, in their order.

    With one process the work is done here. Otherwise each process reads the database as it was at ``snapshot``.
    """
    if processes == 1:
        reader = ContentReader()
        yield lambda stretches: (_uncollected(one, reader) for one in stretches)
        return
    how, database = _how(), dict(connection.settings_dict)
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context(how), _begin, (how, database, snapshot))
    try:
        yield lambda stretches: _ahead(pool, stretches, processes * AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def _ahead(pool: ProcessPoolExecutor, stretches: Iterable[Stretch], most: int) -> Iterator[Found]:
    waiting: deque[Future[Found]] = deque()
    for one in stretches:
        waiting.append(pool.submit(_verify, one))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _how() -> str:
    """A copy of this process begins at once, where a new one takes a second to import everything.

    A copy has no threads but the one that made it: whatever another one holds would be held forever. A daemon, such as
    the thread that draws a progress bar, holds nothing that is needed to read and to hash.
    """
    others = [one for one in threading.enumerate() if one is not threading.current_thread() and not one.daemon]
    return "spawn" if others or sys.platform != "linux" else "fork"


def _begin(how: str, database: Mapping[str, Any], snapshot: str) -> None:
    global _reader, _parents
    if how == "fork":
        # The connection is the parent's: it is kept, since to close it or to let it go would end the parent's session.
        _parents = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    else:
        django.setup()
    connection.settings_dict.update(database)
    join_moment(snapshot)
    _reader = ContentReader()


def _verify(stretch: Stretch) -> Found:
    return _uncollected(stretch, _reader)


def _uncollected(stretch: Stretch, reader: ContentReader) -> Found:
    """Rows make no cycles: looking for some among ten thousand new objects a stretch takes a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return verify_stretch(stretch, reader)
    finally:
        if collecting:
            gc.enable()

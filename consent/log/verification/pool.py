"""Doing independent pieces of work here, or in processes of their own that read the same moment of the database."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import django
from django.db import connection

from consent.log.verification.contents import ContentReader
from consent.log.verification.ranges import Found, Stretch, verify_stretch
from consent.log.verification.reading import join_moment

# Stretches handed out ahead of the one that is folded: enough that nobody waits, few enough that memory stays flat.
AHEAD = 4

Work = Callable[[Iterable[Stretch]], Iterator[Found]]

# What one process of the pool keeps between its pieces of work.
_reader: ContentReader


@contextmanager
def workers(processes: int, snapshot: str) -> Iterator[Work]:
    """This function will lend what verifies stretches and yields what they gave, in their order.

    With one process the work is done here. Otherwise each process reads the database as it was at ``snapshot``.
    """
    if processes == 1:
        reader = ContentReader()
        yield lambda stretches: (verify_stretch(one, reader) for one in stretches)
        return
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _begin, (dict(connection.settings_dict), snapshot)
    )
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


def _begin(database: Mapping[str, Any], snapshot: str) -> None:
    global _reader
    django.setup()
    connection.settings_dict.update(database)
    join_moment(snapshot)
    _reader = ContentReader()


def _verify(stretch: Stretch) -> Found:
    return verify_stretch(stretch, _reader)

"""The API for whoever sends it anything at all: in a database of one's own, with two departments in it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from consent.api.access.gathering import Gathering
from tests.cast import Cast
from tests.fuzz.doorway import Application, one_thread
from tests.fuzz.peers import Peer, settle


@dataclass(frozen=True, slots=True)
class Door:
    """The application, and the two who knock."""

    application: Application
    trial: Peer
    library: Peer


@pytest.fixture
def door(own_database: str, settled: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The API as a process serves it; a poll that could wait does not, since nobody has the time."""
    from consent.wsgi import application  # asks the database whether its log is guarded, as each process does

    monkeypatch.setattr("consent.api.ssf.polling.wait_for_something", lambda stream: False)
    # One thread asks here, and its connection alone is closed in the end: nothing is gathered in a thread beside it.
    monkeypatch.setattr(Gathering, "ask", lambda self, asked: self._decide([asked])[0])
    trial, library = settle(settled)
    logging.disable(logging.WARNING)  # a line for each of thousands of requests tells nobody anything
    with one_thread(application) as served:
        yield Door(served, trial, library)
    logging.disable(logging.NOTSET)

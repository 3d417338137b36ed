"""Whatever a leader had done when it was killed, the next one goes on, and nothing is ever signed twice in two ways."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from consent.log import fork_guard
from consent.log.models import Leaf, Pending, SignedCheckpoint
from consent.log.sequencer import STANDBY, sequence_batch
from tests.databases import ROOT
from tests.log.check_log import check_log
from tests.log.crashing import POINTS, command, crash, environment
from tests.log.facts import record_looks
from tests.log.sequencing import begun_log, sequence_all

TAKEOVER_SECONDS = 2.0
# Two cores are shared with whatever else runs; a loose bound still tells a takeover from a lock that nobody freed.
LOOSELY = 4


@pytest.mark.parametrize("point", POINTS)
def test_at_each_point_of_a_batch(own_database: str, log_keys: Path, point: str) -> None:
    record_looks(3)
    before = sequence_all()
    record_looks(300)
    crash(point, own_database, log_keys)
    check_log(settled=False)
    leaves, waiting = Leaf.objects.count(), Pending.objects.count()
    assert (leaves, waiting) == ((before.size, 300) if point == "before_a" else (before.size + 300, 0))
    highest = fork_guard.highest("city.test/log")
    assert highest is not None
    assert highest.size == (before.size + 300 if point in ("after_guard", "after_b") else before.size)
    stored = SignedCheckpoint.objects.latest("size")
    assert stored.size == (before.size + 300 if point == "after_b" else before.size)
    assert sequence_all().size == before.size + 300
    if point == "after_guard":
        assert SignedCheckpoint.objects.latest("size").note == highest.note, "the guard's own note, not a second one"
    record_looks(2)
    assert sequence_all().size == before.size + 302
    check_log()


@pytest.fixture
def failing_commit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets one commit of Django's fail, with or without having happened."""
    commit = BaseDatabaseWrapper._commit

    def fail(*, number: int, persisted: bool) -> None:
        seen = []

        def failing(self: BaseDatabaseWrapper) -> Any:
            seen.append(self)
            if len(seen) != number:
                return commit(self)
            if persisted:
                commit(self)
            else:
                self.connection.rollback()
            raise OperationalError("the connection was lost")

        monkeypatch.setattr(BaseDatabaseWrapper, "_commit", failing)

    return fail


@pytest.mark.parametrize("persisted", [False, True], ids=["failed-and-not-persisted", "failed-but-persisted"])
@pytest.mark.parametrize("number", [1, 2], ids=["A", "B"])
def test_a_commit_is_reported_as_failed(
    own_database: str,
    log_keys: Path,
    failing_commit: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    persisted: bool,
) -> None:
    record_looks(3)
    before = sequence_all()
    record_looks(40)
    log, highest = begun_log()
    failing_commit(number=number, persisted=persisted)
    with pytest.raises(OperationalError):
        sequence_batch(log, highest)
    monkeypatch.undo()
    connection.close()
    assert (Pending.objects.count() == 0) == (persisted or number == 2)
    assert SignedCheckpoint.objects.filter(size=before.size + 40).exists() == (persisted and number == 2)
    check_log(settled=False)
    assert sequence_all().size == before.size + 40
    check_log()


@pytest.fixture
def leader(own_database: str, log_keys: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts processes that sequence until they are killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command("run"), cwd=ROOT, env=environment(own_database, log_keys), **quiet)  # type: ignore[call-overload]
        started.append(process)
        return process  # type: ignore[no-any-return]

    yield start
    for process in started:
        process.kill()
        process.wait()


def leads() -> int | None:
    """This function will return the process id of the database session that leads, None when nobody does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        row = cursor.fetchone()
    return row[0] if row else None


def eventually(holds: Callable[[], bool], seconds: float = 60.0) -> float:
    """This function will wait until something holds and return how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not come about in time"
        time.sleep(0.02)
    return time.monotonic() - began


def signed() -> int:
    """This function will return the largest size that has been signed."""
    return SignedCheckpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def test_the_standby_takes_over(leader: Callable[[], subprocess.Popen[bytes]]) -> None:
    record_looks(2)
    first = leader()
    eventually(lambda: signed() == 4)
    second = leader()
    session = leads()
    time.sleep(STANDBY * 4)
    assert leads() == session, "the second waits while the first leads"
    assert second.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait()
    record_looks(5)
    assert eventually(lambda: signed() == 9) < TAKEOVER_SECONDS * LOOSELY
    assert leads() not in (None, session)
    check_log()


def test_leaders_are_killed_again_and_again_under_load(leader: Callable[[], subprocess.Popen[bytes]]) -> None:
    leading = leader()
    for _ in range(3):
        eventually(lambda: leads() is not None)
        waiting = leader()
        record_looks(900)
        leading.kill()
        leading = waiting
    eventually(lambda: signed() == 2 + 2700)
    check_log()

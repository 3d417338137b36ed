"""The worker process signs by itself, ends tidily, and says what to do when the database may not go on."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from consent.log import fork_guard
from consent.log.fork_guard import Highest
from consent.log.models import SignedCheckpoint
from tests.databases import ROOT
from tests.log.check_log import check_log
from tests.log.crashing import environment
from tests.log.facts import record_looks
from tests.log.sequencing import sequence_all
from tests.log.test_a_leader_is_killed import eventually, signed

Worker = subprocess.Popen[Any]


@pytest.fixture
def worker(own_database: str, log_keys: Path) -> Iterator[Callable[[], Worker]]:
    """Starts workers as the supervisor does, and ends them."""
    started: list[Worker] = []
    output = (log_keys / "worker.log").open("w")

    def start() -> Worker:
        variables = environment(own_database, log_keys) | {"PROCESS": "worker", "LOG_FORMAT": "json"}
        command = [sys.executable, "manage.py", "worker"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
    output.close()


def test_it_begins_the_log_signs_and_ends_when_asked(worker: Callable[[], Worker]) -> None:
    record_looks(3)
    process = worker()
    eventually(lambda: signed() == 5)
    record_looks(2)
    eventually(lambda: signed() == 7)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    check_log()


def test_two_workers_share_one_log(worker: Callable[[], Worker]) -> None:
    worker()
    worker()
    for _ in range(10):
        record_looks(30)
    eventually(lambda: signed() == 302)
    check_log()


def test_it_refuses_a_database_behind_the_guard_and_says_what_to_do(
    worker: Callable[[], Worker], log_keys: Path
) -> None:
    record_looks(3)
    newest = Highest.of(sequence_all().note)
    beyond = Highest.of(newest.note.replace(f"\n{newest.size}\n", f"\n{newest.size + 7}\n"))
    fork_guard.advance(newest, beyond)
    record_looks(1)
    process = worker()
    log = log_keys / "worker.log"
    eventually(lambda: "python manage.py begin_log" in log.read_text())
    assert process.poll() is None, "jobs go on"
    assert SignedCheckpoint.objects.latest("size").size == newest.size
    assert fork_guard.highest(newest.origin) == beyond

"""PostgreSQL and the worker are killed under writers, again and again: nothing acknowledged is lost."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from consent.core.checkpoints import parse_note
from consent.core.frontier import Frontier
from consent.core.merkle import leaf_hash
from consent.log.fork_guard import Highest
from deploy.local.clean import clean
from deploy.local.cluster import Cluster
from tests.databases import ROOT
from tests.faults.writers import Worker, Writers, until

pytestmark = pytest.mark.faults
FULL = os.environ.get("FULL") == "1"
KILLS = 20 if FULL else 2
WRITERS = 12
NEEDED = ("SECRET_KEY", "SECRET_KEY_FILE", "ROOT_KEY", "ROOT_KEY_FILE", "PATH", "HOME", "LANG")


@dataclass(frozen=True)
class Ground:
    """A server that waits for its disk, a migrated database on it, and the volume that no crash rewinds."""

    server: Cluster
    url: str
    environment: dict[str, str]
    guard: Path

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """This function will return what one statement finds."""
        with psycopg.connect(self.url, connect_timeout=3) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """Like a city of its own, without the pages."""
    home = tmp_path / "home"
    home.mkdir()
    server = Cluster(home, "run")
    server.start()
    try:
        server.create_database("mydata")
        urls = server.urls("mydata")
        kept = {name: os.environ[name] for name in NEEDED if name in os.environ}
        environment = kept | urls.environment() | {"MYDATA_HOME": str(home), "DEMO": "1", "PROCESS": "worker"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield Ground(server, urls.app, environment, home / "guard")
    finally:
        server.stop()
        clean(home)


def test_twelve_writers_lose_nothing_that_was_acknowledged_while_both_are_killed(ground: Ground) -> None:
    chance = random.Random(19)
    with Worker(ground.environment) as worker, Writers(ground.url, WRITERS) as writers:
        until(lambda: ground.ask("SELECT 1 FROM log_signedcheckpoint"))
        for number in range(KILLS):
            size = ground.ask("SELECT max(size) FROM log_signedcheckpoint")
            until(lambda size=size: ground.ask("SELECT max(size) FROM log_signedcheckpoint") > size)
            time.sleep(chance.random() / 2)
            if number % 2 == 0:
                ground.server.kill9()
                ground.server.start()
                if not worker.alive():
                    worker.start()
            else:
                worker.kill9()
                worker.start()
        writers.stop()
        until(lambda: not ground.ask("SELECT 1 FROM log_pending LIMIT 1"))
        until(
            lambda: (
                ground.ask("SELECT max(index) + 1 FROM log_leaf")
                == ground.ask("SELECT max(size) FROM log_signedcheckpoint")
            )
        )
    acknowledged = set(writers.acknowledged)
    assert len(acknowledged) > KILLS * WRITERS, "the writers were at work all the time"
    _assert_whole(ground, acknowledged)


@pytest.mark.skipif(not FULL, reason="the long ones are whole in make test-full")
def test_the_negative_control_loses_some(ground: Ground) -> None:
    """Commits that are acknowledged before they are on disk are lost by the same kill: the test above has teeth."""
    lost = 0
    for _ in range(20):
        with Writers(ground.url, WRITERS, durable=False) as writers:
            until(lambda writers=writers: len(writers.acknowledged) > WRITERS)
            time.sleep(0.3)
            ground.server.kill9()
        ground.server.start()
        kept = {row[0] for row in ground.ask("SELECT id FROM log_event")}
        lost += len(set(writers.acknowledged) - kept)
        if lost:
            break
    assert lost > 0


def _assert_whole(ground: Ground, acknowledged: set[int]) -> None:
    leaves = ground.ask(
        "SELECT l.index, l.event_id, l.entry, e.commitment FROM log_leaf l JOIN log_event e ON e.id = l.event_id"
        " ORDER BY l.index"
    )
    assert [index for index, *_ in leaves] == list(range(len(leaves))), "indexes are dense from 0"
    assert acknowledged <= {event_id for _, event_id, *_ in leaves}, "every acknowledged fact has its leaf"
    assert ground.ask("SELECT count(*) FROM log_event") == [(len(leaves),)]
    assert all(entry == commitment for *_, entry, commitment in leaves)
    signed = {int(str(size)): note for size, note in ground.ask("SELECT size, note FROM log_signedcheckpoint")}
    frontier = Frontier()
    for index, _, entry, _ in leaves:
        frontier.append(leaf_hash(bytes(entry)))  # type: ignore[call-overload]
        if note := signed.pop(int(str(index)) + 1, None):
            assert parse_note(str(note)).root == frontier.root(), f"the root at {index} is that of the leaves"
    assert not signed, "nothing is signed that is not there"
    (file,) = ground.guard.glob("*.json")
    assert Highest.of(ground.ask("SELECT note FROM log_signedcheckpoint ORDER BY size DESC LIMIT 1")[0][0])  # type: ignore[arg-type]
    assert str(len(leaves)) in file.read_text(encoding="utf-8")

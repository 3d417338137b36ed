"""Recording in the log: against one bare row, against a locked chain head, and until a checkpoint covers it."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg
from django.conf import settings
from django.db import connections

from bench.ground import clone, in_database
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import percentile
from bench.writers import TABLES, bare_row, facts, rate
from consent.log.sequencer import Sequencer

CLIENTS = 16
GROUP = 16
FLOOR = f"one bare INSERT and COMMIT by each of {CLIENTS} clients"
HEAD = "the same with a locked chain head"
SINGLE, GROUPED = "one at a time", f"{GROUP} in a commit, as concurrent checks are grouped"
_COVERED = """
SELECT EXISTS (
    SELECT 1 FROM log_leaf l JOIN log_signedcheckpoint c ON c.log_number = l.log_number AND c.size > l.index
    WHERE l.event_id = %s)
"""


def measure(scene: Scene) -> Iterator[Result]:
    """This function will time writers by turns beside a running sequencer, then the way to a signed checkpoint."""
    seconds, rounds = scene.sizes.seconds / 2, scene.sizes.rounds
    clients = min(CLIENTS, scene.sizes.connections)
    with clone(scene.empty, "log") as database, _sequencing(database):
        with psycopg.connect(in_database(os.environ["DATABASE_OWNER_URL"], database), autocommit=True) as owner:
            owner.execute(TABLES)
        url = in_database(os.environ["DATABASE_URL"], database)
        sides = {FLOOR: bare_row, SINGLE: facts(1), GROUPED: facts(GROUP), HEAD: facts(1, head=True)}
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(rounds):
            for name, work in sides.items():
                taken[name].append(rate(url, work, clients=clients, seconds=seconds))
        speed = {name: median(each) for name, each in taken.items()}
        speed[GROUPED] *= GROUP
        for name in (SINGLE, GROUPED):
            yield result(
                f"acknowledged events, {clients} writers, {name}",
                speed[name],
                "/s",
                ratio=speed[name] / speed[FLOOR],
                against=FLOOR,
                goal=Goal("ratio", "≥", 0.7),
            )
        yield result(
            f"acknowledged events, {clients} writers, {SINGLE}",
            speed[SINGLE],
            "/s",
            ratio=speed[SINGLE] / speed[HEAD],
            against=HEAD,
            goal=Goal("ratio", "≥", 4),
        )
        yield result(FLOOR, speed[FLOOR], "/s")
        waits = _waits(url, count=scene.sizes.visits)
        yield result("from acknowledgement to a checkpoint, p50", percentile(waits, 0.5), "s")
        yield result(
            "from acknowledgement to a checkpoint, p99", percentile(waits, 0.99), "s", goal=Goal("value", "≤", 1)
        )


def _waits(url: str, count: int) -> list[float]:
    waits = []
    with psycopg.connect(url) as connection:
        _drain(connection)
        for _ in range(count):
            facts(1)(connection)
            acknowledged = time.perf_counter()
            newest = connection.execute("SELECT max(id) FROM log_event").fetchone()
            while not connection.execute(_COVERED, newest).fetchone()[0]:  # type: ignore[index]
                connection.rollback()
                time.sleep(0.002)
            waits.append(time.perf_counter() - acknowledged)
            connection.rollback()
    return waits


def _drain(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """What the writers have left is placed first: the wait of an idle city is asked for."""
    end = time.monotonic() + 120
    while connection.execute("SELECT EXISTS (SELECT 1 FROM log_pending)").fetchone() == (True,):
        connection.rollback()
        if time.monotonic() > end:
            raise AssertionError("the sequencer does not keep up")
        time.sleep(0.1)
    connection.rollback()


@contextmanager
def _sequencing(database: str) -> Iterator[None]:
    """A process that sequences that database, with a guard and a key of its own."""
    with tempfile.TemporaryDirectory() as volume:
        connections.close_all()
        child = os.fork()
        if child == 0:
            settings.GUARD_DIR, settings.LOG_KEYS_DIR = Path(volume) / "guard", Path(volume) / "keys"
            for alias in settings.DATABASES:
                settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = database
            try:
                Sequencer().run()
            finally:
                os._exit(1)
        try:
            yield
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)

"""A whole campaign while its worker and its gateway are killed: nothing twice, nobody wrong, no place too many."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from consent.demo.replay.behaviour import Shown
from consent.demo.replay.street import shown_by
from deploy.local import processes
from deploy.local.clean import clean
from deploy.local.cluster import Cluster
from deploy.local.instance import load_instance
from tests.databases import ROOT
from tests.faults.conftest import NOT_INHERITED, eventually

pytestmark = pytest.mark.faults
FULL = os.environ.get("FULL") == "1"
FAMILIES, SPEED = (5_500, 60) if FULL else (30, 600)
PATIENCE = 5_400.0 if FULL else 120.0
_ENDS = "('offer.decided', 'offer.lapsed', 'offer.stopped', 'offer.not_made')"


@dataclass(frozen=True)
class Running:
    """A replay under way, and where its parts keep what they know."""

    home: Path
    environment: dict[str, str]

    @property
    def base(self) -> Path:
        """The replay's own home."""
        return self.home / "campaign" / f"2021-{FAMILIES}"

    def start(self) -> "subprocess.Popen[str]":
        """This function will begin the replay, or go on with it."""
        command = [sys.executable, "manage.py", "replay_campaign", "--families", str(FAMILIES)]
        return subprocess.Popen(
            [*command, "--seed", "2021", "--speed", str(SPEED)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def sent(self) -> list[tuple[str, str]]:
        """This function will return the number and the text of everything that the gateway accepted."""
        file = self.base / "messages" / "emulator.sqlite3"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as base, suppress(sqlite3.Error):
            return base.execute("SELECT number, text FROM message ORDER BY seq").fetchall()
        return []

    def kill(self, part: str) -> None:
        """This function will kill one part outright, and wait until its supervisor has brought it back."""
        pid, identity = load_instance(self.base).children[part]
        processes.send(pid, signal.SIGKILL, group=True)
        eventually(lambda: _is_another(self.base, part, identity))

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """This function will ask the replay's database, started for the question when it is not up."""
        cluster = Cluster(self.base, "run")
        cluster.hold()
        try:
            with closing(psycopg.connect(cluster.urls("mydata").owner)) as connection:
                return connection.execute(statement).fetchall()  # type: ignore[call-overload,no-any-return]
        finally:
            cluster.release()


def _is_another(base: Path, part: str, identity: str) -> bool:
    record = load_instance(base).children.get(part)
    return record is not None and record[1] != identity


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A home for one replay, with everything that runs in it ended afterwards."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith((*NOT_INHERITED, "SMS_"))}
    # So slow that there is a middle to be killed in.
    paces = {"SMS_PER_SECOND": "200" if FULL else "25", "API_WORKERS": "2" if FULL else "1"}
    yield Running(home, kept | paces | {"MYDATA_HOME": str(home), "LOG_FORMAT": "json"})
    clean(home)


@pytest.mark.slow
@pytest.mark.law("GDPR", "5(1)(f)", "A campaign sends nothing twice and loses no answer, whatever is killed meanwhile")
def test_worker_and_gateway_are_killed_twice_in_the_middle(running: Running) -> None:
    replay = running.start()
    try:
        for share in (0.2, 0.5):
            eventually(
                lambda share=share: len(running.sent()) >= share * FAMILIES or replay.poll() is not None, PATIENCE
            )  # type: ignore[misc]
            assert replay.poll() is None, replay.communicate()[0]
            running.kill("worker")
            running.kill("gateway")
        if FULL:  # and the one that leads it all
            processes.send(replay.pid, signal.SIGKILL, group=True)
            replay.communicate()
            replay = running.start()
        printed = replay.communicate(timeout=PATIENCE)[0]
    finally:
        replay.send_signal(signal.SIGTERM)
        replay.communicate(timeout=60)
    assert replay.returncode == 0, printed
    offers = [
        (number, code) for number, text in running.sent() for shown, code in [shown_by(text)] if shown is Shown.OFFER
    ]
    assert len(offers) == len(set(offers)) > 0, "an offer was sent twice"
    # Who declined has no further end: the deadline makes the last word final as it stands.
    no_single_end = running.ask(
        f"SELECT told.offer FROM proactive_offerevent told JOIN proactive_offer offer ON offer.id = told.offer"
        f" GROUP BY told.offer, offer.state"
        f" HAVING count(*) FILTER (WHERE told.kind IN {_ENDS}) <> (offer.state <> 'declined')::int"
    )
    assert no_single_end == []
    too_many = running.ask(
        "SELECT pool.code FROM proactive_pool pool JOIN proactive_offer offer ON offer.pool_id = pool.id"
        " WHERE offer.state = 'granted' GROUP BY pool.id HAVING count(*) > pool.capacity"
    )
    assert too_many == []
    (answered,) = running.ask("SELECT count(DISTINCT offer) FROM proactive_offerevent WHERE kind = 'offer.answered'")[0]
    # What a killed worker had in its hands is never sent again, and in a small town that is a good part of all.
    assert answered > FAMILIES * (0.7 if FULL else 0.35)
    unhandled = running.ask("SELECT count(*) FROM messaging_inbound WHERE handled_at IS NULL")
    assert unhandled == [(0,)]

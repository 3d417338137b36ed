"""PostgreSQL, the worker and both servers are killed in turn under a crowd that checks, gives and withdraws."""

import itertools
import json
import os
import signal
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from deploy.local import processes
from deploy.local.instance import load_instance
from tests.faults.conftest import RunningCity, eventually, kept_away
from tests.faults.crowd import Ask, Crowd, History, RememberingDoor, Resident, asked_of_the_api
from tests.faults.judge import (
    Check,
    Outage,
    allowed_while_away,
    odd_answers,
    seconds_to_the_first_right_answer,
    unrecorded,
    wrongly_allowed,
    wrongly_denied,
)

pytestmark = pytest.mark.faults
FULL = os.environ.get("FULL") == "1"
CLIENTS = 12
PARTS = ("postgresql", "worker", "web", "api")
# So far apart that what is killed again has lived for a minute: one that ends sooner is brought back ever more slowly.
SECONDS, APART_SECONDS = (120.0, 17.0) if FULL else (0.0, 0.0)
MOST_SECONDS_TO_RECOVER = 10.0


@dataclass(frozen=True)
class Town:
    """A city with residents who have signed in and a department that has a token."""

    city: RunningCity
    token: str
    people: list[Resident]

    def crowd(self, ask: Ask = asked_of_the_api) -> Crowd:
        """This function will return a client for each resident."""
        return Crowd(self.city.url, self.city.api_url, self.token, self.people, ask)

    def signed_size(self) -> int:
        """This function will return how many leaves the log's last checkpoint covers; 0 when nobody can tell."""
        try:
            with closing(psycopg.connect(self.city.server.urls().owner, connect_timeout=3)) as connection:
                row = connection.execute("SELECT coalesce(max(size), 0) FROM log_signedcheckpoint").fetchone()
        except psycopg.Error:
            return 0
        return int(row[0]) if row else 0

    def log_is_caught_up(self) -> bool:
        """This function will tell whether every event has its leaf and every leaf is covered by a checkpoint."""
        with closing(psycopg.connect(self.city.server.urls().owner, connect_timeout=3)) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM log_pending), (SELECT max(index) + 1 FROM log_leaf),"
                " (SELECT max(size) FROM log_signedcheckpoint)"
            ).fetchone()
        return row is not None and row[0] == 0 and row[1] == row[2]

    def recorded(self, checks: Collection[Check]) -> set[str]:
        """This function will return which of the allows stand on a use of the same resident."""
        file = self.city.home / "allows.json"
        told = [(check.decision_id, self.people[check.permission].subject) for check in checks if check.allowed]
        file.write_text(json.dumps(told), encoding="utf-8")
        code = f"from tests.faults.townspeople import keep_recorded; keep_recorded({str(file)!r})"
        self.city.manage("shell", "-c", code)
        return set(json.loads(file.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def town(faulty_city: RunningCity) -> Town:
    """Twelve residents whom no other test knows."""
    file = faulty_city.home / "town.json"
    code = f"from tests.faults.townspeople import settle; settle({CLIENTS}, {str(file)!r})"
    faulty_city.manage("shell", "-c", code)
    made = json.loads(file.read_text(encoding="utf-8"))
    answer = httpx.post(
        f"{faulty_city.api_url}/o/token/",
        data={"grant_type": "client_credentials", "scope": "decision:evaluate"},
        auth=(made["client"]["id"], made["client"]["secret"]),
    )
    people = [Resident(**resident) for resident in made["residents"]]
    return Town(faulty_city, answer.raise_for_status().json()["access_token"], people)


@pytest.mark.law(
    "GDPR", "7(3)", "no check is allowed after a withdrawal was acknowledged, whatever is killed meanwhile"
)
def test_no_kill_makes_one_wrong_or_unrecorded_answer(town: Town) -> None:
    outages = []
    with town.crowd() as crowd:
        history, began = crowd.history, time.monotonic()
        eventually(lambda: _everybody_has_withdrawn(crowd))
        for number, part in enumerate(itertools.cycle(PARTS)):
            struck = time.monotonic()
            outage = _hurt(town, history, part, held=number % (2 * len(PARTS)) == 0)
            outages.append(outage)
            eventually(lambda: town.signed_size() > 0)
            size = town.signed_size()
            eventually(lambda outage=outage, size=size: _is_back(town, crowd, outage, size))  # type: ignore[misc]
            eventually(lambda struck=struck: time.monotonic() - struck >= APART_SECONDS)  # type: ignore[misc]
            if number + 1 >= len(PARTS) and time.monotonic() - began >= SECONDS:
                break
    deeds, checks = history.deeds, history.checks
    assert wrongly_allowed(deeds, checks) == []
    assert wrongly_denied(deeds, checks) == []
    assert odd_answers(checks) == []
    assert [allowed_while_away(checks, outage) for outage in outages] == [[] for _ in outages]
    assert unrecorded(checks, town.recorded(checks)) == []
    assert {check.status for check in checks} == {200, 503, None}, "both servers' ends were felt"
    eventually(town.log_is_caught_up)
    assert json.loads(town.city.manage("verify_log", "--json"))["whole"] is True
    waits = [_waits(history, outage) for outage in outages]
    _tell(history, outages, waits)
    if FULL:
        assert max(max(pair) for pair in waits) <= MOST_SECONDS_TO_RECOVER


def test_a_door_that_remembers_an_allow_is_found_out(town: Town) -> None:
    """The negative control: the run above has teeth."""
    with town.crowd(RememberingDoor()) as crowd:
        eventually(lambda: _everybody_has_withdrawn(crowd))
        since = time.monotonic()  # the run before this one left some given: that is no allow after a withdrawal

        def found_out() -> bool:
            checks = [check for check in list(crowd.history.checks) if check.begin >= since]
            return bool(wrongly_allowed(list(crowd.history.deeds), checks))

        eventually(found_out)
    checks = crowd.history.checks
    real = {check.decision_id for check in checks}
    assert unrecorded(checks, real), "and two answers stand on one record"


def _everybody_has_withdrawn(crowd: Crowd) -> bool:
    crowd.assert_well()
    done = {deed.permission for deed in list(crowd.history.deeds) if deed.acknowledged and deed.verb == "withdraw"}
    return len(done) == CLIENTS


def _hurt(town: Town, history: History, part: str, *, held: bool) -> Outage:
    if part != "postgresql":
        # The worker ends by itself with the database, and its supervisor is in no hurry.
        eventually(lambda: part in load_instance(town.city.home).children)
        pid, _ = load_instance(town.city.home).children[part]
        processes.send(pid, signal.SIGKILL, group=True)
        killed = time.monotonic()
        return Outage(part, killed, killed)
    if not held:
        town.city.server.kill9()
        killed = time.monotonic()
        return Outage(part, killed, killed)
    with kept_away(town.city):
        # A process of the server that has not noticed yet may still answer, and rightly.
        assert processes.wait_until(lambda: not processes.working_in(town.city.server.data, "postgres"), 30)
        killed = time.monotonic()

        def felt() -> bool:
            inside = [check for check in list(history.checks) if check.begin >= killed]
            return sum(check.status == httpx.codes.SERVICE_UNAVAILABLE for check in inside) >= 2 * CLIENTS

        eventually(felt)
        return Outage(part, killed, time.monotonic())


def _is_back(town: Town, crowd: Crowd, outage: Outage, size: int) -> bool:
    crowd.assert_well()
    return max(_waits(crowd.history, outage)) < float("inf") and town.signed_size() > size


def _waits(history: History, outage: Outage) -> tuple[float, float]:
    deeds, checks = list(history.deeds), list(history.checks)
    return (
        seconds_to_the_first_right_answer(deeds, checks, outage),
        seconds_to_the_first_right_answer(deeds, checks, outage, by_page=True),
    )


def _tell(history: History, outages: list[Outage], waits: list[tuple[float, float]]) -> None:
    """What a person reads who runs this with `-s`."""
    allowed = sum(check.allowed for check in history.checks)
    withdrawn = sum(deed.acknowledged and deed.verb == "withdraw" for deed in history.deeds)
    print(f"\n{len(history.checks)} checks, {allowed} allowed; {withdrawn} acknowledged withdrawals")
    for outage, (decision, page) in zip(outages, waits, strict=True):
        print(f"  {outage.part} killed: first right decision after {decision:.1f} s, first right page {page:.1f} s")

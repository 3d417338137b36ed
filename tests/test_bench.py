"""Somebody measures: a moment of every measurement runs to its end, and its file says what it must."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from bench.measures.large_city import PAGES, mounted
from bench.results import Goal, result, write
from tests.architecture.tree import ROOT

FIELDS = ["metric", "value", "unit", "ratio", "against", "goal", "holds"]


def databases() -> set[str]:
    """This function will return the names of the databases that a run of the measurements makes."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'mydata_bench_%'").fetchall()
    return {str(name) for (name,) in rows}


def test_a_moment_of_everything_ends_and_leaves_only_its_file(tmp_path: Path) -> None:
    before, file = databases(), tmp_path / "latest.json"
    run = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", "--output", str(file)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in ("ONLY", "FULL")},
        capture_output=True,
        text=True,
        timeout=420,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    lines = json.loads(file.read_text())
    assert {tuple(line) for line in lines} == {tuple(FIELDS)}
    assert {line["metric"].split(",")[0] for line in lines} >= {
        "check over HTTP",
        "check in process",
        "decide() alone",
        "token endpoint",
        "very next check under load",
        "canonical bytes of a use",
        "strict JSON of a request",
        "my permissions",
        "who used my data",
        "/uses/ (resident)",
        "verify_log",
        "inclusion proof",
        "consistency proof",
        "export of 300 uses",
        "people selected and offered",
        "messages queued",
        "replies taken in and handled",
    }
    for line in lines:
        assert line["value"] >= 0
        assert (line["ratio"] is None) == (line["against"] == "")
        assert (line["holds"] is None) == (line["goal"] == "")
        assert line["metric"] in run.stdout
    promised = {line["metric"]: line["holds"] for line in lines if line["goal"] == "value ≤ 0"}
    assert promised == {
        "check over HTTP, answers other than 200": True,
        "very next check under load, wrong answers": True,
    }
    assert databases() - before == set()


def test_every_list_page_that_is_to_be_measured_exists() -> None:
    assert set(PAGES) - set(mounted()) == set()


def test_a_measurement_that_does_not_exist_is_refused_with_the_names_there_are() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench", "--only", "speed"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 2
    assert "check-http" in run.stderr


@pytest.mark.parametrize(
    ("goal", "ratio", "holds"),
    [(Goal("ratio", "≥", 4), 4.0, True), (Goal("ratio", "≥", 4), 3.9, False), (Goal("ratio", "≤", 2), 2.1, False)],
)
def test_a_goal_holds_or_does_not(goal: Goal, ratio: float, holds: bool, tmp_path: Path) -> None:
    line = result("something", 1.0, "µs", ratio=ratio, against="something else", goal=goal)
    write([line], tmp_path / "latest.json")
    assert json.loads((tmp_path / "latest.json").read_text())[0]["holds"] is holds

"""A maintainer asks published cases with `scripts.authzen_cases`: every shape is read, and a wrong answer is told."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from consent.api.access.door import DecisionDoor
from scripts import authzen_cases
from tests.api.authzen import behind, caller
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WHO = {"type": "user", "id": "pid-morty", "identity": "beside"}
UPDATE = {"subject": WHO, "action": {"name": "can_update_todo"}}
OWN = {"type": "todo", "id": "t-1", "ownerID": "morty@the-citadel.com"}
OTHER = {"type": "todo", "id": "t-2", "properties": {"ownerID": "rick@the-citadel.com"}}
SINGLES = [
    {"request": {**UPDATE, "resource": OWN}, "expected": True},
    {"request": {**UPDATE, "resource": OTHER}, "expected": {"decision": False}},
]
BATCHES = [
    {"request": {**UPDATE, "evaluations": {"1": {"resource": OWN}}}, "expected": {"1": {"decision": True}}},
    {"request": {**UPDATE, "evaluations": [{"resource": OTHER}]}, "expected": [{"decision": False}]},
]
EDIT, LIKE_IT = {"name": "edit"}, {"type": "record", "id": "110"}
SEARCHES = [
    {
        "request": {"subject": {"type": "user"}, "action": EDIT, "resource": LIKE_IT},
        "expected": {"results": [{"type": "user", "id": "dan"}, {"type": "user", "id": "alice"}]},
    },
    {
        "request": {
            "subject": {"type": "user", "id": "dan"}, "action": {"name": "delete"}, "resource": {"type": "record"},
        },
        "expected": {"results": [{"type": "record", "id": "110"}, {"type": "record", "id": "104"}]},
    },
    {
        "request": {"subject": {"type": "user", "id": "bob"}, "resource": {"type": "record", "id": "104"}},
        "expected": {"results": []},
    },
]  # fmt: skip


@pytest.fixture
def told(settled: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the script on one file before a fixture of ours: exit status, and what it printed."""
    token, file = tmp_path / "token", tmp_path / "cases.json"
    token.write_text(f"{caller().token}\n", encoding="utf-8")
    transport = httpx.WSGITransport(app=DecisionDoor(lambda *_: []))
    ordinary = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **options: ordinary(transport=transport, **options))

    def run(fixture: str, cases: Any) -> tuple[int, str]:
        file.write_text(json.dumps(cases), encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["x", "--api", "http://testserver", "--token", str(token), str(file)])
        with behind(fixture, monkeypatch):
            status = authzen_cases.main()
        return status, capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("fixture", "cases", "count"),
    [
        ("todo", {"decisions": SINGLES}, 2),
        ("todo", {"evaluation": SINGLES, "evaluations": BATCHES}, 4),
        ("todo", {"decisions": {"evaluation": SINGLES, "evaluations": BATCHES}}, 4),
        ("records", {"evaluation": SEARCHES}, 3),
        ("records", SEARCHES, 3),
    ],
)
def test_every_published_shape_is_asked(told: Any, fixture: str, cases: Any, count: int) -> None:
    assert told(fixture, cases) == (0, f"cases.json: {count} of {count} cases pass\n")


@pytest.mark.parametrize(
    ("fixture", "case", "expected"),
    [
        ("todo", SINGLES[0], False),
        ("todo", BATCHES[0], {"1": {"decision": False}}),
        ("records", SEARCHES[0], {"results": [{"type": "user", "id": "dan"}]}),
        ("records", SEARCHES[2], {"results": [{"name": "view"}]}),
    ],
)
def test_an_answer_that_is_not_the_expected_one_is_told(told: Any, fixture: str, case: Any, expected: Any) -> None:
    status, out = told(fixture, {"evaluation": [{**case, "expected": expected}]})
    assert status == 1
    assert out.startswith("cases.json: 0 of 1 cases pass\n  /access/v1/")


def test_a_request_that_is_refused_is_told(told: Any) -> None:
    """As an early version of the suite has it: an id that is a number, where the standard says text."""
    number = {"subject": WHO, "resource": {"type": "record", "id": 101}}
    status, out = told("records", [{"request": number, "expected": {"results": []}}])
    assert status == 1
    assert ": 400 " in out

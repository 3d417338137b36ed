"""A moment with an offset that no clock has is no moment: 400 wherever one is told, never a fault."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from consent.api.adapters.config import AdaptersConfig
from consent.api.adapters.use_log import read
from consent.api.moments import moment_in
from tests.api.conftest import bearer
from tests.api.test_draft_an_activity import entry, put
from tests.cast import Cast, token_for

pytestmark = pytest.mark.django_db
BEYOND = ["2026-11-24T09:00:00+23:59", "9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+16:00"]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("moment", BEYOND)
def test_it_is_400_in_every_place(browser: Client, settled: Cast, settings: Any, moment: str) -> None:
    settings.ADAPTERS = AdaptersConfig(data_tracker=True)
    reads = bearer(token_for("trial", "uses:read"))
    assert browser.get("/api/v1/uses", headers=reads, query_params={"since": moment}).status_code == 400
    body = json.dumps({"reports": [{"decision_id": "x", "rows_read": 1, "at": moment}]})
    reports = bearer(token_for("trial", "uses:report")) | {"Idempotency-Key": "k"}
    told = browser.post("/api/v1/uses/reports", body, content_type="application/json", headers=reports)
    assert told.status_code == 400
    finds = bearer(token_for("trial", "uses:find")) | {"X-Road-UserId": settled.aino.national_id}
    for name in ("periodStart", "periodEnd"):
        asked = {"userCode": settled.aino.national_id, name: moment}
        answer = browser.get("/adapters/data-tracker/v2/findUsage", headers=finds, query_params=asked)
        assert answer.status_code == 400
        assert moment not in answer.content.decode()


@pytest.mark.parametrize("name", ["in_force_from", "in_force_until"])
def test_no_draft_holds_one_for_a_registrar_to_stumble_over(browser: Client, settled: Cast, name: str) -> None:
    drafted = put(token_for("trial", "registry:draft"), entry() | {name: "2030-01-01T00:00:00+23:59"})
    assert drafted.status_code == 400
    assert drafted.json()["errors"][0]["pointer"] == f"/{name}"


def test_a_line_of_a_vendors_log_is_bad_and_the_others_are_read(tmp_path: Path) -> None:
    line = {"external_id": "1", "person": "a" * 32, "activity": "trial-contract", "category": "trial.plain"}
    log = tmp_path / "log.jsonl"
    moments = (BEYOND[0], "2026-11-24T09:00:00+02:00")
    log.write_text("".join(json.dumps(line | {"at": moment}) + "\n" for moment in moments), encoding="utf-8")
    bad, good = read(log)
    assert (bad.told, bad.problem) == (None, "at is not well formed")
    assert good.told


def test_the_ends_of_the_calendar_themselves_are_moments() -> None:
    assert moment_in("9999-12-31T23:59:59-12:00")
    assert moment_in("0001-01-01T00:00:00+14:00")

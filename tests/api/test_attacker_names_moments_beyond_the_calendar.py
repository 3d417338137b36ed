"""A moment whose offset carries it out of the calendar is no moment: 400 wherever one is told, never a fault."""

import json
from typing import Any

import pytest
from django.test import Client

from consent.api.adapters.config import AdaptersConfig
from consent.api.moments import moment_in
from tests.api.conftest import bearer
from tests.cast import Cast, token_for

pytestmark = pytest.mark.django_db
BEYOND = ["9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+00:01"]


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


def test_the_ends_of_the_calendar_themselves_are_moments() -> None:
    assert moment_in("9999-12-31T23:59:59Z")
    assert moment_in("0001-01-01T00:00:00-10:00")

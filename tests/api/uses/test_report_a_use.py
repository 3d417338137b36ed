"""A department reports what it read after a use was permitted; the person sees it, and nobody can take it back."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from consent import clock
from consent.ledger.actions.report_uses import MOST
from consent.ledger.models import Use, UseReport
from consent.ledger.use_queries import uses_of
from consent.people.actions.forget_person import forget_person
from tests.api.conftest import bearer
from tests.api.uses.conftest import HEALTH, KITCHEN, check, grant
from tests.cast import SYSTEM, Cast, publish_trial, token_for


@pytest.fixture
def decision(token: str, cast: Cast) -> str:
    """A permitted use of Aino's data."""
    grant(cast.aino)
    return check(token, cast.aino)


def post(token: str, path: str, body: Any, key: str = "") -> Any:
    headers = bearer(token) | {"Idempotency-Key": key or str(uuid.uuid4())}
    text = body if isinstance(body, str) else json.dumps(body)
    return Client().post(f"/api/v1/uses/{path}", text, content_type="application/json", headers=headers)


def report(token: str, decision: str, body: Any, key: str = "") -> Any:
    return post(token, f"{decision}/report", body, key)


def read(token: str, path: str) -> Any:
    return Client().get(f"/api/v1/uses{path}", headers=bearer(token))


@pytest.mark.law("GDPR", "15(1)(c)", "A department reports how much it read of a permitted use and to whom it went")
def test_what_was_read_and_who_got_it_is_kept_under_the_use(token: str, decision: str, cast: Cast) -> None:
    happened = clock.now().replace(microsecond=0)
    said = {"rows_read": 12, "transmitted_to": ["health", "Kitchen", "Köket"], "at": happened.isoformat()}
    first = report(token, decision, said)
    assert first.status_code == 201, first.content
    assert first.json()["transmitted_to"] == ["health", "Keittiö"]
    assert report(token, decision, {"rows_read": 3}).status_code == 201
    summed = uses_of(cast.aino.subject).rows[0].reported
    assert summed is not None
    assert (summed.rows_read, summed.passed_on_to) == (15, ("Keittiö", "health"))
    shown = read(token, f"/{decision}").json()
    assert [each["rows_read"] for each in shown["reports"]] == [3, 12]
    assert (shown["decision_id"], shown["reports"][1]["transmitted_to"]) == (decision, ["health", "Keittiö"])


def test_a_report_sent_again_is_recorded_once(token: str, decision: str) -> None:
    answers = [report(token, decision, {"rows_read": 12}, "same").content for _ in range(2)]
    assert answers[0] == answers[1]
    assert UseReport.objects.count() == 1


def test_a_recipient_that_the_notice_does_not_declare_is_refused(token: str, decision: str) -> None:
    refused = report(token, decision, {"rows_read": 1, "transmitted_to": ["health", "a newspaper"]})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/transmitted_to"
    assert b"newspaper" not in refused.content
    assert not UseReport.objects.exists()


def test_a_recipient_declared_only_later_is_refused_for_what_was_permitted_before(token: str, decision: str) -> None:
    publish_trial(recipients=[HEALTH | {"department": "health"}, KITCHEN, HEALTH | {"department": "sports"}])
    assert report(token, decision, {"rows_read": 1, "transmitted_to": ["sports"]}).status_code == 400


def test_a_refused_use_cannot_have_been_one(token: str, cast: Cast) -> None:
    refused = report(token, check(token, cast.mikko), {"rows_read": 1})
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/api/problems/use-not-permitted/")


def test_another_departments_use_is_like_one_that_never_was(other: str, token: str, decision: str) -> None:
    for path in (decision, str(uuid.uuid4()), "x", "%00", decision.upper() + "0"):
        foreign, unknown = report(other, path, {"rows_read": 1}), report(other, str(uuid.uuid4()), {"rows_read": 1})
        assert foreign.status_code == unknown.status_code == 404
        assert without_id(foreign) == without_id(unknown)
        assert without_id(read(other, f"/{path}")) == without_id(read(other, f"/{uuid.uuid4()}"))
    assert not UseReport.objects.exists()
    batch = {"reports": [{"decision_id": decision, "rows_read": 1}, {"decision_id": "x", "rows_read": 1}]}
    answer = post(other, "reports", batch).json()["results"]
    assert {each["reason"] for each in answer} == {"unknown_decision"}


def without_id(response: Any) -> dict[str, Any]:
    assert response.status_code == 404
    return {name: value for name, value in response.json().items() if name != "instance"}


def test_nothing_is_added_to_somebody_who_was_erased(token: str, decision: str, cast: Cast) -> None:
    forget_person(actor=SYSTEM, subject=cast.aino.subject)
    assert Use.objects.filter(subject=cast.aino.subject).exists()
    assert report(token, decision, {"rows_read": 1}).status_code == 404


@pytest.mark.parametrize("minutes", [-60, 60])
def test_nothing_was_read_before_the_decision_or_in_the_future(token: str, decision: str, minutes: int) -> None:
    said = {"rows_read": 1, "at": (clock.now() + timedelta(minutes=minutes)).isoformat()}
    assert report(token, decision, said).json()["errors"][0]["pointer"] == "/at"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rows_read": -1},
        {"rows_read": 2**31},
        {"rows_read": "12"},
        {"rows_read": True},
        {"rows_read": 1.5},
        {"rows_read": 1, "subject": "x"},
        {"rows_read": 1, "transmitted_to": "health"},
        {"rows_read": 1, "transmitted_to": ["health"] * 21},
        {"rows_read": 1, "transmitted_to": [7]},
        {"rows_read": 1, "at": "2026-11-24"},
        {"rows_read": 1, "at": "2026-11-24T09:00:00"},
        {"rows_read": 1, "at": "2026-13-24T09:00:00Z"},
        {"rows_read": 1, "at": 7},
        [],
        '{"rows_read": 1, "rows_read": 2}',
    ],
)
def test_what_is_no_report_is_refused_and_not_kept(token: str, decision: str, body: Any) -> None:
    assert report(token, decision, body).status_code == 400
    assert not UseReport.objects.exists()


def test_a_batch_answers_each_and_one_refusal_spoils_nothing(token: str, decision: str, cast: Cast) -> None:
    denied = check(token, cast.mikko)
    reports = [
        {"decision_id": decision, "rows_read": 1, "transmitted_to": ["health"]},
        {"decision_id": denied, "rows_read": 1},
        {"decision_id": decision, "rows_read": 1, "transmitted_to": ["nobody"]},
        {"decision_id": str(uuid.uuid4()), "rows_read": 1},
        {"decision_id": decision, "rows_read": 2, "at": "2020-01-01T00:00:00Z"},
        {"decision_id": decision, "rows_read": 5},
    ]
    answer = post(token, "reports", {"reports": reports})
    assert answer.status_code == 200, answer.content
    assert [each.get("reason", "") for each in answer.json()["results"]] == [
        "", "use_not_permitted", "recipient_not_declared", "unknown_decision", "time_out_of_range", "",
    ]  # fmt: skip
    assert sorted(UseReport.objects.values_list("rows_read", flat=True)) == [1, 5]


def test_a_batch_of_a_thousand_is_taken_in_a_few_statements(
    token: str, decision: str, django_assert_max_num_queries: Any
) -> None:
    reports = [{"decision_id": decision, "rows_read": 1, "transmitted_to": ["health"]}] * MOST
    with django_assert_max_num_queries(25):
        assert post(token, "reports", {"reports": reports}).status_code == 200
    assert UseReport.objects.count() == MOST
    assert post(token, "reports", {"reports": [*reports, reports[0]]}).status_code == 400
    assert post(token, "reports", {"reports": []}).status_code == 400
    assert post(token, "reports", {"reports": reports, "x": "x" * 262_144}).status_code == 413


def test_reading_and_reporting_need_their_scopes(cast: Cast, decision: str) -> None:
    reader, reporter = token_for("trial", "uses:read"), token_for("trial", "uses:report")
    assert report(reader, decision, {"rows_read": 1}).status_code == 403
    assert read(reporter, "").status_code == read(reporter, f"/{decision}").status_code == 403
    assert Client().get("/api/v1/uses").status_code == 401

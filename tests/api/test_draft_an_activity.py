"""A department drafts its activities by API; whatever it writes, nothing is published by it."""

import copy
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from consent.registry.models import Activity, Department, Notice, WaitingDraft
from tests import trial_manifest
from tests.api.conftest import bearer
from tests.cast import Cast, token_for

CODE = "trial-consent"
PROBLEMS = f"{settings.PUBLIC_URL}/api/problems/"


@pytest.fixture
def token(db: None, settled: Cast) -> str:
    """A token of the trial department, which may draft."""
    return token_for("trial", "registry:draft")


@pytest.fixture
def other(token: str) -> str:
    """A token of another department."""
    Department.objects.create(
        code="other", name_fi="x", name_sv="x", name_en="x", contact={"email": "other@city.example"}
    )
    return token_for("other", "registry:draft")


def entry(code: str = CODE, **changes: Any) -> dict[str, Any]:
    """This function will return one activity as a department drafts it: nobody has approved it."""
    made = copy.deepcopy(trial_manifest.activity(code, "consent", **changes))
    made["governance"] = {"drafted_by": "trial / drafter", "dpo_opinion": "Fine."}
    return made


def address(code: str) -> str:
    return f"/api/v1/activities/{code}/draft"


def put(token: str, body: Any, code: str = CODE, etag: str | None = None) -> Any:
    headers = bearer(token) | ({} if etag is None else {"If-Match": etag})
    text = body if isinstance(body, str) else json.dumps(body)
    return Client(raise_request_exception=False).put(
        address(code), text, content_type="application/json", headers=headers
    )


def get(token: str, code: str = CODE) -> Any:
    return Client().get(address(code), headers=bearer(token))


@pytest.mark.law("GDPR", "24(1)", "A department drafts; nothing is published before a registrar approves it")
def test_a_draft_is_kept_and_nothing_is_published(token: str) -> None:
    notices = Notice.objects.count()
    text = entry(valid_months=6)
    kept = put(token, text)
    assert kept.status_code == 201, kept.content
    assert kept.json()["draft"] == text
    assert (kept.json()["would_publish"], kept.json()["broken_rules"]) == (True, [])
    read = get(token)
    assert read.json() == kept.json()
    assert read["ETag"] == kept["ETag"]
    assert Notice.objects.count() == notices
    assert Activity.objects.get(code=CODE).valid_months == 12


def test_a_draft_that_breaks_rules_is_kept_and_every_one_of_them_is_told(token: str) -> None:
    spoilt = entry(categories=["trial.plain", "trial.unheard_of"], valid_months=48)
    del spoilt["notice"]["sv"], spoilt["governance"], spoilt["child_rule"]
    told = put(token, spoilt)
    assert told.status_code == 201
    assert told.json()["would_publish"] is False
    codes = {each["code"] for each in told.json()["broken_rules"]}
    assert len(codes) >= 5
    assert "approval_missing" not in codes, "that is not the department's to give"
    assert {"drafter_missing", "opinion_missing"} & codes
    assert get(token).json() == told.json()


def test_a_new_activity_can_be_drafted(token: str) -> None:
    assert put(token, entry("trial-idea"), "trial-idea").json()["would_publish"] is True
    assert not Activity.objects.filter(code="trial-idea").exists()


def test_nobody_overwrites_what_they_have_not_read(token: str) -> None:
    first = put(token, entry())
    blind = put(token, entry(valid_months=6))
    assert (blind.status_code, blind.json()["type"]) == (428, f"{PROBLEMS}precondition-required/")
    replaced = put(token, entry(valid_months=6), etag=first["ETag"])
    assert replaced.status_code == 200
    stale = put(token, entry(valid_months=3), etag=first["ETag"])
    assert (stale.status_code, stale.json()["type"]) == (412, f"{PROBLEMS}precondition-failed/")
    assert get(token).json()["draft"]["valid_months"] == 6
    for wrong in ("*", '"x"', "x", f"{first['ETag']}, {replaced['ETag']}"):
        assert put(token, entry(), etag=wrong).status_code == 412
    assert put(token, entry("trial-idea"), "trial-idea", etag=first["ETag"]).status_code == 412


def test_a_draft_is_taken_back_by_whoever_read_it(token: str) -> None:
    etag = put(token, entry())["ETag"]
    assert Client().delete(address(CODE), headers=bearer(token)).status_code == 428
    assert Client().delete(address(CODE), headers=bearer(token) | {"If-Match": '"x"'}).status_code == 412
    assert Client().delete(address(CODE), headers=bearer(token) | {"If-Match": etag}).status_code == 204
    assert get(token).status_code == 404
    assert Client().delete(address(CODE), headers=bearer(token) | {"If-Match": etag}).status_code == 404


def test_another_departments_activity_and_draft_are_not_there(token: str, other: str) -> None:
    put(token, entry())
    put(token, entry("trial-idea"), "trial-idea")
    for code in (CODE, "trial-idea", "no-such-thing"):
        assert get(other, code).status_code == 404
        assert Client().delete(address(code), headers=bearer(other) | {"If-Match": '"x"'}).status_code == 404
    assert put(other, entry()).status_code == 404
    assert put(other, entry("trial-idea"), "trial-idea").status_code == 201, "an idea of its own, seen by nobody else"
    assert get(token, "trial-idea").json()["client_id"] != get(other, "trial-idea").json()["client_id"]


@pytest.mark.parametrize(
    "spoil",
    [
        {"code": "trial-contract"},
        {"governance": {"drafted_by": "x", "approved_by": "y", "dpo_opinion": "z"}},
        {"department": "education"},
        {"published": True},
        {"in_force_from": "yesterday"},
        {"valid_months": 1.5},
        {"valid_months": "12"},
        {"notice": []},
    ],
)
def test_what_is_not_one_activity_is_refused(token: str, spoil: dict[str, Any]) -> None:
    refused = put(token, entry() | spoil)
    assert refused.status_code == 400, refused.content
    assert refused.json()["errors"]
    assert not WaitingDraft.objects.exists()


@pytest.mark.parametrize("body", ["[]", "7", "null", '{"code": "a", "code": "b"}', '{"notice": "\\u0000"}', "{" * 100])
def test_garbage_is_refused(token: str, body: str) -> None:
    assert put(token, body).status_code == 400
    assert not WaitingDraft.objects.exists()


def test_drafting_needs_its_scope(token: str) -> None:
    assert put(token_for("trial", "registry:read"), entry()).status_code == 403
    assert Client().get(address(CODE)).status_code == 401


def test_a_department_has_no_more_than_a_hundred_drafts(token: str) -> None:
    for number in range(100):
        WaitingDraft.objects.create(
            department_id="trial", code=f"t-{number}", entry={}, client="c", drafted_at="2026-01-01T00:00:00Z"
        )
    refused = put(token, entry())
    assert (refused.status_code, refused.json()["type"]) == (409, f"{PROBLEMS}too-many-drafts/")

"""GovStack's Consent BB 1.1: its words for our acts, nothing that our own API would not give, and an invented space."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from consent.api.adapters import config
from consent.api.adapters.config import AdaptersConfig
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import PermissionRow, Use
from consent.registry.models import Department
from tests.api.conftest import bearer
from tests.cast import Cast, token_for, with_consent

BASE = "/adapters/govstack"
SCOPES = "registry:read decision:evaluate consent:read consent:request"
urlpatterns = [path("trial/", include("consent.api.adapters.govstack.trial"))]


@pytest.fixture
def token(settled: Cast, db: None, settings: Any) -> str:
    """The adapter switched on, and a token of the trial department."""
    settings.ADAPTERS = AdaptersConfig(govstack=True)
    return token_for("trial", SCOPES)


def get(browser: Client, token: str, address: str, status: int = 200, **query: str) -> Any:
    """This function will ask and return the answer's body."""
    options: Any = {"query_params": query} if query else {}
    answer = browser.get(f"{BASE}/{address}", headers=bearer(token), **options)
    assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store"), answer.content
    return answer.json()


def test_an_activity_is_a_data_agreement_with_its_policy_and_revision(browser: Client, token: str) -> None:
    whole = get(browser, token, "config/data-agreement/trial-consent/")
    assert set(whole) == {"dataAgreement", "revision"}
    agreement, revision = whole["dataAgreement"], whole["revision"]
    assert (agreement["id"], agreement["lawfulBasis"], agreement["active"]) == ("trial-consent", "consent", True)
    assert (agreement["controller"]["id"], agreement["policy"]["jurisdiction"]) == ("trial", "FI")
    assert revision["objectId"] == "trial-consent"
    snapshot = revision["serializedSnapshot"].encode()
    assert revision["serializedHash"] == hashlib.sha1(snapshot, usedforsecurity=False).hexdigest()
    assert revision["serializedHashSha256"] == hashlib.sha256(snapshot).hexdigest()
    assert get(browser, token, "service/data-agreement/trial-consent/") == whole
    assert get(browser, token, "audit/data-agreement/trial-consent/") == whole
    policy = get(browser, token, "service/policy/trial-consent/")
    assert policy["policy"] == agreement["policy"]
    assert get(browser, token, "config/policy/trial-consent/revisions/")["revisions"] == [policy["revision"]]
    bases = {one["lawfulBasis"] for one in get(browser, token, "config/data-agreements/")["dataAgreements"]}
    assert bases == {"consent", "contract", "public_task", "legal_obligation", "vital_interest"}


def test_lists_are_read_by_offset_and_limit(browser: Client, token: str) -> None:
    whole = [one["id"] for one in get(browser, token, "config/policies/")["policies"]]
    assert whole == sorted(whole)
    part = get(browser, token, "config/policies/", offset="2", limit="3")["policies"]
    assert [one["id"] for one in part] == whole[2:5]
    for wrong in ({"offset": "-1"}, {"limit": "101"}, {"offset": "\u0661"}, {"limit": "x"}, {"offset": "9" * 99}):
        get(browser, token, "config/policies/", 400, **wrong)


def test_verifying_is_a_check_that_leaves_a_mark(browser: Client, token: str, settled: Cast) -> None:
    asked = {"individualId": settled.aino.pairwise_id, "dataAgreementId": "trial-consent"}
    assert get(browser, token, "service/verification/consent-records/", **asked) == {"consentRecords": []}
    record_id = f"trial-consent.{settled.aino.pairwise_id}"
    get(browser, token, f"service/verification/consent-record/{record_id}/", 400)
    with_consent(settled)
    (record,) = get(browser, token, "service/verification/consent-records/", **asked)["consentRecords"]
    assert (record["id"], record["optIn"], record["state"]) == (record_id, True, "unsigned")
    assert (record["dataAgreementId"], record["individualId"]) == ("trial-consent", settled.aino.pairwise_id)
    assert record["dataAgreement"]["id"] == record["dataAgreementId"]
    assert record["dataAgreementRevision"]["id"] == record["dataAgreementRevisionId"]
    shown = get(browser, token, f"service/verification/consent-record/{record_id}/")
    assert shown["consentRecord"] == record
    uses = Use.objects.filter(subject=settled.aino.subject, activity="trial-consent").order_by("event_id")
    assert list(uses.values_list("allowed", flat=True)) == [False, False, True, True]


def test_a_withdrawal_is_seen_by_the_next_verification(browser: Client, token: str, settled: Cast) -> None:
    with_consent(settled)
    who = settled.aino
    withdraw_consent(
        actor=who.actor, subject=who.subject, activity="trial-consent", language="fi", channel=Channel.PORTAL
    )
    asked = {"individualId": who.pairwise_id, "dataAgreementId": "trial-consent"}
    assert get(browser, token, "service/verification/consent-records/", **asked) == {"consentRecords": []}
    (record,) = get(browser, token, "audit/consent-records/")["consentRecords"]
    assert record["optIn"] is False


def test_another_departments_people_and_agreements_are_nowhere(browser: Client, token: str, settled: Cast) -> None:
    with_consent(settled)
    Department.objects.create(code="other", name_fi="x", name_sv="x", name_en="x", contact={})
    other = token_for("other", SCOPES)
    assert get(browser, other, "audit/consent-records/") == {"consentRecords": []}
    asked = {"individualId": settled.aino.pairwise_id, "dataAgreementId": "trial-consent"}
    assert get(browser, other, "service/verification/consent-records/", **asked) == {"consentRecords": []}
    record_id = f"trial-consent.{settled.aino.pairwise_id}"
    foreign = browser.get(f"{BASE}/audit/consent-record/{record_id}/", headers=bearer(other))
    unknown = browser.get(f"{BASE}/audit/consent-record/trial-consent.{'a' * 32}/", headers=bearer(token))
    assert foreign.status_code == unknown.status_code == 400
    assert foreign.json()["detail"] == unknown.json()["detail"]
    assert get(browser, token, f"audit/consent-record/{record_id}/")["consentRecord"]["optIn"] is True
    assert not Use.objects.filter(subject=settled.aino.subject).exists()  # the other's question named nobody


def test_a_department_cannot_opt_a_resident_in_it_can_only_ask(browser: Client, token: str, settled: Cast) -> None:
    address = f"{BASE}/service/individual/record/data-agreement/trial-consent/"
    query = {"individualId": settled.aino.pairwise_id}
    asked = browser.post(address, {"optIn": True}, "application/json", headers=bearer(token), query_params=query)
    assert (asked.status_code, asked.json()["consentRecord"]["optIn"]) == (200, False)
    assert not PermissionRow.objects.exists()
    again = browser.post(address, headers=bearer(token), query_params=query)
    assert again.status_code == 400
    for method in ("put", "delete", "patch"):
        assert getattr(browser, method)(address, headers=bearer(token)).status_code == 405
    verified = get(
        browser, token, "service/verification/consent-records/",
        individualId=settled.aino.pairwise_id, dataAgreementId="trial-consent",
    )  # fmt: skip
    assert verified == {"consentRecords": []}


def test_of_two_guardians_one_is_not_enough(browser: Client, token: str, settled: Cast) -> None:
    grant_consent(
        actor=settled.aino.actor, subject=settled.eino.subject, activity="trial-all-guardians", notice_version=1,
        language="fi", channel=Channel.PORTAL,
    )  # fmt: skip
    (record,) = get(browser, token, "audit/consent-records/")["consentRecords"]
    assert (record["optIn"], record["state"]) == (False, "pending more signatures")


@pytest.mark.parametrize(
    "address",
    [
        "config/policy/no-such/",
        "config/policy/no-such/revisions/",
        "config/data-agreement/no-such/",
        "service/verification/consent-record/x/",
        "service/verification/consent-record/trial-consent.A/",
        "service/verification/consent-records/",
        "audit/consent-record/x/",
        "audit/consent-record/%00.%00/",
        "service/verification/consent-record/%00.%00/",
        "service/verification/consent-records/?individualId=%00&dataAgreementId=trial-consent",
        "service/verification/consent-records/?individualId=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&dataAgreementId=%00",
    ],
)
def test_what_is_not_there_is_400_as_specified(browser: Client, token: str, address: str) -> None:
    get(browser, token, address, 400)


def test_it_is_not_there_unless_it_was_switched_on(browser: Client, token: str, settings: Any) -> None:
    assert browser.get(f"{BASE}/config/policies/").status_code == 401
    assert browser.get(f"{BASE}/config/policies/", headers=bearer(token_for("trial", "ssf.read"))).status_code == 403
    settings.ADAPTERS = AdaptersConfig()
    get(browser, token, "config/policies/", 404)
    get(browser, token, "config/policy/no-such/", 404)


@override_settings(ROOT_URLCONF=__name__)
def test_the_invented_space_answers_anybody_and_opens_no_database(browser: Client, db: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        for address in ("service/policy/1/", "config/policy/1/"):
            told = browser.get(f"/trial/{address}").json()
            assert isinstance(told["policy"], dict)
            assert isinstance(told["revision"], dict)
        for address in ("config/data-agreement/1/", "config/data/agreement/1"):
            assert browser.get(f"/trial/{address}").json()["id"] == "1"
        for address in ("config/data/agreement/invalid_id", "config/data/agreement/123!@%23", "config/data/agreement/"):
            assert browser.get(f"/trial/{address}").status_code == 400
        assert browser.post("/trial/config/policy/1/", json.dumps({}), "application/json").status_code == 405
    assert len(statements) == 0


def test_the_invented_space_is_refused_beside_real_people(monkeypatch: pytest.MonkeyPatch) -> None:
    import environ

    monkeypatch.setenv("ADAPTER_GOVSTACK_TRIAL", "1")
    assert config.read(environ.Env(), demo=True)[1] == []
    (said,) = config.read(environ.Env(), demo=False)[1]
    assert "remove it" in said
    monkeypatch.setenv("ADAPTER_GATEWAYS", "/no/such/file.json")
    assert any("cannot be read" in said for said in config.read(environ.Env(), demo=True)[1])

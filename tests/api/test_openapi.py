"""The OpenAPI document is valid, committed, and says about the API what the API does."""

import json
from pathlib import Path

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client

from consent.api.schema.views import openapi_document
from consent.core.vocabulary import Basis, Reason
from tests.cast import assemble, token_for
from tests.decisions.doors import ask_http

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def test_the_document_is_valid_and_was_made_without_a_guess(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))


def test_the_committed_document_is_the_current_one() -> None:
    made = json.loads(json.dumps(openapi_document()))
    assert json.loads(SNAPSHOT.read_text()) == made, (
        "run: python manage.py spectacular --format openapi-json --file docs/openapi.json"
    )


@pytest.mark.parametrize("accept", ["application/vnd.oai.openapi+json", "application/vnd.oai.openapi", "*/*"])
def test_anyone_may_read_it(browser: Client, accept: str) -> None:
    response = browser.get("/api/schema/", headers={"accept": accept})
    assert response.status_code == 200
    assert b"/access/v1/evaluation" in response.content


@pytest.mark.parametrize("query", ["lang=xx", "lang=../../x", "version=%0a", "version=9", "format=html", "lang=%00"])
@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_no_parameter_breaks_it(browser: Client, path: str, query: str) -> None:
    assert browser.get(f"{path}?{query}").status_code in (200, 404)
    assert browser.get(f"{path}?script=&{query}").status_code in (200, 404)


def test_each_operation_says_who_may() -> None:
    operations = {
        f"{method} {path}": operation["security"]
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
    }
    assert operations == {
        "post /access/v1/evaluation": [{"client_credentials": ["decision:evaluate"]}],
        "post /access/v1/evaluations": [{"client_credentials": ["decision:evaluate"]}],
        "post /access/v1/search/action": [{"client_credentials": ["decision:search"]}],
        "post /access/v1/search/resource": [{"client_credentials": ["decision:search"]}],
        "post /access/v1/search/subject": [{"client_credentials": ["decision:search"]}],
        "get /api/v1/activities": [{"client_credentials": ["registry:read"]}],
        "get /api/v1/activities/{code}": [{"client_credentials": ["registry:read"]}],
        "get /api/v1/activities/{code}/draft": [{"client_credentials": ["registry:draft"]}],
        "put /api/v1/activities/{code}/draft": [{"client_credentials": ["registry:draft"]}],
        "delete /api/v1/activities/{code}/draft": [{"client_credentials": ["registry:draft"]}],
        "get /api/v1/uses": [{"client_credentials": ["uses:read"]}],
        "get /api/v1/uses/{decision}": [{"client_credentials": ["uses:read"]}],
        "post /api/v1/uses/{decision}/report": [{"client_credentials": ["uses:report"]}],
        "post /api/v1/uses/import": [{"client_credentials": ["uses:report"]}],
        "post /api/v1/uses/reports": [{"client_credentials": ["uses:report"]}],
        "get /api/v1/activities/{code}/notices/{version}": [{"client_credentials": ["registry:read"]}],
        "post /api/v1/permits/redeem": [{"client_credentials": ["decision:evaluate"]}],
        "get /api/v1/consent-requests": [{"client_credentials": ["consent:request"]}],
        "post /api/v1/consent-requests": [{"client_credentials": ["consent:request"]}],
        "get /api/v1/consent-requests/{identifier}": [{"client_credentials": ["consent:request"]}],
        "post /api/v1/consent-requests/{identifier}/cancel": [{"client_credentials": ["consent:request"]}],
        "get /api/v1/rules": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/rules/{code}": [{"client_credentials": ["offers:write"]}],
        "post /api/v1/rules/{code}": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/rules/{code}/versions/{version}": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/campaigns": [{"client_credentials": ["offers:write"]}],
        "post /api/v1/campaigns": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/campaigns/{identifier}": [{"client_credentials": ["offers:write"]}],
        "put /api/v1/campaigns/{identifier}": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/campaigns/{identifier}/conditions": [{"client_credentials": ["offers:write"]}],
        "post /api/v1/campaigns/{identifier}/start": [{"client_credentials": ["offers:write"]}],
        "post /api/v1/campaigns/{identifier}/close": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/campaigns/{identifier}/funnel": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/offers": [{"client_credentials": ["offers:write"]}],
        "post /api/v1/offers": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/offers/{identifier}": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/offers/outcomes": [{"client_credentials": ["offers:write"]}],
        "get /api/v1/permissions": [{"client_credentials": ["consent:read"]}],
        "post /api/v1/subjects/resolve": [{"client_credentials": ["subjects:resolve"]}],
        "post /o/revoke_token/": [{"client_secret_basic": []}, {}],
        "post /o/token/": [{"client_secret_basic": []}, {}],
        "post /ssf/v1/poll/{stream}": [{"client_credentials": ["ssf.read"]}],
        "get /ssf/v1/status": [{"client_credentials": ["ssf.read"]}],
        "post /ssf/v1/status": [{"client_credentials": ["ssf.manage"]}],
        "get /ssf/v1/streams": [{"client_credentials": ["ssf.read"]}],
        "post /ssf/v1/streams": [{"client_credentials": ["ssf.manage"]}],
        "patch /ssf/v1/streams": [{"client_credentials": ["ssf.manage"]}],
        "put /ssf/v1/streams": [{"client_credentials": ["ssf.manage"]}],
        "delete /ssf/v1/streams": [{"client_credentials": ["ssf.manage"]}],
        "post /ssf/v1/verify": [{"client_credentials": ["ssf.manage"]}],
    }


def test_every_example_is_what_the_document_describes() -> None:
    document = openapi_document()
    checked = 0
    for methods in document["paths"].values():
        for operation in methods.values():
            contents = [operation.get("requestBody", {}), *operation["responses"].values()]
            for media in (media for part in contents for media in part.get("content", {}).values()):
                for example in media.get("examples", {}).values():
                    if "$ref" in example:
                        continue  # a problem, see test_openapi_rules
                    schema = {**media["schema"], "components": document["components"]}
                    jsonschema.validate(example["value"], schema)
                    checked += 1
    assert checked >= 18


def test_the_decision_knows_every_reason_and_basis() -> None:
    context = openapi_document()["components"]["schemas"]["EvaluationResponse"]["properties"]["context"]["properties"]
    assert set(context["reason"]["enum"]) == set(Reason)
    assert set(context["basis"]["enum"]) == {*Basis, None}


@pytest.mark.django_db
def test_real_answers_are_what_the_document_describes() -> None:
    document = openapi_document()
    described = {
        **document["paths"]["/access/v1/evaluation"]["post"]["responses"]["200"]["content"]["application/json"][
            "schema"
        ],
        "components": document["components"],
    }
    cast, token = assemble(), token_for("trial")
    seen = set()
    for activity in ("trial-consent", "trial-law", "trial-contract", "no-such-activity"):
        status, _, answer = ask_http(
            token,
            {
                "subject": {"type": "department", "id": "trial"},
                "action": {"name": activity},
                "resource": {"type": "trial.plain", "id": cast.aino.pairwise_id},
            },
        )
        assert status == 200
        jsonschema.validate(answer, described, format_checker=jsonschema.FormatChecker())
        seen.add((answer["decision"], answer["context"]["basis"] is None))
    assert seen == {(True, False), (False, False), (False, True)}


@pytest.mark.django_db
def test_real_answers_to_batches_and_searches_are_what_the_document_describes() -> None:
    document, cast = openapi_document(), assemble()
    token = token_for("trial", "decision:evaluate decision:search")
    trial, law = {"type": "department", "id": "trial"}, {"name": "trial-duty"}
    resource = {"type": "trial.plain", "id": cast.aino.pairwise_id}
    asked = {
        "evaluations": {"subject": trial, "action": law, "evaluations": [{"resource": resource}, {}]},
        "search/subject": {"subject": {"type": "department"}, "action": law, "resource": resource},
        "search/resource": {"subject": trial, "action": law, "resource": {"type": "trial.plain"}, "page": {"limit": 1}},
        "search/action": {"subject": trial, "resource": resource},
    }
    for name, body in asked.items():
        operation = document["paths"][f"/access/v1/{name}"]["post"]
        parts = {"components": document["components"]}
        request = operation["requestBody"]["content"]["application/json"]["schema"] | parts
        response = operation["responses"]["200"]["content"]["application/json"]["schema"] | parts
        jsonschema.validate(body, request)
        status, _, answer = ask_http(token, body, PATH_INFO=f"/access/v1/{name}")
        assert status == 200
        assert answer.get("results", answer.get("evaluations"))
        jsonschema.validate(answer, response, format_checker=jsonschema.FormatChecker())


def test_swagger_ui_may_run_its_own_script_and_nothing_else(browser: Client) -> None:
    policy = browser.get("/api/docs/")["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_other_path_may_run_a_script(browser: Client) -> None:
    assert "script-src" not in browser.get("/api/schema/")["Content-Security-Policy"]

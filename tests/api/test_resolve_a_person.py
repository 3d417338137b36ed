"""A department turns a national id into its own id of a person; nobody learns whether the platform knows the person."""

import re
from unittest import mock

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.errors import AdminShutdown, LockNotAvailable

from consent.people.models import PairwiseId, Subject
from consent.registry.actions.register_client import RegisteredClient
from tests.api.conftest import RESOLVE, bearer, token_for
from tests.log_lines import logged

SOMEBODY, ANOTHER = "010190-999W", "131052A9085"


@pytest.fixture
def token(browser: Client, library: RegisteredClient) -> str:
    """A token of the library."""
    return token_for(browser, library)


def ask(browser: Client, token: str, body: str | bytes, content_type: str = "application/json", **extra: str):
    return browser.generic("POST", RESOLVE, body, content_type=content_type, headers=bearer(token), **extra)


def ask_for(browser: Client, token: str, national_id: str):
    return ask(browser, token, f'{{"national_id": "{national_id}"}}')


def is_problem(response, status: int) -> dict:
    """This function will check the form of a problem document and return it."""
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    document = response.json()
    assert document["status"] == status
    assert set(document) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert document["instance"] == f"urn:mydata:request:{response['X-Request-ID']}"
    assert response["Cache-Control"] == "no-store"
    return document


def test_a_person_has_one_id_for_a_department(browser: Client, token: str) -> None:
    first, again = ask_for(browser, token, SOMEBODY), ask_for(browser, token, SOMEBODY.lower())
    assert first.status_code == 200
    assert set(first.json()) == {"id"}
    assert re.fullmatch(r"[a-z2-7]{32}", first.json()["id"])
    assert first.json() == again.json()
    assert first["Cache-Control"] == "no-store"
    assert ask_for(browser, token, ANOTHER).json() != first.json()


def test_two_departments_never_get_the_same_id(browser: Client, token: str, education: RegisteredClient) -> None:
    assert ask_for(browser, token, SOMEBODY).json() != ask_for(browser, token_for(browser, education), SOMEBODY).json()


def test_the_department_comes_from_the_token_and_never_from_the_body(browser: Client, token: str) -> None:
    for extra in ('"department": "education"', '"subject": "x"', '"id": "x"'):
        is_problem(ask(browser, token, f'{{"national_id": "{SOMEBODY}", {extra}}}'), 400)
    assert PairwiseId.objects.count() == 0
    ask_for(browser, token, SOMEBODY)
    assert PairwiseId.objects.get().department == "library"


def test_a_known_and_an_unknown_person_cost_the_same_statements(browser: Client, token: str) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as statements:
            assert ask_for(browser, token, SOMEBODY).status_code == 200
        counts.append([statement["sql"].split()[0] for statement in statements])
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "national_id",
    ["", " ", "010190-9999", "320190-999W", "010190-999", "x" * 40, "010190-999W010190-999W", "\\u0661" * 11, "<b>"],
)
def test_what_is_no_national_id_is_refused_and_not_repeated(browser: Client, token: str, national_id: str) -> None:
    response = ask_for(browser, token, national_id)
    is_problem(response, 400)
    said = response.json()
    assert "errors" in said or "eleven characters" in said["detail"], "it says what to do"
    assert len(national_id) < 5 or national_id.encode() not in response.content
    assert Subject.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'"010190-999W"',
        b"1",
        b'{"national_id": null}',
        b'{"national_id": 1}',
        b'{"national_id": true}',
        b'{"national_id": ["010190-999W"]}',
        b'{"national_id": {"$ne": ""}}',
        b'{"national_id": "010190-999W\\u0000"}',
        b'{"national_id": "\\ud800"}',
        b'{"national_id": "010190-999W", "national_id": "131052A9085"}',
        b'{"national_id": "010190-999W"',
        b'{"national_id": "010190-999W"} x',
        b'\xef\xbb\xbf{"national_id": "010190-999W"}',
        b'{"national_id": "\xff"}',
        b'{"national_id": 1e400}',
        b'{"national_id": ' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"national_id=010190-999W",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_malformed_body_is_400_and_nothing_is_stored(browser: Client, token: str, body: bytes) -> None:
    response = ask(browser, token, body)
    is_problem(response, 400)
    assert b"010190" not in response.content
    assert Subject.objects.count() == 0


@pytest.mark.parametrize("size", [70_000, 5_000_000])
def test_a_huge_body_is_413(browser: Client, token: str, size: int) -> None:
    is_problem(ask(browser, token, b'{"national_id": "' + b"x" * size + b'"}'), 413)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json; charset=bz2_codec",
        "application/json; charset=utf-16",
        "nonsense",
    ],
)
def test_another_content_type_is_415(browser: Client, token: str, content_type: str) -> None:
    is_problem(ask(browser, token, f'{{"national_id": "{SOMEBODY}"}}', content_type), 415)
    assert Subject.objects.count() == 0


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", 'application/json; charset="UTF-8"'])
def test_utf_8_may_be_said(browser: Client, token: str, content_type: str) -> None:
    assert ask(browser, token, f'{{"national_id": "{SOMEBODY}"}}', content_type).status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png;q=1"])
def test_an_answer_in_another_form_is_406(browser: Client, token: str, accept: str) -> None:
    is_problem(ask(browser, token, f'{{"national_id": "{SOMEBODY}"}}', HTTP_ACCEPT=accept), 406)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "INVENTED"])
def test_another_method_is_405(browser: Client, token: str, method: str) -> None:
    response = browser.generic(method, RESOLVE, headers=bearer(token))
    is_problem(response, 405)
    assert "POST" in response["Allow"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing", f"{RESOLVE}/", "/api/%00", "/api/v1/x\u202e"])
def test_a_path_that_does_not_exist_is_404(db: None, browser: Client, path: str) -> None:
    is_problem(browser.get(path), 404)
    is_problem(browser.post(path, "{}", content_type="application/json"), 404)


def test_a_forged_host_is_a_problem_document(db: None, browser: Client) -> None:
    is_problem(browser.post(RESOLVE, "{}", content_type="application/json", HTTP_HOST="evil.example"), 400)


def test_a_database_that_is_away_is_503(browser: Client, token: str) -> None:
    with mock.patch("consent.api.authentication.principal_of", side_effect=OperationalError("gone: 010190-999W")):
        response = ask_for(browser, token, SOMEBODY)
    assert "010190" not in repr(is_problem(response, 503))
    assert response["Retry-After"] == "5"


@pytest.mark.parametrize("failure", [LockNotAvailable, AdminShutdown])
def test_a_count_that_cannot_be_written_is_503_and_nobody_is_looked_up(
    browser: Client, token: str, failure: type[Exception]
) -> None:
    people = Subject.objects.count()
    with mock.patch("consent.ledger.quotas.take", side_effect=failure(f"count of {SOMEBODY}")), logged() as written:
        response = ask_for(browser, token, SOMEBODY)
    is_problem(response, 503)
    assert response["Retry-After"]
    assert Subject.objects.count() == people
    assert "010190" not in written.getvalue(), "a database's own words may quote a row"


def test_an_error_nobody_thought_of_is_told_without_details(browser: Client, token: str) -> None:
    with mock.patch("consent.api.subjects.look_up", side_effect=RuntimeError(f"boom {SOMEBODY}")):
        response = ask_for(browser, token, SOMEBODY)
    assert "boom" not in repr(is_problem(response, 500))


@pytest.mark.law("Data Protection Act 1050/2018", "29", "the national id is in no log line")
def test_no_log_line_holds_the_national_id(browser: Client, token: str) -> None:
    with logged() as written:
        ask_for(browser, token, SOMEBODY)
        ask_for(browser, token, "010190-9999")
        with mock.patch("consent.api.subjects.look_up", side_effect=RuntimeError(f"boom {SOMEBODY}")):
            ask_for(browser, token, SOMEBODY)
    assert "boom [national id]" in written.getvalue()
    assert "010190" not in written.getvalue()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, IntegrityError, DataError])
def test_of_a_failing_database_only_the_class_is_logged(browser: Client, token: str, kind: type[Exception]) -> None:
    quoting = kind("duplicate key\nDETAIL:  Key (name)=(Aino Virtanen) already exists.")
    with mock.patch("consent.api.subjects.look_up", side_effect=quoting), logged() as written:
        ask_for(browser, token, SOMEBODY)
    assert f"api_request_failed {kind.__name__}" in written.getvalue()
    assert "Aino" not in written.getvalue()
    assert "duplicate key" not in written.getvalue()


@pytest.mark.parametrize("language", ["", "fi", "sv,en;q=0.5", "x" * 500])
def test_what_is_wrong_is_said_in_english(browser: Client, token: str, language: str) -> None:
    response = ask(browser, token, "{}", HTTP_ACCEPT_LANGUAGE=language)
    (error,) = is_problem(response, 400)["errors"]
    assert error == {"pointer": "/national_id", "detail": "This field is required."}


def test_the_request_id_of_a_gateway_comes_back(browser: Client, token: str) -> None:
    response = ask(browser, token, "{}", HTTP_X_REQUEST_ID="gateway-17")
    assert response["X-Request-ID"] == "gateway-17"
    assert response.json()["instance"] == "urn:mydata:request:gateway-17"

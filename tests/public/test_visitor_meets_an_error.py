"""Error pages: in three languages, without database, session or user, and never with a cause."""

import json

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from consent.public import errors

# No test here has the db fixture: a page that asked the database for anything would fail.
TITLES = {
    400: {"en": "We did not understand the request", "fi": "Emme ymmärtäneet pyyntöä", "sv": "Vi förstod inte begäran"},
    403: {"en": "This page is not open to you", "fi": "Tämä sivu ei ole", "sv": "Den här sidan är inte"},
    404: {"en": "Page not found", "fi": "Sivua ei löydy", "sv": "Sidan hittades inte"},
    500: {"en": "Something went wrong on our side", "fi": "Meillä tapahtui virhe", "sv": "Något gick fel hos oss"},
    503: {"en": "register cannot be reached", "fi": "rekisteriin ei saada yhteyttä", "sv": "kan inte nås"},
}
SECRET = "psycopg: password=hunter2 host=db"


def request(path: str = "/", language: str = "en", method: str = "get") -> HttpRequest:
    made: HttpRequest = getattr(RequestFactory(), method)(path, headers={"accept-language": language})
    return made


def failed(made: HttpRequest, error: BaseException) -> HttpResponse:
    try:
        raise error
    except type(error):
        return errors.server_error(made)


def answer(status: int, made: HttpRequest) -> HttpResponse:
    match status:
        case 400:
            return errors.bad_request(made, SuspiciousOperation(SECRET))
        case 403:
            return errors.permission_denied(made, PermissionDenied(SECRET))
        case 404:
            return errors.not_found(made, Http404(SECRET))
        case 500:
            return failed(made, RuntimeError(SECRET))
    return failed(made, OperationalError(SECRET))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("status", TITLES)
def test_a_page_says_what_happened_and_nothing_of_why(status: int, language: str) -> None:
    response = answer(status, request(language=language))
    page = response.content.decode()
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert f'<html lang="{language}">' in page
    assert TITLES[status][language] in page
    assert "hunter2" not in page
    assert "Traceback" not in page
    assert 'name="csrfmiddlewaretoken"' not in page


@pytest.mark.parametrize("status", TITLES)
@pytest.mark.parametrize("path", ["/api/v1/subjects/resolve", "/access/v1/evaluation", "/o/token/"])
def test_a_machine_gets_a_problem_document(path: str, status: int) -> None:
    response = answer(status, request(path))
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == response.status_code == status
    assert b"hunter2" not in response.content


@pytest.mark.parametrize("error", [OperationalError(SECRET), InterfaceError(SECRET)])
def test_a_database_that_is_gone_is_told_as_such(error: Exception) -> None:
    response = failed(request(), error)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "No data is shown." in response.content.decode()


def test_a_database_that_is_gone_is_found_behind_another_error() -> None:
    error = RuntimeError("while rendering")
    error.__cause__ = OperationalError(SECRET)
    assert failed(request(), error).status_code == 503


@pytest.mark.parametrize("error", [ProgrammingError(SECRET), RuntimeError(SECRET)])
def test_our_own_mistake_is_not_blamed_on_the_database(error: Exception) -> None:
    response = failed(request(), error)
    assert response.status_code == 500
    assert "Retry-After" not in response


def test_what_was_sent_is_never_said_to_be_unchanged() -> None:
    reading = failed(request(), OperationalError(SECRET)).content.decode()
    writing = failed(request(method="post"), OperationalError(SECRET)).content.decode()
    assert "Nothing was changed." in reading
    assert "Nothing was changed." not in writing
    assert "We cannot confirm what you sent." in writing


def test_an_expired_form_has_its_own_words() -> None:
    response = errors.csrf_failure(request(method="post"), reason="CSRF token missing.")
    assert response.status_code == 403
    assert "The form had expired" in response.content.decode()
    assert b"CSRF token" not in response.content


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_says_so_on_error_pages_too(settings, demo: bool) -> None:
    settings.DEMO = demo
    assert ("Demonstration." in errors.not_found(request(), Http404()).content.decode()) is demo

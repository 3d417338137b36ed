"""What holds at each path of the API alike: the request's id comes back, and other methods are refused by name."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from consent.api.access.door import DecisionDoor
from consent.api.headers import WellFormedHeaders
from consent.api.schema.views import openapi_document
from consent.registry.scopes import SCOPES
from tests.api.wsgi import inside_a_test
from tests.cast import publish_trial, token_for
from tests.fuzz.doorway import Answer, Application, knock

PATHS = {path: {method.upper() for method in methods} for path, methods in openapi_document()["paths"].items()}
each_path = pytest.mark.parametrize("path", PATHS)
# What Django answers by itself besides.
IMPLIED = {"HEAD", "OPTIONS"}


@pytest.fixture
def application(db: None) -> Application:
    """The whole of what a process serves, inside the test's transaction."""
    return DecisionDoor(WellFormedHeaders(inside_a_test()))


@pytest.fixture
def token(db: None) -> str:
    """A token with every scope."""
    publish_trial()
    return token_for("trial", " ".join(SCOPES))


def ask(application: Application, token: str, method: str, path: str) -> Answer:
    """This function will ask a path, of a thing that is there where there is one."""
    where = path.replace("{code}", "trial-consent").replace("{version}", "1").replace("{identifier}", str(UUID(int=1)))
    kind = "application/x-www-form-urlencoded" if path.startswith("/o/") else "application/json"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "X-Request-ID": "our-own.7"}
    return knock(application, method, where, headers, b"" if method in ("GET", "HEAD") else b"{}")


def others(path: str) -> Iterator[str]:
    """This function will give the methods that a path does not have."""
    yield from sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - PATHS[path])


@each_path
def test_the_id_of_a_request_comes_back_whatever_becomes_of_it(application: Application, token: str, path: str) -> None:
    for method in (*sorted(PATHS[path]), *others(path), *IMPLIED):
        assert ask(application, token, method, path).headers["x-request-id"] == "our-own.7", method


@each_path
def test_a_method_that_a_path_does_not_have_is_refused_with_those_it_has(
    application: Application, token: str, path: str
) -> None:
    for method in others(path):
        answer = ask(application, token, method, path)
        assert answer.status == 405, method
        assert PATHS[path] <= allowed(answer) <= PATHS[path] | IMPLIED
        if path.startswith(("/api/", "/ssf/")):
            assert json.loads(answer.body)["type"].endswith("/api/problems/method-not-allowed/")


@each_path
def test_whoever_asks_for_the_methods_is_told_those_and_no_others(
    application: Application, token: str, path: str
) -> None:
    answer = ask(application, token, "OPTIONS", path)
    assert answer.status in (200, 405)
    assert PATHS[path] <= allowed(answer) <= PATHS[path] | IMPLIED


@pytest.mark.parametrize("path", [path for path, methods in PATHS.items() if "GET" in methods])
def test_the_head_of_an_answer_is_that_of_the_whole_one(application: Application, token: str, path: str) -> None:
    head, whole = ask(application, token, "HEAD", path), ask(application, token, "GET", path)
    # The body of neither is looked at: servers leave that of a HEAD away.
    assert (head.status, head.headers) == (whole.status, whole.headers)


def allowed(answer: Answer) -> set[str]:
    """This function will return the methods that an answer names."""
    return {method.strip() for method in answer.headers["allow"].split(",")}

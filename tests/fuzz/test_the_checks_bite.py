"""A check that nothing can fail proves nothing: each of ours is shown an API that breaks what it is for."""

import json
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.fuzz.checks import answer_has_the_house_form, neighbour_finds_nothing
from tests.fuzz.peers import Peer
from tests.fuzz.runs import for_a_shell

MINE, ANOTHER = "a" * 32, "5d41402abc4b2a76b9719d911017c592"
OWNER, NEIGHBOUR = "owner", "neighbour"


def api(answer: Callable[[str, str], tuple[str, Any]]) -> Any:
    """This function will return an application whose ``answer`` is asked with the path and who asks."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        status, document = answer(environ["PATH_INFO"], environ["HTTP_AUTHORIZATION"].removeprefix("Bearer "))
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    return application


def seen(path: str, status: int = 200, body: Any = None, headers: dict[str, list[str]] | None = None) -> Any:
    """This function will return an answer as schemathesis hands it to a check."""
    request = SimpleNamespace(url=f"http://localhost{path}", body=None, method="GET", headers={})
    return SimpleNamespace(
        request=request, status_code=status, content=json.dumps(body or {}).encode(), headers=headers or {}
    )


def asked(answer: Callable[[str, str], tuple[str, Any]], path: str = f"/things/{MINE}", body: Any = None) -> None:
    """This function will let the check see that the owner asked for a thing of its own."""
    owner, neighbour = Peer(OWNER, OWNER, "1", {MINE}), Peer(NEIGHBOUR, NEIGHBOUR, "2")
    neighbour_finds_nothing(api(answer), owner, neighbour)(None, seen(path, body=body), None)


def test_an_api_that_shows_a_neighbours_thing_is_caught() -> None:
    with pytest.raises(AssertionError, match="neighbour learns of owner"):
        asked(lambda path, who: ("200 OK", {"id": MINE}) if MINE in path else ("404 Not Found", {}))


def test_an_api_that_says_only_that_it_is_there_is_caught() -> None:
    with pytest.raises(AssertionError, match="403"):
        asked(lambda path, who: ("403 Forbidden", {}) if MINE in path else ("404 Not Found", {}))


def test_an_api_that_tells_of_other_things_of_the_owners_is_caught() -> None:
    with pytest.raises(AssertionError, match="learns"):
        asked(lambda path, who: ("200 OK", {"also": ANOTHER}), body={"also": ANOTHER})


def test_an_api_to_which_a_neighbours_thing_is_no_thing_passes() -> None:
    asked(lambda path, who: ("200 OK", {"id": MINE}) if who == OWNER else ("404 Not Found", {}))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (seen("/api/v1/x"), "no X-Request-ID"),
        (seen("/api/v1/x", 500, "Traceback", {"X-Request-ID": ["1"]}), "says Traceback"),
        (seen("/api/v1/x", 400, {}, {"X-Request-ID": ["1"], "Content-Type": ["text/html"]}), "no problem document"),
        (
            seen(
                "/api/v1/x",
                400,
                {"type": "https://city.example/api/problems/new/", "status": 400},
                {"X-Request-ID": ["1"], "Content-Type": ["application/problem+json"]},
            ),
            "not in the catalogue",
        ),
    ],
)
def test_an_answer_without_the_house_form_is_caught(answer: Any, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        answer_has_the_house_form(None, answer, None)


def test_a_fault_comes_with_a_line_that_a_shell_runs() -> None:
    line = "curl -X GET -H 'Authorization: Bearer secret' --insecure 'http://localhost/api/v1/uses?limit=0'"
    assert for_a_shell(line, "secret") == (
        "curl -X GET -H \"Authorization: Bearer $TOKEN\" --insecure 'http://127.0.0.1:8001/api/v1/uses?limit=0'"
    )

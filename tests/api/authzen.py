"""A department's software, or a test suite, that speaks AuthZEN with the decision door."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consent.api.access import sources
from consent.api.access.fixture_file import load
from consent.api.access.fixture_source import FixtureSource
from tests.cast import token_for
from tests.decisions.doors import ask_http

SINGLE, MANY = "/access/v1/evaluation", "/access/v1/evaluations"
FIXTURES = Path(__file__).parents[1] / "vectors" / "authzen"
BOTH = "decision:evaluate decision:search"


@dataclass(frozen=True, slots=True)
class Caller:
    """A client with its token."""

    token: str

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """This function will post ``body`` and return status and answer."""
        status, _, answer = ask_http(self.token, body, PATH_INFO=path, **headers)
        return status, answer

    def evaluate(self, body: Any) -> Any:
        """This function will ask one question that is answered."""
        status, answer = self.post(SINGLE, body)
        assert status == 200, answer
        return answer

    def evaluate_many(self, body: Any) -> list[Any]:
        """This function will ask many questions that are answered."""
        status, answer = self.post(MANY, body)
        assert status == 200, answer
        return answer["evaluations"]

    def search(self, target: str, body: Any) -> Any:
        """This function will search and be answered."""
        status, answer = self.post(f"/access/v1/search/{target}", body)
        assert status == 200, answer
        return answer

    def all_pages(self, target: str, body: Any, limit: int) -> list[list[Any]]:
        """This function will follow a search to its end and return its pages."""
        pages, token = [], ""
        while not pages or token:
            assert len(pages) < 100, "a search that never ends"
            page = {"limit": limit} | ({"token": token} if token else {})
            answer = self.search(target, {**body, "page": page})
            assert answer["page"]["count"] == len(answer["results"]) <= limit
            pages.append(answer["results"])
            token = answer["page"]["next_token"]
        return pages


def caller(department: str = "trial", scopes: str = BOTH) -> Caller:
    """This function will register a client and get it a token."""
    return Caller(token_for(department, scopes))


@contextmanager
def behind(name: str, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """This function will put a fixture of ``tests/vectors/authzen`` behind the endpoints."""
    source = FixtureSource(load(FIXTURES / f"{name}.json"))
    for module in ("endpoints", "searches"):
        patch.setattr(f"consent.api.access.{module}.policy_source", lambda: source)
    assert isinstance(source, sources.PolicySource)
    yield

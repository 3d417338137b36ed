"""Every problem has a name for good and a page that says what to do; none is answered that the catalogue lacks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings

from consent.api.problem_types import CATALOGUE, GENERAL, ProblemType
from consent.api.problems import described

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "consent").rglob("*.py"))}
REFUSALS = {"Conflict", "Invalid", "NotAllowed"}  # a NotFound never says what it is that is not there
KINDS = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.slug)
# Refusals in modules that the API's actions import, on ways that no request of a department takes.
NEVER_BY_A_REQUEST = {
    "adapter-only": "the portal's own look, which only the adapter takes",
    "bad-request": "the view reads the same bounds before it asks",
    "candidates": "the body's shape has the same bounds",
    "department": "a client's department has a code that was checked when it was published",
    "final": "a step is taken under the lock under which the state was read",
    "id-reused": "the gateway's, which no department's request meets",
    "import": "a command's alone",
    "message": "the gateway's, which no department's request meets",
    "messages": "the platform writes them itself",
    "not-a-department": "views act as the system",
    "not-an-officer": "views act as the system",
    "not-the-next": "a step is taken under the lock under which the state was read",
    "not-your-choice": "a resident's alone",
    "report": "the gateway's, which no department's request meets",
    "status": "the view takes the three words only",
    "token-spent": "an assertion that comes twice is OAuth's invalid_client",
}


def module_path(name: str) -> Path | None:
    """This function will return the file of a module of ours, None for anything else."""
    path = ROOT / Path(*name.split(".")).with_suffix(".py")
    return path if path in SOURCES else None


def imported(tree: ast.Module) -> Iterator[tuple[Path, set[str]]]:
    """This function will give the modules of ours that a module imports from, and the names it takes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("consent"):
            if path := module_path(node.module):
                yield path, {alias.name for alias in node.names}
            for alias in node.names:
                if path := module_path(f"{node.module}.{alias.name}"):
                    yield path, set()


def behind_the_api() -> set[Path]:
    """This function will return the modules of acts that the API calls, with what those import of their own room."""
    found: set[Path] = set()
    ahead = [path for path in SOURCES if (ROOT / "consent" / "api") in path.parents]
    while ahead:
        path = ahead.pop()
        room = path.relative_to(ROOT / "consent").parts[0]
        for other, _ in imported(SOURCES[path]):
            same_room = other.relative_to(ROOT / "consent").parts[0] == room
            if other not in found and ("actions" in other.parts or (same_room and room != "api")):
                found.add(other)
                ahead.append(other)
    return found


def texts_of(call: ast.Call, keyword: str) -> Iterator[str]:
    """This function will give the texts that a call names by ``keyword``."""
    for each in call.keywords:
        if each.arg == keyword and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str):
            yield each.value.value


def codes_of_the_api() -> Iterator[tuple[str, str]]:
    """This function will give the codes that the API's own modules answer or raise, with where they do."""
    for path, tree in SOURCES.items():
        if (ROOT / "consent" / "api") not in path.parents:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from ((code, f"{path.name}:{node.lineno}") for code in texts_of(node, "code") if code)
            elif isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == "default_code" for target in node.targets
            ):
                yield str(getattr(node.value, "value", "")), f"{path.name}:{node.lineno}"


def codes_of_refusals() -> Iterator[tuple[str, str]]:
    """This function will give the codes of refusals in the acts behind the API, with where they are raised."""
    for path in behind_the_api():
        for node in ast.walk(SOURCES[path]):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in REFUSALS
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value), f"{path.name}:{node.lineno}"


def slugs(codes: Iterator[tuple[str, str]]) -> dict[str, str]:
    """This function will return codes as the catalogue spells them, with a place where each is."""
    return {code.replace("_", "-"): where for code, where in codes}


def test_no_module_of_the_api_names_a_problem_that_the_catalogue_lacks() -> None:
    named = slugs(codes_of_the_api())
    assert {"invalid", "insufficient-scope", "idempotency-key-missing"} <= named.keys()
    assert {slug: where for slug, where in named.items() if slug not in CATALOGUE} == {}


def test_no_act_behind_the_api_refuses_with_a_problem_that_the_catalogue_lacks() -> None:
    raised = slugs(codes_of_refusals())
    assert {"too-many-streams", "push-address"} <= raised.keys()
    lacking = {slug: where for slug, where in raised.items() if slug not in CATALOGUE}
    assert lacking.keys() == NEVER_BY_A_REQUEST.keys(), lacking


def test_every_problem_of_the_catalogue_is_one_that_the_code_answers() -> None:
    own = {each.slug for each in GENERAL}
    answered = slugs(codes_of_the_api()) | slugs(codes_of_refusals())
    texts = {
        str(node.value).replace("_", "-")
        for path, tree in SOURCES.items()
        if path.name not in ("problem_types.py", "offer_problems.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [slug for slug in CATALOGUE if slug not in own and slug not in answered and slug not in texts] == []


def test_each_status_has_one_problem_of_its_own_and_each_slug_is_one_word_of_an_address() -> None:
    assert len({each.status for each in GENERAL}) == len(GENERAL)
    assert {kind.status for kind in CATALOGUE.values()} == {each.status for each in GENERAL}
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in CATALOGUE)


@KINDS
def test_a_document_says_what_the_catalogue_says(kind: ProblemType) -> None:
    document = described(kind.status, kind.slug.replace("-", "_"))
    assert document == {
        "type": f"http://127.0.0.1:8000/api/problems/{kind.slug}/",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
    }


@pytest.mark.parametrize("code", ["no_such_activity", "no_such_stream", "not_invented", ""])
def test_what_is_not_there_is_one_and_the_same_problem(code: str) -> None:
    assert described(404, code) == described(404)


def test_a_code_never_gives_a_problem_of_another_status() -> None:
    assert described(503, "invalid")["type"].endswith("/unavailable/")


def test_a_status_without_a_problem_says_no_more_than_the_status() -> None:
    assert described(418)["type"] == "about:blank"


@override_settings(PUBLIC_URL="https://mydata.city.example")
def test_the_type_stands_under_the_citys_own_name() -> None:
    assert described(404)["type"] == "https://mydata.city.example/api/problems/not-found/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@KINDS
def test_each_problem_has_a_page_in_each_language_that_says_what_to_do(
    browser: Client, kind: ProblemType, language: str
) -> None:
    page = browser.get(f"/api/problems/{kind.slug}/", headers={"accept-language": language})
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}">' in text
    assert f'<dd class="code">http://127.0.0.1:8000/api/problems/{kind.slug}/</dd>' in text
    assert "<script" not in text
    assert (f"<p>{kind.remedy}</p>" in text) is (language == "en")


@pytest.mark.django_db
def test_the_index_leads_to_each_page(browser: Client) -> None:
    text = browser.get("/api/problems/").content.decode()
    assert sorted(re.findall(r'href="/api/problems/([a-z-]+)/"', text)) == sorted(CATALOGUE)


@pytest.mark.parametrize("path", ["no-such-problem/", "../../x/", "INVALID/", "invalid"])
def test_there_is_no_page_of_an_unknown_problem(browser: Client, path: str) -> None:
    answer = browser.get(f"/api/problems/{path}")
    assert answer.status_code in (301, 404)
    assert "x-request-id" in answer.headers

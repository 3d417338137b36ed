"""Everybody tries every door: role × endpoint × whose object, each cell as matrix.yaml has it, none picked by hand."""

from itertools import combinations

import pytest
from django.test import Client

from consent.api.access.endpoints import ENDPOINTS
from scripts.access_matrix import DOCUMENT, document
from tests.access.asking import ask
from tests.access.city import City
from tests.access.table import Line, Table
from tests.architecture.routing import routes

TABLE = Table()
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# The decision door stands before the resolver.
ROUTES = {route.pattern for route in routes()} | {path.removeprefix("/") for path in ENDPOINTS}
ALIKE = ("stranger's", "another department's", "about nobody", "unknown")
NOTHING = {"sign-in", "unauthenticated", "forbidden", "not-found", "invalid", "405"}


def test_every_route_of_the_site_is_in_the_table() -> None:
    assert sorted(ROUTES - TABLE.routes()) == [], "say in tests/access/matrix.yaml who gets what there"


def test_every_line_of_the_table_is_about_a_route_that_exists() -> None:
    assert sorted(TABLE.routes() - ROUTES) == []


@pytest.mark.law("GDPR", "25", "each role gets what it needs and nothing else, at every address and for every object")
@pytest.mark.law("GDPR", "32(1)(b)", "who gets what is stated in one table, and every cell of it is tried")
@pytest.mark.parametrize("line", TABLE.lines, ids=str)
def test_everybody_gets_what_the_table_says(line: Line, city: City, browser: Client) -> None:
    found = {(thing, role): ask(city, browser, line, role, thing).outcome for thing, role, _ in line.cells()}
    expected = {(thing, role): outcome for thing, role, outcome in line.cells()}
    assert {cell: (got, "not", expected[cell]) for cell, got in found.items() if got != expected[cell]} == {}


@pytest.mark.law("GDPR", "25", "what is another's and what does not exist cannot be told apart")
@pytest.mark.parametrize("line", [line for line in TABLE.lines if len(line.expected.keys() & set(ALIKE)) > 1], ids=str)
def test_anothers_and_what_is_not_there_look_the_same_to_the_byte(line: Line, city: City, browser: Client) -> None:
    for role in TABLE.roles:
        for one, other in combinations([thing for thing in ALIKE if thing in line.expected], 2):
            first, second = ask(city, browser, line, role, one), ask(city, browser, line, role, other)
            assert first.seen == second.seen, f"{role} can tell {one} from {other}"


@pytest.mark.parametrize("route", sorted(ROUTES & TABLE.routes()))
def test_a_method_that_is_not_in_the_table_gives_nothing(route: str, city: City, browser: Client) -> None:
    line = next(line for line in TABLE.lines if line.route == route)
    named = TABLE.methods_of(route)
    allowed = {"head"} if "get" in named else set()
    given = {}
    for method in set(METHODS) - named - allowed:
        for role in ("anonymous", "resident", "librarian", "registrar", "dpo", "every-scope"):
            answer = ask(city, browser, line, role, next(iter(line.expected)), method)
            if answer.outcome not in NOTHING and not (method == "options" and answer.status == 200):
                given[method, role] = answer.outcome
    assert given == {}


def test_the_matrix_is_no_sample() -> None:
    cells = [(str(line), *cell) for line in TABLE.lines for cell in line.cells()]
    assert len(cells) == len(set(cells)) == TABLE.count()
    assert TABLE.count() >= len(ROUTES) * len(TABLE.roles)
    assert {outcome for *_, outcome in cells} == set(TABLE.outcomes), "an outcome that nobody gets is a wrong word"


def test_the_page_about_it_is_not_behind() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(TABLE), "run: python -m scripts.access_matrix"


@pytest.mark.parametrize(
    "said", [{"everyone": "fine"}, {"everyone": "ok", "visitors": "ok"}, {"residents": "ok"}, {"like": "no such group"}]
)
def test_a_line_that_says_too_little_or_nonsense_is_refused(said: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        TABLE.row(said)

"""Every address written out in a template leads to a page of ours, so that none goes stale unseen."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.architecture.routing import routes
from tests.architecture.tree import files, text

WRITTEN = re.compile(r"\b(?:href|action|formaction)=\"(/[^\"]*)\"")
TEMPLATES = [path for path in files() if path.suffix == ".html" and "templates" in path.parts]


def leads_somewhere(link: str, patterns: set[str]) -> bool:
    """This function will tell whether a written address fits a route, any word for a variable or a converter."""
    path = re.sub(r"{{.*?}}", "*", link).partition("?")[0].partition("#")[0].removeprefix("/")
    parts = path.split("/")
    return any(len(steps) == len(parts) and all(map(_fits, parts, steps)) for steps in (p.split("/") for p in patterns))


def _fits(part: str, step: str) -> bool:
    return part == step or (bool(part) and step.startswith("<")) or part == "*"


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_address_in_a_template_leads_to_a_page(path: Path) -> None:
    patterns = {route.pattern for route in routes(get_resolver())}
    assert [link for link in WRITTEN.findall(text(path)) if not leads_somewhere(link, patterns)] == []


def test_addresses_are_told_apart() -> None:
    patterns = {"", "uses/", "permissions/<str:activity>/", "permissions/<str:activity>/give/"}
    assert leads_somewhere("/", patterns)
    assert leads_somewhere("/uses/?activity={{ card.code|urlencode }}", patterns)
    assert leads_somewhere("/permissions/{{ card.code }}/{{ control.verb }}/", patterns)
    assert not leads_somewhere("/usage/", patterns)
    assert not leads_somewhere("/permissions/{{ card.code }}/take/", patterns)
    assert not leads_somewhere("/permissions/", patterns)

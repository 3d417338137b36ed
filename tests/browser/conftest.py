"""A running city and a real Chromium for the tests of what people see."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import databases
from tests.browser.browsing import Visitor, chromium, launch, visitor
from tests.browser.city import City, addresses, running_city

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium: found means run; missing means skip, or fail when REQUIRE_BROWSER=1."""
    path = chromium()
    if path is None:
        message = "no Chromium on this machine (apt-get install chromium, or CHROMIUM=/path)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        running = launch(playwright, path)
        yield running
        running.close()


@pytest.fixture(scope="session")
def city(browser: Browser, database_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of its own for the browser tests, with the demonstration's people."""
    with (
        databases.clone(database_template, "browser") as name,
        running_city(tmp_path_factory.mktemp("city"), addresses(name)) as running,
    ):
        yield running


@pytest.fixture
def visit(browser: Browser, city: City) -> Iterator[Visit]:
    """Brings a new visitor with an empty profile: ``visit("fi", viewport=NARROW)``."""
    with ExitStack() as stack:

        def bring(language: str, **options: Any) -> Visitor:
            return stack.enter_context(visitor(browser, city.url, language, **options))

        yield bring

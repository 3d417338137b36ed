"""A running city and a real Chromium for the tests of what people see."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import databases
from tests.browser.browsing import Visitor, chromium_or_skip, launch, visitor
from tests.browser.city import City, addresses, running_city

Visit = Callable[..., Visitor]


# Browser and city end with this folder: while a browser is open its event loop runs in the tests' own thread, where
# Django would refuse every statement. No test here asks the database itself.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium: found means run; missing means skip, or fail when REQUIRE_BROWSER=1."""
    path = chromium_or_skip()
    with sync_playwright() as playwright:
        running = launch(playwright, path)
        yield running
        running.close()


@pytest.fixture(scope="package")
def city(database_template: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
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

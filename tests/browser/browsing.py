"""How the browser tests look at a city: one Chromium, fresh visitors, JavaScript off unless a test says otherwise."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LANGUAGES = ("fi", "sv", "en")
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only violations are put together and carried out of the browser: they are a hundredth of what axe would tell.
FIND_BARRIERS = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    return found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]);
}"""
# WCAG 1.4.12: what a reader may set without losing anything.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""


def chromium() -> str | None:
    """This function will return the path of a Chromium, from CHROMIUM or the system, or None when there is none."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


def chromium_or_skip() -> str:
    """This function will return the path of a Chromium; without one the test skips (REQUIRE_BROWSER=1: fails)."""
    path = chromium()
    if path is None:
        message = "no Chromium on this machine (apt-get install chromium, or CHROMIUM=/path)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return path


def launch(playwright: Playwright, path: str) -> Browser:
    """This function will start the Chromium at ``path`` without a window."""
    return playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)


def words(language: str, text: str, context: str = "", **values: object) -> str:
    """This function will return the portal's own wording of an English text in ``language``."""
    with translation.override(language):
        found = translation.pgettext(context, text) if context else translation.gettext(text)
    return found % values if values else found


class Visitor:
    """Somebody with a browser of their own who looks at a city in one language.

    Every request that leaves the city and every message of the browser's console is kept, so that a test can say
    that there was none.
    """

    def __init__(self, context: BrowserContext, url: str, language: str) -> None:
        self.context = context
        self.url = url
        self.language = language
        self.page: Page = context.new_page()
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._note_request)
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "about:")):
            self.strangers.append(request.url)

    def go(self, path: str) -> int:
        """This function will open a page of the city and return its status."""
        response = self.page.goto(f"{self.url}{path}")
        assert response is not None
        return response.status

    def press(self, button: Locator) -> None:
        """This function will press a button that sends a form and wait for the page that answers."""
        with self.page.expect_navigation():
            button.click()

    def speak(self) -> None:
        """This function will switch the page to the visitor's language by its own name."""
        self.press(self.page.get_by_role("button", name=NAMES[self.language], exact=True))
        assert self.page.locator("html").get_attribute("lang") == self.language

    def sign_in(self, persona: str) -> None:
        """This function will sign in as one of the demonstration's people and switch to the visitor's language."""
        assert self.go("/demo/login/") == 200, self.page.title()
        self.press(self.page.locator(f"button[name=persona][value={persona}]"))
        assert self.page.locator("form.languages").count() == 1, self.page.title()
        self.speak()

    def say(self, text: str, context: str = "", **values: object) -> str:
        """This function will return the portal's wording of an English text in the visitor's language."""
        return words(self.language, text, context, **values)

    def button(self, text: str, about: str = "") -> Locator:
        """This function will find a button by its verb and by what it is about."""
        name = f"{self.say(text)}: {about}" if about else self.say(text)
        return self.page.get_by_role("button", name=name)

    def status(self) -> str:
        """This function will return what the page says the server did."""
        return self.page.locator("#status").inner_text().strip()

    def sideways(self) -> int:
        """This function will return how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def barriers(self) -> list[str]:
        """This function will return axe's findings (WCAG 2.2 AA and best practice), each with the first elements."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        return [f"{rule}: {elements}" for rule, elements in self.page.evaluate(FIND_BARRIERS, AXE_RULES)]


@contextmanager
def visitor(
    browser: Browser, url: str, language: str, *, viewport: dict[str, int] | None = None, **options: Any
) -> Iterator[Visitor]:
    """This function will lend a visitor with an empty profile; JavaScript is off unless ``java_script_enabled``."""
    settings = {"java_script_enabled": False, "locale": language, "timezone_id": "Europe/Helsinki"} | options
    context = browser.new_context(viewport=viewport or WIDE, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    try:
        yield Visitor(context, url, language)
    finally:
        context.close()

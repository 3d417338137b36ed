"""What a scene of the gallery is, and the ways to reach one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from playwright.sync_api import Route

from consent.public import errors
from tests.browser.browsing import Visitor

STATIC = Path(__file__).resolve().parent.parent.parent.parent / "static"
RECOMMENDATIONS = "/permissions/library-recommendations/"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: who looks (None is a visitor), and how the visitor gets there from anywhere in the city."""

    name: str
    who: str | None
    reach: Callable[[Visitor], object]


def at(path: str) -> Callable[[Visitor], object]:
    """This function will return how to reach a page by its address."""
    return lambda visitor: visitor.go(path)


def press(visitor: Visitor, verb: str) -> None:
    """This function will press the button of the permission page that posts ``verb``, if it is there."""
    button = visitor.page.locator(f"form[action$='/{verb}/'] button")
    if button.count():
        visitor.press(button.first)


def decided(verb: str, back: str = "give") -> Callable[[Visitor], object]:
    """This function will return how to stand on a permission just after pressing ``verb``."""

    def reach(visitor: Visitor) -> None:
        visitor.go(RECOMMENDATIONS)
        if not visitor.page.locator(f"form[action$='/{verb}/']").count():
            press(visitor, back)
        press(visitor, verb)

    return reach


def opened(path: str) -> Callable[[Visitor], object]:
    """This function will return how to reach a page and open its second layer."""

    def reach(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.page.locator("details.layer summary").first.click()

    return reach


def for_the_child(path: str) -> Callable[[Visitor], object]:
    """This function will return how to reach a page while acting for the first child one may act for."""

    def reach(visitor: Visitor) -> None:
        visitor.go("/")
        if not visitor.page.locator(".acting--other").count():
            visitor.press(visitor.page.locator("button[name=person]").first)
        if path != "/":
            visitor.go(path)

    return reach


def of_the_card(page: str, persona: str) -> Callable[[Visitor], object]:
    """This function will return how a librarian opens a customer's page by the card of one of the cast."""

    def reach(visitor: Visitor) -> None:
        visitor.go("/services/library/")
        link = visitor.page.locator("tr", has_text=persona).locator(f"a[href*='/{page}/']")
        visitor.go(str(link.get_attribute("href")))

    return reach


def broken(status: int) -> Callable[[Visitor], object]:
    """This function will return how to see an error page that a healthy city does not show."""
    return lambda visitor: show(visitor, error_page(status, visitor.language))


def error_page(status: int, language: str) -> str:
    """This function will return an error page as the handlers make it, without a database."""
    request = RequestFactory().get("/", headers={"accept-language": language})
    if status == 404:
        return errors.not_found(request, Http404()).content.decode()
    if status == 403:
        return errors.csrf_failure(request).content.decode()
    try:
        raise OperationalError if status == 503 else RuntimeError
    except (OperationalError, RuntimeError):
        return errors.server_error(request).content.decode()


def show(visitor: Visitor, html: str) -> None:
    """This function will show a page that was made here, with the style sheets of this tree."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(visitor.url)
        if path == "/made-here":
            return route.fulfill(body=html, content_type="text/html; charset=utf-8")
        file = STATIC / path.removeprefix("/static/")
        if not file.is_file():  # what the page before asked for late
            return route.abort()
        return route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])

    visitor.page.route(f"{visitor.url}/**", answer)
    visitor.go("/made-here")
    visitor.page.unroute(f"{visitor.url}/**")

"""A family reads an offer and answers it, in each language, without JavaScript, by mouse and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from tests.browser.browsing import NARROW, Visitor
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Press = Callable[[Visitor, Locator], None]


def by_mouse(visitor: Visitor, wanted: Locator) -> None:
    """This function will press something that leads to another page."""
    visitor.press(wanted)


def tab_to(visitor: Visitor, wanted: Locator) -> None:
    """This function will tab until something has the focus, as somebody without a mouse does."""
    name = wanted.evaluate("e => e.outerHTML")
    for _ in range(200):
        if visitor.page.evaluate("document.activeElement.outerHTML") == name:
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"the keyboard never reached {name}")


def by_keyboard(visitor: Visitor, wanted: Locator) -> None:
    """This function will reach a button by the Tab key and press Enter."""
    tab_to(visitor, wanted)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def send(visitor: Visitor, choice: str, press: Press) -> str:
    """This function will choose an answer, send it and return what the server says it did."""
    radio = visitor.page.locator(f"#choice-{choice}")
    if press is by_mouse:
        radio.check()
    else:
        # A group of radios is one stop of the Tab key: without a choice its first; arrows go to the others.
        tab_to(visitor, visitor.page.locator("#choice-a"))
        visitor.page.keyboard.press("Space" if choice == "a" else "ArrowDown")
    assert radio.is_checked()
    press(visitor, visitor.page.locator("form[action$='/answer/'] button"))
    return visitor.status()


def an_answer(aino: Visitor, press: Press, service: str) -> None:
    """Opens the offer, sends nothing, declines, accepts and declines, and is told each time by the server."""
    aino.sign_in("aino")
    press(aino, aino.page.locator(".site-nav a[href='/offers/']"))
    press(aino, aino.page.locator("section[aria-labelledby=open] .card__foot button").first)
    assert aino.page.title().startswith(aino.say("You act for %(name)s", name="Eino (5)"))
    assert aino.page.locator("h1").inner_text() == service
    assert aino.page.locator("input[name=choice]:checked").count() == 0
    boxes = [box.bounding_box() for box in aino.page.locator(".offer-choice").all()]
    assert len(boxes) == 2
    assert len({(box["width"], box["height"]) for box in boxes if box}) == 1, "both answers are equal"
    button = aino.page.locator("form[action$='/answer/'] button")
    assert "Eino (5)" in button.inner_text()

    press(aino, button)
    assert aino.status() == aino.say("Choose A or B. Nothing was sent.")
    state = aino.page.locator(".panel .state").first
    assert service in send(aino, "b", press)
    assert aino.say("Declined", "offer") in state.inner_text()
    assert service in send(aino, "a", press)
    assert aino.say("Accepted", "offer") in state.inner_text()
    # Whoever comes next, in another language, begins where this one began.
    assert service in send(aino, "b", press)
    assert aino.page.locator("input[name=choice]:checked").count() == 0


def test_the_front_page_leads_to_the_offer_that_waits(visit: Visit) -> None:
    aino = visit("fi", viewport=NARROW)
    aino.sign_in("aino")
    waits = aino.page.locator("section[aria-labelledby=offers] .waits__one")
    assert "Eino (5)" in waits.inner_text()
    aino.press(waits.locator("button"))
    assert aino.page.locator("#choice-a").is_visible()
    assert aino.sideways() == 0
    assert aino.page.locator("form[action$='/answer/'] button").bounding_box()["height"] >= 44  # type: ignore[index]


@pytest.mark.parametrize(
    ("language", "service", "press"),
    [
        ("fi", "Paikka esiopetuksessa", by_mouse),
        ("sv", "Förskoleplats", by_keyboard),
        ("en", "A place in pre-primary education", by_keyboard),
    ],
)
def test_a_guardian_declines_and_accepts(visit: Visit, language: str, service: str, press: Press) -> None:
    aino = visit(language)
    an_answer(aino, press, service)
    assert (aino.strangers, aino.complaints) == ([], [])

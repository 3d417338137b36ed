"""Somebody leaves a page open: the warning comes in time, without a script, and one press keeps them signed in."""

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

BOX = ".session-warning__box"
SEEN = f"getComputedStyle(document.querySelector('{BOX}')).visibility"
DELAY = "document.getAnimations()[0].effect.getComputedTiming().delay"
MINUTE = 60_000


def moved(milliseconds: float) -> str:
    """This function will return the script by which a test moves the page's own clock."""
    return f"document.getAnimations().forEach((one) => {{ one.currentTime = {milliseconds} }})"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_warning_comes_two_minutes_before_the_end_and_not_earlier(visit: Visit, motion: str) -> None:
    visitor = visit("fi", reduced_motion=motion)
    visitor.sign_in("aino")
    assert visitor.page.evaluate(SEEN) == "hidden"
    assert visitor.page.evaluate(DELAY) == 28 * MINUTE
    visitor.page.evaluate(moved(28 * MINUTE - 1000))
    assert visitor.page.evaluate(SEEN) == "hidden"
    visitor.page.evaluate(moved(28 * MINUTE + 1000))
    assert visitor.page.evaluate(SEEN) == "visible"


def test_staying_signed_in_is_one_press_and_keeps_what_was_written(visit: Visit) -> None:
    visitor = visit("en")
    visitor.sign_in("aino")
    visitor.go("/feedback/")
    words = visitor.page.locator("textarea").first
    words.fill("half a sentence")
    visitor.page.evaluate(moved(28 * MINUTE + 1000))
    with visitor.context.expect_page() as opened:
        visitor.button("Stay signed in").click()
    opened.value.wait_for_load_state()
    assert "You stay signed in" in opened.value.locator("h1").inner_text()
    assert words.input_value() == "half a sentence"


def test_a_link_that_looks_like_a_button_is_read_also_when_it_was_visited(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/demo/login/")
    visitor.go("/")
    link = visitor.page.locator("a.hds-button--primary").first
    style = "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    ink, ground = link.evaluate(style)
    assert ink != ground
    rules = "[...document.styleSheets].flatMap((s) => [...s.cssRules]).filter((r) => r.selectorText === 'a:visited')"
    assert visitor.page.evaluate(f"{rules}.length") == 0

"""A guardian's day, in each language, without JavaScript: act for the child, give, take back, look, come back."""

import pytest

from tests.browser.browsing import Visitor
from tests.browser.conftest import Visit
from tests.browser.test_aino_decides_and_the_library_asks import TITLES

pytestmark = pytest.mark.browser

CODE = "library-recommendations"


def by_mouse(visitor: Visitor, selector: str) -> None:
    visitor.press(visitor.page.locator(selector).first)


def by_keyboard(visitor: Visitor, selector: str) -> None:
    """Tabs until the button has the focus and presses Enter, as somebody without a mouse does."""
    wanted = visitor.page.locator(selector).first
    wanted_name = wanted.evaluate("e => e.outerHTML")
    for _ in range(200):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.outerHTML") == wanted_name:
            break
    else:
        pytest.fail(f"the keyboard never reached {selector}")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def other_name(visitor: Visitor) -> str:
    return visitor.say("You act for %(name)s", name="Eino (5)")


def a_day(aino: Visitor, press, language: str) -> None:
    title = TITLES[language]
    aino.sign_in("aino")
    press(aino, "form[action='/acting/'] button")
    assert aino.page.title().startswith(other_name(aino))
    assert aino.page.locator(".acting strong").inner_text() == other_name(aino)

    # Every button that decides names the child, and Aino stays named beside it.
    for button in aino.page.locator(".decision button").all():
        assert str(button.get_attribute("aria-label")).endswith(", Eino (5)")
    assert aino.page.locator(".person__name").inner_text() == "Aino Virtanen"

    press(aino, f"form[action='/permissions/{CODE}/give/'] button")
    assert title in aino.status()
    press(aino, f"form[action='/permissions/{CODE}/withdraw/'] button")
    assert title in aino.status()

    # Both are named in the list of decisions.
    aino.go("/history/")
    both = aino.say("By %(me)s for %(other)s", me="Aino Virtanen", other="Eino (5)")
    newest = aino.page.locator(".changes li")
    assert [newest.nth(place).locator("h3").inner_text() for place in (0, 1)] == [
        aino.say("Consent withdrawn"),
        aino.say("Consent given"),
    ]
    assert both in newest.nth(0).inner_text()
    assert both in newest.nth(1).inner_text()

    press(aino, "form[action='/acting/'] button")
    assert aino.say("You act for yourself") in aino.page.locator(".acting").inner_text()
    assert "Eino" not in aino.page.title()
    aino.go("/history/")
    assert both not in aino.page.locator("main").inner_text()
    assert aino.strangers == aino.complaints == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "a guardian decides for a child and both are named")
def test_a_guardian_gives_and_takes_back_for_the_child(visit: Visit, language: str) -> None:
    a_day(visit(language), by_mouse, language)


def test_a_guardian_does_the_same_with_the_keyboard_alone(visit: Visit) -> None:
    a_day(visit("en", java_script_enabled=True), by_keyboard, "en")

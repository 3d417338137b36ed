"""A registrar's day, in each language and without JavaScript: the register, who may ask, feedback and its answer."""

import pytest

from tests.browser.browsing import LANGUAGES, Visitor
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def write_feedback(somebody: Visitor, text: str) -> None:
    """A visitor who has not signed in gets to the form from the footer and writes."""
    somebody.go("/")
    somebody.speak()
    somebody.page.locator(".site-footer").get_by_role("link", name=somebody.say("Feedback"), exact=True).click()
    somebody.page.get_by_label(somebody.say("A mistake on a page")).check()
    somebody.page.get_by_label(somebody.say("Your feedback"), exact=True).fill(text)
    somebody.press(somebody.page.get_by_role("button", name=somebody.say("Send the feedback")))
    assert somebody.status() == somebody.say(
        "Thank you. Your feedback has arrived. If you left an address, you get an answer within %(days)d days.", days=14
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.law("Digital Services Act 306/2019", "9", "feedback reaches the registrar, who answers it")
def test_she_reads_the_register_and_answers_feedback(visit: Visit, language: str) -> None:
    somebody, registrar = visit(language), visit(language)
    text = f"Something is misspelt ({language})."
    write_feedback(somebody, text)

    registrar.sign_in("registrar")
    assert registrar.go("/audit/activities/?basis=consent") == 200
    registrar.page.locator("main tbody a[href='/audit/activities/library-recommendations/']").click()
    registrar.page.get_by_role("heading", name=registrar.say("Record of processing")).wait_for()
    assert registrar.page.get_by_text(registrar.say("Opinion of the data protection officer")).is_visible()
    registrar.page.locator("a[href='/activities/library-recommendations/1/']").first.wait_for()

    menu = registrar.page.locator(".site-nav")
    menu.locator("a[href='/audit/departments/']").click()
    assert registrar.page.locator("main tbody tr").count() > 10
    menu.locator("a[href='/audit/feedback/']").click()
    message = registrar.page.locator("main li", has_text=text)
    registrar.press(message.get_by_role("button", name=registrar.say("Mark as answered")))
    assert registrar.status() == registrar.say("The feedback is marked as answered. It is deleted after 12 months.")
    assert registrar.page.locator("main li", has_text=text).count() == 0

    for person in (somebody, registrar):
        assert person.strangers == []
        assert person.complaints == []


def test_feedback_is_given_by_keyboard_alone(visit: Visit) -> None:
    somebody = visit("en")
    somebody.go("/feedback/?topic=other")
    somebody.speak()
    somebody.go("/feedback/?topic=other")
    keyboard = somebody.page.keyboard
    focused = somebody.page.locator(":focus")
    for _ in range(40):
        keyboard.press("Tab")
        if focused.count() and focused.get_attribute("name") == "topic":
            break
    keyboard.press("ArrowUp")
    keyboard.press("Tab")
    keyboard.type("Typed, not clicked.")
    keyboard.press("Tab")
    keyboard.press("Tab")
    with somebody.page.expect_navigation():
        keyboard.press("Enter")
    assert "Your feedback has arrived" in somebody.status()

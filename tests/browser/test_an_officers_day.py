"""An officer's day in early education, in each language, in a real browser without JavaScript; once by keyboard only.

The languages share one city: the day leaves Eino with a place and ends with the kitchen's consent withdrawn.
"""

import pytest

from tests.browser.browsing import LANGUAGES, Visitor
from tests.browser.conftest import Visit
from tests.browser.scenes.preschool import EINO, NEWCOMER, PROTECTED, of_the_child

pytestmark = pytest.mark.browser

KITCHEN_PAGE = "/permissions/kitchen-allergies/"
PLACES = {"fi": "Paikka järjestetty", "sv": "Har en plats", "en": "Has a place"}
REFUSED = {"fi": "Ei lupaa", "sv": "Inte tillåtet", "en": "Not permitted"}
SECRET = {"fi": "Suojattu", "sv": "Skyddad", "en": "Protected"}
STREETS = ("Fleminginkatu", "Castréninkatu")  # of Kallio, where Eino lives


def shown(visitor: Visitor) -> str:
    """What the page says."""
    return visitor.page.locator("main").inner_text()


def allergies(officer: Visitor) -> int:
    """Opens Eino's kitchen page and counts the allergies on it."""
    of_the_child(EINO, "kitchen/")(officer)
    return officer.page.locator("main tbody tr").count()


def act_for_eino(aino: Visitor) -> None:
    aino.sign_in("aino")
    aino.press(aino.page.locator("button[name=person]").first)
    assert "Eino" in aino.page.title()


def decide(aino: Visitor, verb: str) -> None:
    aino.go(KITCHEN_PAGE)
    aino.press(aino.page.locator(f"form[action='{KITCHEN_PAGE}{verb}/'] button"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_places_eino_and_the_kitchen_sees_allergies_only_while_his_mother_allows(
    visit: Visit, language: str
) -> None:
    officer, aino = visit(language), visit(language)
    officer.sign_in("officer")

    # She finds Eino by his reference number, as a letter of the family says it.
    officer.go("/services/preschool/")
    reference = officer.page.locator("main tbody tr").first.locator(".code").inner_text()
    officer.page.locator("input[name=number]").fill(f"{reference[:3]} {reference[3:6]} {reference[6:]}")
    officer.press(officer.page.locator("button[name=placement]"))
    assert any(street in shown(officer) for street in STREETS)
    assert "Aino Virtanen" in shown(officer)

    # She gives him a place in the nearest unit with one free, and the page says what the server did.
    offered = officer.page.locator("select[name=unit] option").nth(1)
    unit = offered.inner_text().split(",")[0]
    assert "Kallio" in offered.inner_text()
    officer.page.locator("select[name=unit]").select_option(index=1)
    officer.press(officer.page.locator("form[action$='/place/'] button"))
    assert officer.page.get_by_role("status").locator(".message--success").count() == 1
    assert PLACES[language] in shown(officer)
    assert unit in shown(officer)

    # The kitchen sees nothing until a guardian consents, and nothing once she has taken it back.
    assert allergies(officer) == 0
    assert REFUSED[language] in shown(officer)
    act_for_eino(aino)
    decide(aino, "give")
    assert allergies(officer) >= 1
    decide(aino, "withdraw")
    assert allergies(officer) == 0

    # Each look is on the list that his mother reads, the placement and both kinds of answers to the kitchen.
    aino.go("/uses/?activity=kitchen-allergies")
    assert aino.page.locator("main tbody tr").count() >= 3
    aino.go("/uses/?activity=preschool-placement")
    assert aino.page.locator("main tbody tr").count() >= 3

    for person in (officer, aino):
        assert person.strangers == []
        assert person.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_is_served_and_a_protected_child_reveals_no_place(visit: Visit, language: str) -> None:
    officer = visit(language)
    officer.sign_in("officer")
    of_the_child(NEWCOMER)(officer)
    assert "Vuotie 512 B 14" in shown(officer)
    assert officer.page.locator("select[name=unit]").count() == 1

    officer.go("/services/preschool/units/")
    names = {name.inner_text() for name in officer.page.locator("main tbody th span[lang]").all()}
    assert len(names) > 40
    of_the_child(PROTECTED)(officer)
    said = shown(officer)
    assert said.count(SECRET[language]) >= 3
    assert officer.page.locator("select[name=unit]").count() == 0
    assert not [name for name in names if name in said]


@pytest.mark.law("WCAG 2.2", "2.1.1", "an officer finds and places a child by keyboard alone")
def test_by_keyboard_alone(visit: Visit) -> None:
    officer = visit("en")
    officer.sign_in("officer")
    officer.go("/services/preschool/")
    row = officer.page.locator("main tbody tr").nth(1)
    reference = row.locator(".code").inner_text()
    officer.go("/services/preschool/")

    tab_to(officer, "input[name=number]")
    officer.page.keyboard.type(reference)
    officer.page.keyboard.press("Tab")
    assert focused(officer, "button[name=placement]")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    assert reference in officer.page.locator("h1").inner_text()

    tab_to(officer, "select[name=unit]")
    officer.page.keyboard.press("ArrowDown")
    officer.page.keyboard.press("Tab")
    assert focused(officer, "form[action$='/place/'] button")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    assert officer.page.get_by_role("status").locator(".message--success").count() == 1
    assert "Has a place" in shown(officer)


def focused(visitor: Visitor, selector: str) -> bool:
    """Whether the keyboard is on what the selector names."""
    return bool(visitor.page.locator(f"{selector}:focus").count())


def tab_to(visitor: Visitor, selector: str) -> None:
    """Presses Tab until the keyboard is there."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if focused(visitor, selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")

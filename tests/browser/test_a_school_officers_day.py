"""The school looks at a pupil's health needs, in each language, in a real browser without JavaScript.

The languages share one city: each day ends with the consent withdrawn.
"""

import pytest

from tests.browser.browsing import LANGUAGES, Visitor
from tests.browser.conftest import Visit
from tests.browser.scenes.scene import for_the_child
from tests.browser.scenes.schoolhealth import ACTIVITY, EINO, PERMISSION, YOUNG, of_the_pupil

pytestmark = pytest.mark.browser

ASTHMA = {"fi": "Astma", "sv": "Astma", "en": "Asthma"}
REFUSED = {"fi": "Ei lupaa", "sv": "Inte tillåtet", "en": "Not permitted"}
PERMITTED = {"fi": "Lupa on", "sv": "Tillåtet", "en": "Permitted"}
SIDES = {
    "fi": ("Terveyspalvelut", "Kasvatus ja koulutus"),
    "sv": ("Hälsovårdstjänster", "Fostran och utbildning"),
    "en": ("Health services", "Education"),
}


def shown(visitor: Visitor) -> str:
    """What the page says."""
    return visitor.page.locator("main").inner_text()


def decide(guardian: Visitor, verb: str) -> None:
    for_the_child(PERMISSION)(guardian)
    guardian.press(guardian.page.locator(f"form[action='{PERMISSION}{verb}/'] button"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_school_sees_einos_needs_only_while_both_guardians_allow(visit: Visit, language: str) -> None:
    officer, aino, saara = visit(language), visit(language), visit(language)
    for person, name in ((officer, "officer"), (aino, "aino"), (saara, "saara")):
        person.sign_in(name)

    # The signpost on the front page leads there.
    officer.go("/")
    officer.press(officer.page.locator("main a[href='/services/schoolhealth/']"))
    reference = officer.page.locator("main tbody tr").first.locator(".code").inner_text()
    officer.page.locator("input[name=number]").fill(f"{reference[:3]} {reference[3:]}")
    officer.press(officer.page.locator("main form button[type=submit]"))
    assert ASTHMA[language] not in shown(officer)
    assert REFUSED[language] in shown(officer)

    # One guardian alone opens nothing; both together do, and both sides are asked.
    decide(aino, "give")
    of_the_pupil(EINO)(officer)
    assert ASTHMA[language] not in shown(officer)
    decide(saara, "give")
    of_the_pupil(EINO)(officer)
    assert ASTHMA[language] in shown(officer)
    assert shown(officer).count(PERMITTED[language]) == 2

    # Each guardian sees who gave and who got, and either ends it.
    aino.go(f"/uses/?activity={ACTIVITY}")
    for side in SIDES[language]:
        assert side in shown(aino)
    decide(saara, "withdraw")
    of_the_pupil(EINO)(officer)
    assert ASTHMA[language] not in shown(officer)

    # A pupil who decides alone was not decided for.
    of_the_pupil(YOUNG)(officer)
    assert REFUSED[language] in shown(officer)
    for person in (officer, aino, saara):
        assert person.strangers == []
        assert person.complaints == []

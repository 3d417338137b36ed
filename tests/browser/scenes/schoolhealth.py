"""The school's pages about a pupil's health needs, for its officer, and the consent as guardians meet it."""

from collections.abc import Callable

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at, for_the_child, press

HOME = "/services/schoolhealth/"
EINO, YOUNG = "eino", "young"
# In the order in which the page lists them.
ORDER = (EINO, YOUNG)
ACTIVITY = "school-health-support"
PERMISSION = f"/permissions/{ACTIVITY}/"


def of_the_pupil(who: str) -> Callable[[Visitor], object]:
    """This function will return how an officer opens the page of one of the pupils to try."""

    def reach(visitor: Visitor) -> None:
        visitor.go(HOME)
        row = visitor.page.locator("main tbody tr").nth(ORDER.index(who))
        visitor.go(str(row.locator("a").first.get_attribute("href")))

    return reach


def _wrong_reference(visitor: Visitor) -> None:
    visitor.go(HOME)
    visitor.page.locator("input[name=number]").fill("123456789")
    visitor.press(visitor.page.locator("main form button[type=submit]"))


def _decides(verb: str) -> Callable[[Visitor], object]:
    """This function will return how a guardian stands on the permission just after pressing ``verb``."""

    def reach(visitor: Visitor) -> None:
        for_the_child(PERMISSION)(visitor)
        press(visitor, verb)

    return reach


SCENES = (
    Scene("schoolhealth", "officer", at(HOME)),
    Scene("schoolhealth-wrong-reference", "officer", _wrong_reference),
    Scene("schoolhealth-refused", "officer", of_the_pupil(YOUNG)),
    Scene("schoolhealth-notice", None, at(f"/activities/{ACTIVITY}/1/")),
    Scene("schoolhealth-permission", "aino", for_the_child(PERMISSION)),
    # Eino's guardians decide together; in the end one of them takes it back, and the city is as closed as before.
    Scene("schoolhealth-waiting", "aino", _decides("give")),
    Scene("schoolhealth-given", "saara", _decides("give")),
    Scene("schoolhealth-shown", "officer", of_the_pupil(EINO)),
    Scene("schoolhealth-withdrawn", "saara", _decides("withdraw")),
)

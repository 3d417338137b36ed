"""The pages of early education, for its officer."""

from collections.abc import Callable

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at, for_the_child

EINO, NEWCOMER, PROTECTED = "eino", "newcomer", "protected"
# In the order in which the page lists them.
ORDER = (EINO, NEWCOMER, PROTECTED)


def of_the_child(who: str, page: str = "") -> Callable[[Visitor], object]:
    """This function will return how an officer opens a page of one of the children to try."""

    def reach(visitor: Visitor) -> None:
        visitor.go("/services/preschool/")
        row = visitor.page.locator("main tbody tr").nth(ORDER.index(who))
        address = str(row.locator("a").first.get_attribute("href"))
        visitor.go(f"{address}{page}")

    return reach


def _wrong_reference(visitor: Visitor) -> None:
    visitor.go("/services/preschool/")
    visitor.page.locator("input[name=number]").fill("123456789")
    visitor.press(visitor.page.locator("button[name=placement]"))


def _placed(visitor: Visitor) -> None:
    of_the_child(NEWCOMER)(visitor)
    visitor.page.locator("select[name=unit]").select_option(index=1)
    visitor.press(visitor.page.locator("form[action$='/place/'] button"))


SCENES = (
    Scene("preschool", "officer", at("/services/preschool/")),
    Scene("preschool-wrong-reference", "officer", _wrong_reference),
    Scene("preschool-units", "officer", at("/services/preschool/units/")),
    Scene("preschool-placement-eino", "officer", of_the_child(EINO)),
    Scene("preschool-placement-newcomer", "officer", of_the_child(NEWCOMER)),
    Scene("preschool-placement-protected", "officer", of_the_child(PROTECTED)),
    Scene("preschool-placed", "officer", _placed),
    Scene("preschool-kitchen-refused", "officer", of_the_child(NEWCOMER, "kitchen/")),
    Scene("preschool-notice", None, at("/activities/preschool-placement/1/")),
    Scene("preschool-notice-kitchen", None, at("/activities/kitchen-allergies/1/")),
    Scene("preschool-compulsory", "aino", for_the_child("/permissions/preschool-placement/")),
    Scene("preschool-kitchen-waiting", "aino", for_the_child("/permissions/kitchen-allergies/")),
)

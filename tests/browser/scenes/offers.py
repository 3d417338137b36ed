"""Offers to a family: open, answered, granted unasked, why and what was decided; services for me and how one is told.

In the order of one story: Eino has an open offer and one that was granted without an application.
"""

from collections.abc import Callable

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at, for_the_child


def offer(section: str, more: str = "") -> Callable[[Visitor], object]:
    """This function will return how to open the child's first offer under a heading of the list, or a page below it."""

    def reach(visitor: Visitor) -> None:
        for_the_child("/offers/")(visitor)
        link = visitor.page.locator(f"section[aria-labelledby={section}] .card__foot a").first
        visitor.go(f"{link.get_attribute('href')}{more}")

    return reach


def answered(choice: str) -> Callable[[Visitor], object]:
    """This function will return how to stand on the open offer just after sending an answer; none for no choice."""

    def reach(visitor: Visitor) -> None:
        offer("open")(visitor)
        if choice:
            visitor.page.locator(f"#choice-{choice}").check()
        visitor.press(visitor.page.locator("form[action$='/answer/'] button"))

    return reach


def of_another(visitor: Visitor) -> None:
    """This function will open the child's offer while acting for oneself."""
    offer("open")(visitor)
    address = visitor.page.url.removeprefix(visitor.url).split("#")[0]
    visitor.press(visitor.page.locator(".acting button[name=person]").first)
    visitor.go(address)


SCENES = (
    Scene("offers", "aino", for_the_child("/offers/")),
    Scene("offer-open", "aino", offer("open")),
    Scene("offer-why", "aino", offer("open", "why/")),
    Scene("offer-nothing-chosen", "aino", answered("")),
    Scene("offer-declined", "aino", answered("b")),
    Scene("offer-accepted", "aino", answered("a")),
    Scene("offer-guardians-differ", "saara", answered("b")),
    Scene("offer-given-unasked", "aino", offer("past")),
    Scene("offer-decision", "aino", offer("past", "decision/")),
    Scene("offers-in-the-history", "aino", for_the_child("/history/")),
    Scene("services-for-a-child", "aino", for_the_child("/for-me/")),
    Scene("preferences-of-another", "aino", for_the_child("/preferences/")),
    Scene("offer-of-another", "aino", of_another),
    Scene("preferences", "mikko", at("/preferences/")),
    Scene("services-for-me", "mikko", at("/for-me/")),
    Scene("offers-none", "mikko", at("/offers/")),
)

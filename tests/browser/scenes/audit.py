"""The data protection officer's console, after the city's other scenes have left something to look at."""

from collections.abc import Callable

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at

WHY = "A resident asked who has looked at the data."


def _person(visitor: Visitor) -> None:
    visitor.go("/audit/events/?kind=consent")
    if not visitor.page.locator("a[href$='/person/']").count():  # these scenes alone: nobody has decided anything
        visitor.go("/audit/events/?kind=representation")
    visitor.go(str(visitor.page.locator("a[href$='/person/']").last.get_attribute("href")))


def _told_why(part: str) -> Callable[[Visitor], object]:
    """This function will return how to reach a part of a person's record, with a reason given."""

    def reach(visitor: Visitor) -> None:
        _person(visitor)
        if visitor.page.locator("textarea[name=reason]").count():
            visitor.page.locator("textarea[name=reason]").fill(WHY)
            visitor.press(visitor.page.locator("main form button[type=submit]"))
        visitor.go(visitor.page.url.removeprefix(visitor.url).partition("?")[0] + f"?show={part}")

    return reach


def _without_a_reason(visitor: Visitor) -> None:
    visitor.go("/audit/events/?kind=representation")
    visitor.go(str(visitor.page.locator("a[href$='/person/']").last.get_attribute("href")))
    if visitor.page.locator("textarea[name=reason]").count():
        visitor.press(visitor.page.locator("main form button[type=submit]"))


def _tables(visitor: Visitor) -> None:
    visitor.go("/audit/")
    for summary in visitor.page.locator("details.layer summary").all():
        summary.click()


SCENES = (
    Scene("audit-overview", "kaisa", at("/audit/")),
    Scene("audit-overview-tables", "kaisa", _tables),
    Scene("audit-consents", "kaisa", at("/audit/consents/")),
    Scene("audit-events", "kaisa", at("/audit/events/")),
    Scene("audit-events-refused", "kaisa", at("/audit/events/?kind=use.refused")),
    Scene("audit-events-none", "kaisa", at("/audit/events/?kind=restriction")),
    Scene("audit-reason-missing", "kaisa", _without_a_reason),
    Scene("audit-person", "kaisa", _told_why("permissions")),
    Scene("audit-person-uses", "kaisa", _told_why("uses")),
    Scene("audit-person-decisions", "kaisa", _told_why("decisions")),
    Scene("audit-person-representation", "kaisa", _told_why("representation")),
    Scene("uses-with-a-look-by-staff", "aino", at("/uses/")),
)

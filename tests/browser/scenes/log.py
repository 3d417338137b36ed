"""The log: its public page, and the data protection officer's."""

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at


def _asked(visitor: Visitor) -> None:
    visitor.go("/audit/log/")
    visitor.press(visitor.page.locator("main form button[type=submit]").first)


SCENES = (
    Scene("log", None, at("/log/")),
    Scene("dpo-log", "kaisa", at("/audit/log/")),
    Scene("dpo-log-asked", "kaisa", _asked),
)

"""The pages that anyone may open."""

from collections.abc import Callable

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at


def sent(**fields: str) -> Callable[[Visitor], object]:
    """This function will return how to stand on the feedback page just after sending the form."""

    def reach(visitor: Visitor) -> None:
        visitor.go("/feedback/")
        for name, value in fields.items():
            if name == "topic":
                visitor.page.locator(f"input[name=topic][value={value}]").check()
            else:
                visitor.page.locator(f"[name={name}]").fill(value)
        visitor.press(visitor.page.locator("main form button[type=submit]"))

    return reach


SCENES = (
    Scene("register", None, at("/activities/")),
    Scene("register-found", None, at("/activities/?q=library-loans")),
    Scene("register-nothing-found", None, at("/activities/?q=zzz")),
    Scene("activity", None, at("/activities/library-recommendations/")),
    Scene("help", None, at("/help/")),
    Scene("accessibility-statement", None, at("/accessibility/")),
    Scene("feedback", None, at("/feedback/")),
    Scene("feedback-wrong", None, sent(text="", reply_to="nowhere")),
)

"""Receipts of decisions: waiting for the log, to take home, superseded; and the page that verifies them."""

import time
from collections.abc import Callable

from scripts.verify_page import PAGE
from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import RECOMMENDATIONS, Scene, at, decided, press
from tests.receipt_vectors import KEY, PLAIN

PATIENCE_SECONDS = 15.0


def until_ready(visitor: Visitor) -> None:
    """This function will look at the receipt again and again, as its page says, until the log has signed it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not visitor.page.locator("a[download]").count():
        assert time.monotonic() < deadline, "the log does not sign"
        time.sleep(0.2)
        visitor.page.reload()


def for_herself(visitor: Visitor) -> None:
    """This function will see to it that a visitor acts for nobody else."""
    visitor.go("/")
    if visitor.page.locator(".acting--other").count():
        visitor.press(visitor.page.get_by_role("button", name=visitor.say("Act for yourself")))


def latest(visitor: Visitor) -> None:
    """This function will show the receipt of the newest decision, once it is signed."""
    for_herself(visitor)
    visitor.go(RECOMMENDATIONS)
    if not visitor.page.locator("a[href^='/receipts/']").count():
        press(visitor, "give")
    visitor.go(str(visitor.page.locator(".changes a[href^='/receipts/']").first.get_attribute("href")))
    until_ready(visitor)


def superseded(visitor: Visitor) -> None:
    """This function will show the receipt of a consent that has been withdrawn since."""
    for_herself(visitor)
    decided("withdraw")(visitor)
    visitor.go(str(visitor.page.locator(".changes a[href^='/receipts/']").nth(1).get_attribute("href")))
    until_ready(visitor)


def verified(data: bytes) -> Callable[[Visitor], object]:
    """This function will return how to stand before the verdict on a receipt."""

    def reach(visitor: Visitor) -> None:
        visitor.page.goto(PAGE.as_uri())
        if not visitor.page.locator("#page").is_visible():
            return  # without JavaScript the page says that it needs it
        visitor.page.locator(f"[data-language={visitor.language}]").click()
        visitor.page.fill("#keys", KEY)
        file = {"name": "receipt.json", "mimeType": "application/json", "buffer": data}
        visitor.page.set_input_files("#receipt", file)  # type: ignore[arg-type]
        visitor.page.wait_for_selector(".verdict--yes, .verdict--no")

    return reach


SCENES = (
    Scene("receipt", "aino", latest),
    Scene("receipt-superseded", "aino", superseded),
    Scene("history-with-receipts", "aino", at("/history/")),
    Scene("verify-genuine", None, verified(PLAIN)),
    Scene("verify-changed", None, verified(PLAIN.replace(b"consent.granted", b"consent.refused", 1))),
)

"""The registrar's pages of departments' clients."""

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at

DEPARTMENTS = "/audit/departments/"
NEW = "/audit/departments/library/clients/new/"


def _one(visitor: Visitor) -> None:
    visitor.go(DEPARTMENTS)
    visitor.go(str(visitor.page.locator("a[href^='/audit/clients/']").first.get_attribute("href")))


def _registered(visitor: Visitor) -> None:
    """The page with the secret; a name is taken once, so each visit takes another."""
    visitor.go(NEW)
    visitor.page.fill("#name", f"Gallery {visitor.page.evaluate('Date.now()')}")
    visitor.page.check("#scope-1")
    visitor.page.check("#proof-2")
    visitor.press(visitor.page.locator("form[action$='/new/'] button"))


def _private_key(visitor: Visitor) -> None:
    visitor.go(NEW)
    visitor.page.fill("#name", "Gallery")
    visitor.page.check("#scope-1")
    visitor.page.fill("#jwks", '{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]}')
    visitor.press(visitor.page.locator("form[action$='/new/'] button"))


def _rotated(visitor: Visitor) -> None:
    _registered(visitor)
    visitor.press(visitor.page.locator("a.hds-button[href^='/audit/clients/']"))
    visitor.page.check("#confirm-secret")
    visitor.press(visitor.page.locator("form[action$='/secret/'] button"))


def _overlapping(visitor: Visitor) -> None:
    _rotated(visitor)
    visitor.press(visitor.page.locator("a.hds-button[href^='/audit/clients/']"))


def _not_ticked(visitor: Visitor) -> None:
    _one(visitor)
    visitor.press(visitor.page.locator("form[action$='/disable/'] button"))


SCENES = (
    Scene("registrar-client-new", "registrar", at(NEW)),
    Scene("registrar-client-private-key", "registrar", _private_key),
    Scene("registrar-client-secret", "registrar", _registered),
    Scene("registrar-client", "registrar", _one),
    Scene("registrar-client-rotated", "registrar", _rotated),
    Scene("registrar-client-overlap", "registrar", _overlapping),
    Scene("registrar-client-not-ticked", "registrar", _not_ticked),
)

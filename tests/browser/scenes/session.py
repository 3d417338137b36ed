"""Local sign-in of staff, and how a session ends."""

import io
from collections.abc import Callable

import segno
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import translation

from consent.people.authenticator import new_recovery_codes
from consent.signin.forms import EnrolmentForm
from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at, show

STAFF = "/sign-in/staff/"


def guessed(visitor: Visitor) -> None:
    """This function will give a name and a wrong password."""
    visitor.go(STAFF)
    visitor.page.fill("#username", f"nobody-{visitor.language}")
    visitor.page.fill("#password", "a wrong password")
    visitor.press(visitor.page.locator("main button[type=submit]"))


def locked(visitor: Visitor) -> None:
    """This function will guess until no more guesses are taken."""
    for _ in range(7):
        guessed(visitor)


def warned(path: str) -> Callable[[Visitor], object]:
    """This function will return how to see a page at the moment when the warning appears."""

    def reach(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.page.evaluate("document.getAnimations().forEach((one) => one.finish())")

    return reach


def made(template: str, context: Callable[[], dict[str, object]] = dict) -> Callable[[Visitor], object]:
    """This function will return how to see a page of the enrolment, for which the city has no account to enrol."""

    def reach(visitor: Visitor) -> None:
        with translation.override(visitor.language):
            page = render(RequestFactory().get(STAFF), template, context())
        show(visitor, page.content.decode())
        image = io.BytesIO()
        segno.make("otpauth://totp/made-up?secret=MADEUP", micro=False).save(image, kind="svg", light="#fff", scale=5)
        visitor.page.locator("img.enrolment__code").evaluate_all(
            "(found, drawn) => found.forEach((one) => { one.src = 'data:image/svg+xml,' + encodeURIComponent(drawn) })",
            image.getvalue().decode(),
        )

    return reach


def of_the_enrolment() -> dict[str, object]:
    """This function will return what the enrolment page shows when a first try was wrong."""
    form = EnrolmentForm({"password": "one sentence of mine", "repeated": "another sentence", "code": ""})
    return {"form": form, "groups": ["MADE", "UPKE", "YOFN", "OBOD"] * 2, "shortest": 14, "username": "kaisa.local"}


SCENES = (
    Scene("sign-in-ended", None, at("/sign-in/?next=/uses/&ended=idle")),
    Scene("sign-in-local", None, at(STAFF)),
    Scene("sign-in-local-wrong", None, guessed),
    Scene("sign-in-local-locked", None, locked),
    Scene("sign-in-local-code", None, made("signin/code.html")),
    Scene("sign-in-local-enrolment", None, made("signin/start.html", of_the_enrolment)),
    Scene("sign-in-local-codes", None, made("signin/recovery_codes.html", lambda: {"codes": new_recovery_codes()})),
    Scene("session-warning", "mikko", warned("/uses/")),
    Scene("session-extended", "mikko", at("/session/")),
)

"""A local account, its holder's app, and a browser."""

import base64
import re
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP

from consent import clock
from consent.people.actions.local_account import OneTimePassword, open_local_account
from tests.cast import SYSTEM
from tests.decisions.doors import MovedClock

PASSWORD = "a walk along the old railway"
STAFF, CODE, START = "/sign-in/staff/", "/sign-in/staff/code/", "/sign-in/staff/start/"


@dataclass
class Holder:
    """Somebody with a local account."""

    given: OneTimePassword
    username: str = "kaarina"
    secret: bytes = b""
    codes: list[str] = field(default_factory=list)

    def code(self, drift: int = 0) -> str:
        """This function will return what the app shows now, or shows ``drift`` steps away."""
        totp = TOTP(self.secret)
        totp.time, totp.drift = clock.now().timestamp(), drift
        return f"{totp.token():06d}"

    def password(self, browser: Client, password: str = PASSWORD, **more: str) -> HttpResponse:
        """This function will give name and password."""
        return browser.post(STAFF, {"username": self.username, "password": password, **more})

    def enrol(self, browser: Client) -> HttpResponse:
        """This function will go through the whole enrolment."""
        self.password(browser, self.given.password)
        page = browser.get(START).content.decode()
        found = re.search(r'enrolment__secret">([A-Z2-7 ]+)<', page)
        assert found, page
        self.secret = base64.b32decode(found[1].replace(" ", ""))
        answer = browser.post(START, {"password": PASSWORD, "repeated": PASSWORD, "code": self.code()})
        self.codes = re.findall(r"<li>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</li>", answer.content.decode())
        return answer


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    """The city's clock, standing at the present moment."""
    hand = MovedClock(clock.now())
    monkeypatch.setattr(clock, "now", hand)
    return hand


@pytest.fixture
def holder(db: None, moved: MovedClock) -> Holder:
    """A DPO with a local account, not enrolled yet."""
    return Holder(
        open_local_account(
            actor=SYSTEM, username="kaarina", display_name="Kaarina", language="en", roles=[("dpo", None)]
        )
    )


@pytest.fixture
def browser() -> Client:
    """A browser that is not signed in."""
    return Client(raise_request_exception=False, headers={"accept-language": "en"})

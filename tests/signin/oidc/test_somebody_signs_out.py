"""Signing out here reaches the provider, and signing out there reaches us."""

import base64
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from django.db import DatabaseError

from consent.people.models import SignedInSession, SpentToken
from consent.signin.oidc import leaving
from tests.signin.oidc.conftest import Browser, Provider, Town
from tests.signin.provider.tokens import WRONG_SIGNATURES

BACK_CHANNEL = "/sign-in/backchannel/residents/"
BAD = (
    "wrong audience",
    "second audience",
    "wrong issuer",
    "expired",
    "no expiry",
    "issued long ago",
    "from the future",
    "events are a list",
    "no events",
    "with a nonce",
    "no id",
    "no one named",
    *WRONG_SIGNATURES,
)


def inside(town: Town) -> Browser:
    """This function will return the browser of somebody who has signed in."""
    browser = town.browser()
    browser.sign_in()
    assert browser.is_inside
    return browser


def sign_out(browser: Browser) -> httpx.Response:
    """This function will press "Sign out"."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/").text)
    assert token
    return browser.http.post("/sign-out/", data={"csrfmiddlewaretoken": token[1]})


def tell(town: Town, token: str) -> httpx.Response:
    """This function will send a logout token as the provider does, without cookies."""
    return httpx.post(f"{town.url}{BACK_CHANNEL}", data={"logout_token": token})


@pytest.mark.law("OpenID Connect RP-Initiated Logout 1.0", "2", "Signing out here ends the provider's session as well")
def test_signing_out_ends_the_session_here_and_then_there(town: Town, provider: Provider) -> None:
    browser = inside(town)
    onward = sign_out(browser)
    assert not browser.is_inside, "the session here is over before the provider is asked"
    assert onward.headers["location"].startswith(f"{provider.issuer}/logout/?")
    back = browser.get(onward.headers["location"])
    (asked,) = provider.asked("logout")
    assert asked["client_id"] == "residents-client"
    assert jwt.decode(asked["id_token_hint"], options={"verify_signature": False})["sub"] == "aino-sub"
    assert back.headers["location"] == f"{town.url}/sign-out/done/?state={asked['state']}"
    assert "You are signed out." in browser.http.get(back.headers["location"], follow_redirects=True).text


def test_a_link_to_the_end_says_nothing_to_who_did_not_sign_out(town: Town) -> None:
    browser = inside(town)
    page = browser.http.get("/sign-out/done/?state=guessed", follow_redirects=True)
    assert "You are signed out." not in page.text
    assert browser.is_inside


def test_a_provider_that_is_away_does_not_keep_anybody_inside(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = inside(town)
    monkeypatch.setattr(leaving, "_end_session_endpoint", lambda provider: None)
    response = sign_out(browser)
    assert response.headers["location"] == "/#status"
    assert "sign-in may still be open" in browser.get("/").text
    assert not browser.is_inside


@pytest.mark.parametrize("named", [{"sid": "session-1"}, {"sub": "aino-sub"}, {"sid": "session-1", "sub": "aino-sub"}])
@pytest.mark.law("OpenID Connect Back-Channel Logout 1.0", "2.7", "The provider ends a session here at once")
def test_the_provider_ends_the_session_at_once(town: Town, provider: Provider, named: dict[str, str]) -> None:
    browser = inside(town)
    response = tell(town, provider.logout_token(**named))
    assert response.status_code == httpx.codes.OK
    assert "no-store" in response.headers["cache-control"]
    assert not browser.is_inside


@pytest.mark.parametrize(
    "named", [{"sid": "session-2"}, {"sub": "mikko-sub"}, {"sid": "session-1", "sub": "mikko-sub"}]
)
def test_nobody_elses_session_ends(town: Town, provider: Provider, named: dict[str, str]) -> None:
    browser = inside(town)
    assert tell(town, provider.logout_token(**named)).status_code == httpx.codes.OK
    assert browser.is_inside


@pytest.mark.parametrize("how", BAD)
@pytest.mark.law("OpenID Connect Back-Channel Logout 1.0", "2.6", "A logout token that is not good ends nothing")
def test_a_bad_logout_token_ends_nothing(town: Town, provider: Provider, how: str) -> None:
    browser = inside(town)
    response = tell(town, provider.logout_token(how, sid="session-1", sub="aino-sub"))
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert "no-store" in response.headers["cache-control"]
    assert browser.is_inside
    assert not SpentToken.objects.exists()


def test_a_logout_token_works_once(town: Town, provider: Provider) -> None:
    inside(town)
    token = provider.logout_token(sub="aino-sub")
    assert tell(town, token).status_code == httpx.codes.OK
    back = inside(town)
    assert tell(town, token).status_code == httpx.codes.BAD_REQUEST
    assert back.is_inside


def test_a_logout_token_that_could_not_be_obeyed_may_come_again(
    town: Town, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = inside(town)
    token = provider.logout_token(sub="aino-sub")
    with monkeypatch.context() as patch:

        def fails(*_: object, **__: object) -> int:
            raise DatabaseError

        patch.setattr(leaving, "end_of_provider", fails)
        assert tell(town, token).status_code >= httpx.codes.INTERNAL_SERVER_ERROR
    assert tell(town, token).status_code == httpx.codes.OK
    assert not browser.is_inside


def test_an_id_token_is_no_logout_token(town: Town, provider: Provider) -> None:
    browser = inside(town)
    onward = sign_out(browser)
    id_token = parse_qs(urlsplit(onward.headers["location"]).query)["id_token_hint"][0]
    second = inside(town)
    assert tell(town, id_token).status_code == httpx.codes.BAD_REQUEST
    assert second.is_inside


def test_a_token_for_the_other_client_is_refused(town: Town, provider: Provider) -> None:
    browser = inside(town)
    token = provider.logout_token(client="staff-client", sub="aino-sub")
    assert tell(town, token).status_code == httpx.codes.BAD_REQUEST
    assert browser.is_inside


BOTTOMLESS = base64.urlsafe_b64encode(b'{"alg":' + b"[" * 100_000).decode().rstrip("=")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"logout_token": ""},
        {"logout_token": "é" * 3},
        {"logout_token": "a" * 100_000},
        {"logout_token": f"{BOTTOMLESS}.e30.AA"},
    ],
    ids=["nothing", "empty", "accents", "long", "bottomless"],
)
def test_nonsense_is_400(town: Town, body: dict[str, str]) -> None:
    assert httpx.post(f"{town.url}{BACK_CHANNEL}", data=body).status_code == httpx.codes.BAD_REQUEST
    assert httpx.get(f"{town.url}{BACK_CHANNEL}").status_code == httpx.codes.METHOD_NOT_ALLOWED


def test_every_browser_of_a_person_is_ended_by_the_persons_name(town: Town, provider: Provider) -> None:
    one, two = inside(town), inside(town)
    assert SignedInSession.objects.count() == 2
    tell(town, provider.logout_token(sub="aino-sub"))
    assert not one.is_inside
    assert not two.is_inside

"""An attacker, or a broken provider, answers a sign-in with something else than what was asked."""

import logging
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from django.conf import settings as django_settings

from consent.people.models import Account, SignedInSession
from tests.signin.oidc.conftest import Browser, Provider, Town
from tests.signin.provider.tokens import WRONG_SIGNATURES

FORGERIES = (
    "wrong nonce",
    "no nonce",
    "nonce is a number",
    "wrong audience",
    "second audience",
    "wrong party",
    "wrong issuer",
    "expired",
    "no expiry",
    "issued long ago",
    "from the future",
    "issue time is a text",
    "wrong access token hash",
    "no subject",
    *WRONG_SIGNATURES,
)


def changed(address: str, **fields: str | None) -> str:
    """This function will return an address with parameters replaced; None takes one away."""
    parts = urlsplit(address)
    asked = {name: value[0] for name, value in parse_qs(parts.query).items()} | fields
    return urlunsplit(parts._replace(query=urlencode({k: v for k, v in asked.items() if v is not None})))


def is_refused(browser: Browser, response: httpx.Response, status: int = 403) -> bool:
    """This function will tell whether an answer let nobody in and said so in words."""
    assert response.status_code == status, response.text
    assert "Sign-in did not succeed; try again" in response.text
    assert response.headers["cache-control"].find("no-store") >= 0
    return not browser.is_inside and not SignedInSession.objects.exists() and not Account.objects.exists()


@pytest.mark.parametrize("how", FORGERIES)
@pytest.mark.law("OpenID Connect Core 1.0", "3.1.3.7", "A token that is not exactly what was asked for lets nobody in")
def test_a_forged_token_lets_nobody_in(
    town: Town, provider: Provider, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.misbehave(how)
    browser = town.browser()
    with caplog.at_level(logging.DEBUG):
        response = browser.sign_in()
    assert is_refused(browser, response)
    for secret in (town.cast.aino.national_id, "aino-sub", "eyJ"):
        assert secret not in caplog.text
    # The same browser, the same person, an honest provider: it was the forgery that was refused.
    provider.misbehave("")
    assert browser.sign_in().status_code == httpx.codes.FOUND
    assert browser.is_inside


def test_a_faithful_copy_of_the_token_would_have_been_taken(town: Town, provider: Provider) -> None:
    """The forging door itself is honest: a token it signs without a fault is good."""
    provider.misbehave("nothing in particular")
    assert town.browser().sign_in().status_code == httpx.codes.FOUND


def test_an_answer_works_once(town: Town) -> None:
    browser = town.browser()
    answer = browser.answer()
    assert browser.get(answer).status_code == httpx.codes.FOUND
    again = browser.get(answer)
    assert again.status_code == httpx.codes.FORBIDDEN
    assert SignedInSession.objects.count() == 1


def test_a_failed_answer_cannot_be_tried_again(town: Town, provider: Provider) -> None:
    provider.misbehave("wrong nonce")
    browser = town.browser()
    answer = browser.answer()
    assert is_refused(browser, browser.get(answer))
    provider.misbehave("")
    assert is_refused(browser, browser.get(answer))


def test_an_answer_without_its_state_is_refused(town: Town) -> None:
    browser = town.browser()
    assert is_refused(browser, browser.get(changed(browser.answer(), state=None)), 400)


def test_a_guessed_state_is_refused(town: Town) -> None:
    browser = town.browser()
    assert is_refused(browser, browser.get(changed(browser.answer(), state="a" * 32)))


def test_an_answer_taken_to_another_browser_is_refused(town: Town) -> None:
    """Login CSRF: a stranger cannot make somebody sign in as the stranger."""
    answer, victim = town.browser().answer(), town.browser()
    assert is_refused(victim, victim.get(answer))


def test_a_code_that_was_used_is_refused_by_the_provider(town: Town) -> None:
    first = town.browser()
    used = first.answer()
    first.get(used)
    code = parse_qs(urlsplit(used).query)["code"][0]
    second = town.browser()
    response = second.get(changed(second.answer(), code=code))
    assert response.status_code == httpx.codes.FORBIDDEN
    assert not second.is_inside


def test_a_stolen_code_is_worth_nothing_without_its_verifier(town: Town) -> None:
    stolen = parse_qs(urlsplit(town.browser().answer()).query)["code"][0]
    thief = town.browser()
    assert is_refused(thief, thief.get(changed(thief.answer(), code=stolen)))


def test_an_answer_of_the_staffs_provider_is_no_answer_for_residents(town: Town) -> None:
    browser = town.browser()
    answer = browser.answer("residents").replace("/complete/residents/", "/complete/staff/")
    assert is_refused(browser, browser.get(answer))


def test_an_answer_that_names_another_issuer_is_refused(town: Town) -> None:
    browser = town.browser()
    answer = changed(browser.answer(), iss="https://elsewhere.example")
    assert is_refused(browser, browser.get(answer))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "error=access_denied&error_description=<script>",
        "state=&code=",
        "state=%00&code=%00",
        "code=x",
        "state=" + "a" * 5000,
    ],
)
def test_nonsense_is_answered_in_words_and_never_repeated(town: Town, query: str) -> None:
    response = town.browser().get(f"/sign-in/complete/residents/?{query}")
    assert response.status_code in (400, 403)
    assert "Sign-in did not succeed; try again" in response.text
    assert "<script>" not in response.text
    assert "access_denied" not in response.text


def test_a_provider_that_does_not_answer_is_named_as_the_cause(town: Town) -> None:
    there = django_settings.OIDC_PROVIDERS["residents"]
    django_settings.OIDC_PROVIDERS["residents"] = replace(there, issuer="http://127.0.0.1:9/o")
    response = town.browser().start()
    assert response.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "does not answer at the moment" in response.text


def test_metadata_that_name_another_issuer_are_not_used(town: Town, provider: Provider) -> None:
    there = django_settings.OIDC_PROVIDERS["residents"]
    django_settings.OIDC_PROVIDERS["residents"] = replace(there, issuer=f"{provider.issuer}/")
    response = town.browser().start()
    assert response.status_code == httpx.codes.FORBIDDEN
    assert "location" not in response.headers

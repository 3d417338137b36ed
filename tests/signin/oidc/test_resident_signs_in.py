"""A resident signs in through the city's provider, and what must be true for it."""

import logging
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from social_django.models import Association, Nonce, UserSocialAuth

from consent.people.models import Account, CityIdentity, SignedInSession
from tests.signin.oidc.conftest import STRONG, WEAK, Provider, Town


def test_aino_signs_in_and_comes_back_to_the_page_she_wanted(town: Town, provider: Provider) -> None:
    browser = town.browser()
    response = browser.sign_in(next="/uses/?page=1")
    assert (response.status_code, response.headers["location"]) == (302, "/uses/?page=1"), response.text
    assert browser.get("/uses/").status_code == httpx.codes.OK
    account = Account.objects.get(resident=town.cast.aino.subject)
    identity = CityIdentity.objects.get()
    assert (identity.issuer, identity.subject, identity.account_id) == (provider.issuer, "aino-sub", account.pk)
    session = SignedInSession.objects.get()
    assert (session.method, session.provider_sid, session.assurance) == ("oidc", "session-1", STRONG)


def test_a_second_sign_in_makes_no_second_account_and_a_new_session(town: Town) -> None:
    first = town.browser()
    first.sign_in()
    key = first.http.cookies["sessionid"]
    second = town.browser()
    second.sign_in()
    assert Account.objects.count() == 1
    assert second.http.cookies["sessionid"] != key


def test_the_session_before_sign_in_is_not_the_session_after(town: Town) -> None:
    browser = town.browser()
    answer = browser.answer()
    planted = browser.http.cookies["sessionid"]
    browser.get(answer)
    assert browser.http.cookies["sessionid"] != planted


@pytest.mark.law("RFC 9700", "2.1.1", "A sign-in sends a PKCE challenge of its own, always S256")
def test_each_request_carries_pkce_nonce_state_and_what_strength_is_wanted(town: Town, provider: Provider) -> None:
    one, other = (parse_qs(urlsplit(town.browser().start().headers["location"]).query) for _ in range(2))
    assert one["code_challenge_method"] == other["code_challenge_method"] == ["S256"]
    for name in ("code_challenge", "nonce", "state"):
        assert one[name] != other[name]
        assert len(one[name][0]) >= 32
    assert one["acr_values"] == [STRONG]
    assert one["scope"] == ["openid profile"]
    assert one["redirect_uri"] == [f"{town.url}/sign-in/complete/residents/"]


def test_the_provider_refuses_a_request_without_pkce(town: Town, provider: Provider) -> None:
    asked = parse_qs(urlsplit(town.browser().start().headers["location"]).query)
    kept = {name: value[0] for name, value in asked.items() if not name.startswith("code_challenge")}
    with httpx.Client(follow_redirects=False) as browser:
        response = browser.get(f"{provider.issuer}/authorize/", params=kept)
        response = browser.get(f"{provider.url}{response.headers['location']}")
        response = browser.get(f"{provider.url}{response.headers['location']}")
    assert "error=invalid_request" in response.headers["location"]


def test_a_newcomer_is_told_in_words_and_gets_no_account(
    town: Town, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person(sub="new", acr=STRONG, national_id_num=town.cast.unknown.national_id)
    browser = town.browser()
    with caplog.at_level(logging.DEBUG):
        response = browser.sign_in()
    assert response.status_code == httpx.codes.FORBIDDEN
    assert "The city’s register does not know you yet" in response.text
    assert not Account.objects.exists()
    assert not browser.is_inside
    assert town.cast.unknown.national_id not in caplog.text + response.text


@pytest.mark.parametrize("number", ["", "not a number", "010190-123X", None, ["a"], "9" * 400])
def test_a_token_without_a_good_national_id_lets_nobody_in(town: Town, provider: Provider, number: object) -> None:
    provider.person(sub="odd", acr=STRONG, national_id_num=number)
    response = town.browser().sign_in()
    assert response.status_code == httpx.codes.FORBIDDEN
    assert not Account.objects.exists()


def test_an_identity_cannot_pass_from_one_resident_to_another(town: Town, provider: Provider) -> None:
    town.browser().sign_in()
    provider.person(sub="aino-sub", acr=STRONG, national_id_num=town.cast.mikko.national_id)
    response = town.browser().sign_in()
    assert response.status_code == httpx.codes.FORBIDDEN
    assert SignedInSession.objects.count() == 1


def test_a_resident_who_signed_in_too_weakly_is_told_what_to_do(town: Town, provider: Provider) -> None:
    provider.person(sub="aino-sub", acr=WEAK, amr=["pwd"], national_id_num=town.cast.aino.national_id)
    browser = town.browser()
    response = browser.sign_in()
    assert response.status_code == httpx.codes.FORBIDDEN
    assert "A stronger sign-in is needed" in response.text
    assert not Account.objects.exists()
    again = browser.start(again="1").headers["location"]
    assert parse_qs(urlsplit(again).query)["prompt"] == ["login"]


def test_a_method_is_as_good_as_a_level_where_the_city_says_so(town: Town, provider: Provider) -> None:
    provider.person(sub="aino-sub", amr=["suomi_fi"], national_id_num=town.cast.aino.national_id)
    assert town.browser().sign_in().status_code == httpx.codes.FOUND


def test_a_closed_account_stays_closed(town: Town) -> None:
    town.browser().sign_in()
    Account.objects.update(is_active=False)
    response = town.browser().sign_in()
    assert response.status_code == httpx.codes.FORBIDDEN
    assert "Your account is closed" in response.text


def test_neither_tokens_nor_the_national_id_are_kept(town: Town, provider: Provider) -> None:
    from django.contrib.sessions.models import Session

    browser = town.browser()
    browser.sign_in()
    assert not UserSocialAuth.objects.exists()
    assert not Nonce.objects.exists()
    assert not Association.objects.exists()
    kept = Session.objects.get(pk=browser.http.cookies["sessionid"]).get_decoded()
    assert "eyJ" not in str(kept)
    assert town.cast.aino.national_id not in str(kept)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "\t//e.x/",
    ],
)
@pytest.mark.law("OWASP ASVS 5.0", "V1.2.2", "Signing in never leads to another site")
def test_the_way_back_never_leads_to_another_site(town: Town, target: str) -> None:
    browser = town.browser()
    assert browser.sign_in(next=target).headers["location"] == "/"
    assert browser.http.get("/sign-in/", params={"next": target}).status_code == httpx.codes.OK


def test_a_link_cannot_start_a_sign_in(town: Town) -> None:
    assert town.browser().get("/sign-in/start/residents/").status_code == httpx.codes.METHOD_NOT_ALLOWED
    response = town.browser().http.post("/sign-in/start/residents/")
    assert response.status_code == httpx.codes.FORBIDDEN


def test_a_provider_that_is_not_configured_is_not_found(town: Town, settings: object) -> None:
    settings.OIDC_PROVIDERS = {}  # type: ignore[attr-defined]
    browser = town.browser()
    assert browser.http.get("/sign-in/complete/residents/").status_code == httpx.codes.NOT_FOUND
    assert "/sign-in/start/" not in browser.get("/sign-in/").text

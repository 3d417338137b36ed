"""Who comes without a living token of the right scope is turned away at once, and told how (RFC 6750, RFC 9728)."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oauth2_provider.models import AccessToken

from consent import clock
from consent.api.permissions import has_scope
from consent.api.principal import bearer_token, scopes_in_force
from consent.people.models import Subject
from consent.registry.actions.register_client import RegisteredClient
from tests.api.conftest import RESOLVE, bearer, disable, shrink, token_for

BODY = '{"national_id": "010190-999W"}'
METADATA = 'resource_metadata="http://testserver/.well-known/oauth-protected-resource"'


def resolve(browser: Client, headers: dict[str, str] | None = None, path: str = RESOLVE):
    return browser.post(path, BODY, content_type="application/json", headers=headers)


def is_turned_away(response, status: int, error: str) -> None:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert METADATA in response["WWW-Authenticate"]
    assert (f'error="{error}"' if error else "error") in response["WWW-Authenticate"] or not error
    assert response["Cache-Control"] == "no-store"
    assert Subject.objects.count() == 0


def test_a_living_token_with_the_scope_is_let_in(browser: Client, library: RegisteredClient) -> None:
    assert resolve(browser, bearer(token_for(browser, library))).status_code == 200


def test_no_token_is_401_without_an_error_code(db: None, browser: Client) -> None:
    response = resolve(browser)
    is_turned_away(response, 401, "")
    assert "error" not in response["WWW-Authenticate"]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer unknown",
        "Bearer a b",
        "Bearer a\x00",
        "Bearer \xe4",
        "Bearer " + "x" * 5000,
        "Basic abc",
        "Token abc",
        "bearer\tabc",
        "abc",
    ],
    ids=lambda header: repr(header[:16]),
)
def test_a_token_that_opens_nothing_is_401(db: None, browser: Client, header: str) -> None:
    is_turned_away(resolve(browser, {"Authorization": header}), 401, "invalid_token")


def test_an_expired_token_is_401(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    AccessToken.objects.update(expires=clock.now())
    is_turned_away(resolve(browser, bearer(token)), 401, "invalid_token")


def test_a_token_expires_by_the_platforms_clock(browser: Client, library: RegisteredClient) -> None:
    token, later = token_for(browser, library), clock.now() + timedelta(seconds=601)
    with mock.patch("consent.clock.now", return_value=later):
        is_turned_away(resolve(browser, bearer(token)), 401, "invalid_token")


def test_a_disabled_clients_living_token_dies_at_once(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    disable(library)
    is_turned_away(resolve(browser, bearer(token)), 401, "invalid_token")


def test_a_scope_taken_away_is_gone_from_living_tokens_at_once(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    shrink(library, "decision:evaluate")
    response = resolve(browser, bearer(token))
    is_turned_away(response, 403, "insufficient_scope")
    assert 'scope="subjects:resolve"' in response["WWW-Authenticate"]


def test_a_scope_that_was_not_asked_for_is_not_held(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library, "decision:evaluate")
    is_turned_away(resolve(browser, bearer(token)), 403, "insufficient_scope")


@pytest.mark.law("RFC 9700", "4.3.2", "a token in an address opens nothing")
def test_a_token_in_the_address_is_refused(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    is_turned_away(resolve(browser, path=f"{RESOLVE}?access_token={token}"), 401, "invalid_request")
    both = resolve(browser, bearer(token), path=f"{RESOLVE}?access_token={token}")
    assert both.status_code == 400
    assert Subject.objects.count() == 0


def test_a_session_opens_nothing(db: None, browser: Client) -> None:
    from consent.people.models import Account

    browser.force_login(Account.objects.create(username="kaisa", display_name="Kaisa"))
    is_turned_away(resolve(browser), 401, "")


def test_a_token_costs_one_statement(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    with CaptureQueriesContext(connection) as statements:
        browser.post(RESOLVE, "{}", content_type="application/json", headers=bearer(token))
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer abc==", "abc=="), ("BEARER  a.b-c_d~e+f/g", "a.b-c_d~e+f/g"), ("Bearerabc", None)],
)
def test_the_header_is_read_as_the_standard_writes_it(header: str, token: str | None) -> None:
    assert bearer_token(header) == token


def test_the_scopes_in_force_are_those_of_both() -> None:
    assert scopes_in_force("a b", "b c") == {"b"}
    assert scopes_in_force("", "b") == scopes_in_force("a", "") == frozenset()


def test_a_view_cannot_ask_for_a_scope_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="subjects:resolv"):
        has_scope("subjects:resolv")

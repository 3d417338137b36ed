"""A department's software gets a token for its id and secret, and nobody else gets anything (RFC 6749, RFC 9700)."""

import base64
import hashlib
from datetime import timedelta
from unittest import mock
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client
from oauth2_provider.models import AccessToken

from consent import clock
from consent.registry.actions.register_client import RegisteredClient
from consent.registry.models import ClientApplication
from tests.api.conftest import basic, disable, form, token_for
from tests.log_lines import logged

TOKEN = "/o/token/"
ASK = "grant_type=client_credentials&scope=subjects:resolve"


def ask(browser: Client, client: RegisteredClient, body: str = ASK, **extra: str):
    return form(browser, TOKEN, body, basic(client.client_id, client.client_secret), **extra)


def is_refused(response, status: int, error: str) -> None:
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert response.json()["error"] == error
    assert response["Cache-Control"] == "no-store"
    assert AccessToken.objects.count() == 0


@pytest.mark.law("RFC 6749", "4.4", "client credentials give a short-lived bearer token with the scopes asked for")
def test_a_token_lives_ten_minutes_and_holds_what_was_asked(browser: Client, library: RegisteredClient) -> None:
    response = ask(browser, library)
    answer = response.json()
    assert response.status_code == 200
    assert {**answer, "access_token": ""} == {
        "access_token": "",
        "expires_in": 600,
        "token_type": "Bearer",
        "scope": "subjects:resolve",
    }
    assert response["Cache-Control"] == "no-store"
    kept = AccessToken.objects.get()
    assert timedelta(seconds=590) < kept.expires - clock.now() <= timedelta(seconds=600)


def test_credentials_may_come_in_the_form(browser: Client, library: RegisteredClient) -> None:
    response = form(browser, TOKEN, f"{ASK}&client_id={library.client_id}&client_secret={library.client_secret}")
    assert response.status_code == 200


def test_the_credentials_of_the_header_are_form_encoded(browser: Client, library: RegisteredClient) -> None:
    ClientApplication.objects.filter(client_id=library.client_id).update(client_id="a~b.c")
    response = form(browser, TOKEN, ASK, basic(quote("a~b.c", safe=""), library.client_secret))
    assert response.status_code == 200


@pytest.mark.law("RFC 9700", "4", "a stolen database holds no usable token")
def test_the_database_keeps_only_the_tokens_digest(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM oauth2_provider_accesstoken")
        (row,) = cursor.fetchall()
    assert token not in repr(row)
    assert hashlib.sha256(token.encode()).hexdigest() in row


def test_the_database_keeps_only_the_secrets_hash(library: RegisteredClient) -> None:
    stored = ClientApplication.objects.get().client_secret
    assert library.client_secret not in stored
    assert stored.startswith("pbkdf2_sha256_client$1000$")


@pytest.mark.parametrize("scope", ["", "&scope=", "&scope=+"])
def test_no_scope_asked_is_no_token(browser: Client, library: RegisteredClient, scope: str) -> None:
    is_refused(ask(browser, library, f"grant_type=client_credentials{scope}"), 400, "invalid_scope")


@pytest.mark.parametrize("scope", ["decision:search", "subjects:resolve+ssf.read", "everything", "SUBJECTS:RESOLVE"])
def test_a_scope_the_client_does_not_have_is_refused(browser: Client, library: RegisteredClient, scope: str) -> None:
    is_refused(ask(browser, library, f"grant_type=client_credentials&scope={scope}"), 400, "invalid_scope")


def test_a_disabled_client_gets_no_token(browser: Client, library: RegisteredClient) -> None:
    disable(library)
    is_refused(ask(browser, library), 401, "invalid_client")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic "},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe:x").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"no colon").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"a\x00b:c\x00d").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"%00:%00").decode()},
        {"Authorization": "Basic \xe4\xf6"},
        {"Authorization": "Bearer abc"},
        {"Authorization": "Basic " + base64.b64encode(b"x" * 4000 + b":" + b"y" * 4000).decode()},
        basic("nobody", "secret"),
        basic("", ""),
    ],
    ids=lambda headers: repr(headers)[:60],
)
def test_bad_credentials_are_401_and_never_break(db: None, browser: Client, headers: dict[str, str]) -> None:
    response = form(browser, TOKEN, ASK, headers)
    is_refused(response, 401, "invalid_client")
    assert response["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("client_id", ["%00", "a%00b", "nobody", "", "%F0%9F%92%A9", "x" * 300])
def test_bad_credentials_in_the_form_are_refused(db: None, browser: Client, client_id: str) -> None:
    response = form(browser, TOKEN, f"{ASK}&client_id={client_id}&client_secret=x")
    assert response.status_code in (400, 401)
    assert AccessToken.objects.count() == 0


def test_a_wrong_and_an_unknown_client_get_the_same_answer(browser: Client, library: RegisteredClient) -> None:
    wrong = form(browser, TOKEN, ASK, basic(library.client_id, "wrong"))
    unknown = form(browser, TOKEN, ASK, basic("nobody", "wrong"))
    disable(library)
    disabled = form(browser, TOKEN, ASK, basic(library.client_id, library.client_secret))
    assert wrong.content == unknown.content == disabled.content
    assert {wrong.status_code, unknown.status_code, disabled.status_code} == {401}


def test_two_ways_to_authenticate_at_once_are_refused(browser: Client, library: RegisteredClient) -> None:
    is_refused(ask(browser, library, f"{ASK}&client_secret=x"), 400, "invalid_request")


@pytest.mark.law("RFC 9700", "2.4", "no grant but client credentials exists")
@pytest.mark.parametrize(
    "grant",
    [
        "password&username=a&password=b",
        "refresh_token&refresh_token=x",
        "authorization_code&code=x",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:device_code&device_code=x",
        "urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x",
        "",
        "CLIENT_CREDENTIALS",
    ],
)
def test_other_grants_do_not_exist(browser: Client, library: RegisteredClient, grant: str) -> None:
    response = ask(browser, library, f"grant_type={grant}&scope=subjects:resolve")
    assert response.json()["error"] in ("unsupported_grant_type", "invalid_request")
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ("http://testserver", 200),
        ("http://testserver/", 200),
        ("https://testserver", 400),
        ("http://elsewhere.example", 400),
        ("http://testserver.elsewhere.example", 400),
        ("http://testserver@elsewhere.example", 400),
        ("http://[bad", 400),
        ("urn:x", 400),
        ("http://testserver:99999999", 400),
        ("http://testserver&resource=http://elsewhere.example", 400),
    ],
)
def test_a_token_for_another_resource_is_not_issued(
    browser: Client, library: RegisteredClient, resource: str, status: int
) -> None:
    response = ask(browser, library, f"{ASK}&resource={resource}")
    assert response.status_code == status, response.content
    assert status == 200 or response.json()["error"] == "invalid_target"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 400),
        (b"", "", 400),
        (b"x", "multipart/form-data; boundary=x", 400),
        (ASK.encode(), "application/x-www-form-urlencoded; charset=bz2_codec", 400),
        (ASK.encode(), "application/x-www-form-urlencoded; charset=utf-16", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"grant_type=%ff%fe&scope=x", "application/x-www-form-urlencoded", 400),
        (b"grant_type=%ED%A0%80", "application/x-www-form-urlencoded", 400),
        (ASK.encode() + b"&x=%00", "application/x-www-form-urlencoded", 400),
        (ASK.encode() + b"&scope=ssf.read", "application/x-www-form-urlencoded", 400),
        (ASK.encode() + b"&grant_type=client_credentials", "application/x-www-form-urlencoded", 400),
        (ASK.encode() + b"&a=" * 100, "application/x-www-form-urlencoded", 400),
        (ASK.encode() + b"&a=" + b"x" * 10_000, "application/x-www-form-urlencoded", 413),
        (b"x" * 5_000_000, "application/x-www-form-urlencoded", 413),
        (b"&&&===", "application/x-www-form-urlencoded", 400),
        (b"grant_type", "application/x-www-form-urlencoded", 400),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_malformed_request_is_refused_and_never_breaks(
    browser: Client, library: RegisteredClient, body: bytes, content_type: str, status: int
) -> None:
    headers = basic(library.client_id, library.client_secret)
    response = browser.generic("POST", TOKEN, body, content_type=content_type, headers=headers)
    is_refused(response, status, "invalid_request")


@pytest.mark.parametrize("path", [TOKEN, "/o/revoke_token/"])
def test_parameters_in_the_address_are_refused(browser: Client, library: RegisteredClient, path: str) -> None:
    secret = f"client_id={library.client_id}&client_secret={library.client_secret}"
    is_refused(form(browser, f"{path}?{secret}", f"{ASK}&token=x"), 400, "invalid_request")


@pytest.mark.parametrize("length", ["abc", "-1", "1e9", "99999999999999"])
def test_a_false_length_is_refused(browser: Client, library: RegisteredClient, length: str) -> None:
    assert ask(browser, library, CONTENT_LENGTH=length).status_code in (400, 413)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
@pytest.mark.parametrize("path", [TOKEN, "/o/revoke_token/"])
def test_only_post_is_answered(db: None, browser: Client, path: str, method: str) -> None:
    assert getattr(browser, method)(path).status_code == 405


def test_a_database_that_is_away_is_503(browser: Client, library: RegisteredClient) -> None:
    with (
        mock.patch("consent.api.oauth.validator._client", side_effect=OperationalError("gone: a row")),
        logged() as said,
    ):
        response = ask(browser, library)
    is_refused(response, 503, "temporarily_unavailable")
    assert "oauth_database_away OperationalError" in said.getvalue()
    assert "a row" not in said.getvalue()
    assert response["Retry-After"] == "5"

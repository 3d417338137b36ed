"""A client that revokes its token finds it dead; nobody revokes another's (RFC 7009)."""

from django.test import Client

from consent.registry.actions.register_client import RegisteredClient
from tests.api.conftest import RESOLVE, basic, bearer, form, token_for

REVOKE = "/o/revoke_token/"
WHO = '{"national_id": "not one"}'


def works(browser: Client, token: str) -> bool:
    """Whether a token opens the door: behind it a bad question is 400."""
    status = browser.post(RESOLVE, WHO, content_type="application/json", headers=bearer(token)).status_code
    assert status in (400, 401)
    return status == 400


def test_a_revoked_token_is_dead_at_once(browser: Client, library: RegisteredClient) -> None:
    token, other = token_for(browser, library), token_for(browser, library)
    assert works(browser, token)
    response = form(browser, REVOKE, f"token={token}", basic(library.client_id, library.client_secret))
    assert (response.status_code, response.content) == (200, b"")
    assert not works(browser, token)
    assert works(browser, other)


def test_another_clients_token_lives_on(
    browser: Client, library: RegisteredClient, education: RegisteredClient
) -> None:
    token = token_for(browser, library)
    stolen = form(browser, REVOKE, f"token={token}", basic(education.client_id, education.client_secret))
    unknown = form(browser, REVOKE, "token=unknown", basic(education.client_id, education.client_secret))
    assert (stolen.status_code, stolen.content) == (unknown.status_code, unknown.content) == (200, b"")
    assert works(browser, token)


def test_revoking_without_a_secret_is_refused(browser: Client, library: RegisteredClient) -> None:
    token = token_for(browser, library)
    for body in (f"token={token}", f"token={token}&client_id={library.client_id}"):
        assert form(browser, REVOKE, body).status_code == 401
    assert form(browser, REVOKE, f"token={token}", basic(library.client_id, "wrong")).status_code == 401
    assert works(browser, token)


def test_a_malformed_revocation_is_refused(browser: Client, library: RegisteredClient) -> None:
    headers = basic(library.client_id, library.client_secret)
    for body in ("", "token=", "token=%00", "token=%ff", "token_type_hint=access_token", "token=a&token=b"):
        assert form(browser, REVOKE, body, headers).status_code == 400, body


def test_any_hint_about_the_tokens_type_is_taken(browser: Client, library: RegisteredClient) -> None:
    headers = basic(library.client_id, library.client_secret)
    for hint in ("access_token", "nonsense"):
        token = token_for(browser, library)
        assert form(browser, REVOKE, f"token={token}&token_type_hint={hint}", headers).status_code == 200
        assert not works(browser, token)

"""An attacker with a stop watch learns nothing from the token endpoint: not who is a client, nor how many secrets."""

import time
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.api.oauth import views
from consent.api.oauth.validator import _decoy
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient
from consent.registry.actions.rotate_secret import end_overlap, rotate_secret
from tests.api.conftest import REGISTRAR, basic, disable, form
from tests.api.test_prove_a_client_by_key import KEY, jwks

ASK = "grant_type=client_credentials&scope=subjects:resolve"


def work(browser: Client, client_id: str, secret: str) -> tuple[int, int, list[str]]:
    """This function will return the status, how many hashes were computed and which statements were sent."""
    with (
        mock.patch("consent.api.oauth.validator.check_password", side_effect=check_password) as hashed,
        CaptureQueriesContext(connection) as sent,
    ):
        status = form(browser, "/o/token/", ASK, basic(client_id, secret)).status_code
    return status, hashed.call_count, [query["sql"].split(" WHERE ")[0][:60] for query in sent.captured_queries]


@pytest.mark.law("OWASP ASVS 5.0", "V6.3.8", "a wrong secret and an unknown client cost and take the same")
def test_the_same_hashes_and_statements_whoever_asks(browser: Client, library: RegisteredClient) -> None:
    wrong = work(browser, library.client_id, "wrong")
    assert wrong[:2] == (401, 2)
    assert work(browser, "nobody", "wrong") == wrong
    assert work(browser, "\N{PILE OF POO}", "wrong")[:2] == (401, 2)
    right = work(browser, library.client_id, library.client_secret)
    assert right[:2] == (200, 2)
    # The same in the same order, and then the one thing that a refusal has not: the token is written down.
    assert right[2][: len(wrong[2])] == wrong[2]
    assert any("oauth2_provider_accesstoken" in statement for statement in right[2][len(wrong[2]) :])


def test_a_second_secret_a_key_and_a_switched_off_client_cost_no_more(
    browser: Client, library: RegisteredClient
) -> None:
    plain = work(browser, library.client_id, "wrong")
    new = rotate_secret(actor=REGISTRAR, client_id=library.client_id)
    assert work(browser, library.client_id, "wrong") == plain
    assert work(browser, library.client_id, library.client_secret)[1] == 2
    assert work(browser, library.client_id, new.client_secret)[1] == 2
    disable(library)
    assert work(browser, library.client_id, new.client_secret) == plain
    change_client(actor=REGISTRAR, client_id=library.client_id, disabled=False, jwks=jwks(KEY))
    assert work(browser, library.client_id, new.client_secret) == plain


@pytest.mark.parametrize("secret", ["right", "wrong", "unknown"])
def test_no_answer_leaves_before_its_time(browser: Client, library: RegisteredClient, secret: str) -> None:
    client_id = "nobody" if secret == "unknown" else library.client_id
    began = time.monotonic()
    work(browser, client_id, library.client_secret if secret == "right" else "wrong")
    assert time.monotonic() - began >= views.SOONEST_SECONDS


def test_both_secrets_open_the_door_until_the_named_moment_and_then_one(
    browser: Client, library: RegisteredClient
) -> None:
    new = rotate_secret(actor=REGISTRAR, client_id=library.client_id, overlap=timedelta(days=1))
    secrets = (library.client_secret, new.client_secret)

    def statuses() -> list[int]:
        return [work(browser, library.client_id, secret)[0] for secret in secrets]

    assert new.old_until is not None
    assert statuses() == [200, 200]
    with mock.patch.object(clock, "now", return_value=new.old_until - timedelta(microseconds=1)):
        assert statuses() == [200, 200]
    with mock.patch.object(clock, "now", return_value=new.old_until):
        assert statuses() == [401, 200]
    end_overlap(actor=REGISTRAR, client_id=library.client_id)
    assert statuses() == [401, 200]


@pytest.mark.parametrize("secret", ["", "no client has this secret"])
def test_what_stands_in_for_a_missing_secret_opens_nothing(
    browser: Client, library: RegisteredClient, secret: str
) -> None:
    assert work(browser, library.client_id, secret)[0] == 401
    with mock.patch("consent.api.oauth.validator.check_password", side_effect=lambda said, kept: kept == _decoy()):
        assert form(browser, "/o/token/", ASK, basic(library.client_id, "x")).status_code == 401
        assert form(browser, "/o/token/", ASK, basic("nobody", "x")).status_code == 401

"""The connection breaks at the very end of a request, while the session is written: 503, nobody's fault."""

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from consent.people.actions.open_account import open_account
from consent.people.models import Account
from consent.signin.store import SessionStore
from tests.cast import SYSTEM, Cast
from tests.databases import url_of
from tests.portal.steps import decide


@pytest.fixture
def browser(settled: Cast, own_database: str) -> Client:
    """Aino's browser, in a database that really commits."""
    account = open_account(
        actor=SYSTEM, username="aino", display_name="Aino", language="en", resident=settled.aino.subject
    )
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(Account.objects.get(pk=account))
    return client


def test_a_broken_connection_is_told_as_such(
    browser: Client, settled: Cast, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = SessionStore.create_model_instance

    def broken(store: SessionStore, data: dict[str, object]) -> object:
        with psycopg.connect(url_of("default", own_database), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return ordinary(store, data)

    monkeypatch.setattr(SessionStore, "create_model_instance", broken)
    page = decide(browser, "give", settled.aino)
    assert page.status_code == 503
    assert page["Retry-After"]


def test_a_session_that_was_ended_meanwhile_is_still_400(
    browser: Client, settled: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = SessionStore.create_model_instance

    def ended(store: SessionStore, data: dict[str, object]) -> object:
        Session.objects.all().delete()
        return ordinary(store, data)

    monkeypatch.setattr(SessionStore, "create_model_instance", ended)
    assert decide(browser, "give", settled.aino).status_code == 400

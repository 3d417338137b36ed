"""A visitor of the demo becomes one of the cast, and outside the demo nobody can."""

import importlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from consent.people.models import Account

LANDINGS = {
    "aino": "/",
    "saara": "/",
    "mikko": "/",
    "librarian": "/services/library/",
    "officer": "/services/preschool/",
    "registrar": "/audit/activities/",
    "kaisa": "/audit/",
}


@pytest.fixture
def city(db: None, settings: Settings, tmp_path: Path) -> None:
    """A small demo city."""
    settings.DEMO_EXTRACT = tmp_path / "extract.json"
    call_command("demo_city", residents=20, seed=3, verbosity=0)


def signed_in(client: Client) -> str | None:
    """This function will return the username behind the client's session."""
    pk = client.session.get("_auth_user_id")
    return Account.objects.get(pk=pk).username if pk else None


def test_the_page_lists_the_cast(city: None, client: Client) -> None:
    page = client.get("/demo/login/")
    assert page.status_code == 200
    assert [persona.id for persona in page.context["personas"]] == [
        "aino",
        "saara",
        "mikko",
        "librarian",
        "officer",
        "registrar",
        "kaisa",
    ]
    for persona in page.context["personas"]:
        assert f'value="{persona.id}"' in page.content.decode()
        assert persona.name in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("persona", LANDINGS)
def test_each_of_the_cast_lands_where_they_work(city: None, client: Client, persona: str) -> None:
    answer = client.post("/demo/login/", {"persona": persona})
    assert (answer.status_code, answer["Location"]) == (302, LANDINGS[persona])
    assert signed_in(client) == persona


def test_the_session_is_a_new_one_and_carries_nothing_over(city: None, client: Client) -> None:
    client.post("/demo/login/", {"persona": "aino"})
    session = client.session
    session["acting_for"] = "somebody"
    session.save()
    first = session.session_key
    for persona in ("aino", "mikko"):
        client.post("/demo/login/", {"persona": persona})
        assert client.session.session_key != first
        assert "acting_for" not in client.session
        assert signed_in(client) == persona
    stale = Client()
    stale.cookies[django_settings.SESSION_COOKIE_NAME] = first
    assert signed_in(stale) is None


@pytest.mark.parametrize("persona", ["nobody", "", "AINO", "eino", "aino\x00", "../aino"])
def test_a_persona_that_does_not_exist_is_404_and_signs_nobody_in(city: None, client: Client, persona: str) -> None:
    assert client.post("/demo/login/", {"persona": persona}).status_code == 404
    assert signed_in(client) is None


def test_without_a_city_nobody_can_be_chosen(db: None, client: Client) -> None:
    assert client.get("/demo/login/").context["personas"] == []
    assert client.post("/demo/login/", {"persona": "aino"}).status_code == 404


def test_a_closed_account_cannot_be_chosen(city: None, client: Client) -> None:
    Account.objects.filter(username="aino").update(is_active=False)
    assert "aino" not in [persona.id for persona in client.get("/demo/login/").context["personas"]]
    assert client.post("/demo/login/", {"persona": "aino"}).status_code == 404


def test_an_account_that_is_not_of_the_cast_cannot_be_chosen(city: None, client: Client) -> None:
    Account.objects.create_user("mayor", display_name="Somebody real")
    assert client.post("/demo/login/", {"persona": "mayor"}).status_code == 404


def test_a_post_without_the_pages_token_is_refused(city: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/login/", {"persona": "aino"}).status_code == 403
    token = strict.get("/demo/login/").context["csrf_token"]
    answer = strict.post("/demo/login/", {"persona": "aino", "csrfmiddlewaretoken": str(token)})
    assert answer.status_code == 302


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(city: None, client: Client, method: str) -> None:
    assert getattr(client, method)("/demo/login/", {"persona": "aino"}).status_code == 405


@pytest.mark.parametrize("module", ["consent.demo.views", "consent.demo.urls"])
def test_outside_demo_the_page_cannot_even_be_imported(settings: Settings, module: str) -> None:
    loaded = importlib.import_module(module)
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured, match="demo mode only"):
        importlib.reload(loaded)
    settings.DEMO = True
    importlib.reload(loaded)

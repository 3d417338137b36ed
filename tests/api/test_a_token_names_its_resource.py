"""A token is for this API alone: asked for another it is not issued, and one that names another opens nothing here."""

from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken

from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.scopes import SCOPES
from tests.api.conftest import REGISTRAR, basic, form, token_for
from tests.api.department_routes import Knock, knocks

ROUTES = sorted({*knocks()}, key=str)
ASK = "grant_type=client_credentials&scope=subjects:resolve"


@pytest.fixture
def mighty(departments: None) -> RegisteredClient:
    """A client of the library that holds every scope there is."""
    return register_client(actor=REGISTRAR, department="library", scopes=list(SCOPES))


@pytest.mark.law("RFC 8707", "2", "a token for another resource is not issued, and opens nothing here")
@pytest.mark.parametrize("knock", ROUTES, ids=str)
@pytest.mark.parametrize("resource", [[], ["https://elsewhere.example"], ["https://elsewhere.example", "HERE"]])
def test_a_token_for_another_resource_opens_no_route(
    browser: Client, mighty: RegisteredClient, settings: Any, knock: Knock, resource: list[str]
) -> None:
    token = token_for(browser, mighty, " ".join(SCOPES))
    assert knock.send(token)[0] not in (401, 403)
    AccessToken.objects.update(resource=[settings.PUBLIC_URL if each == "HERE" else each for each in resource])
    status, challenge = knock.send(token)
    assert (status, 'error="invalid_token"' in challenge) == (401, True)


@pytest.mark.parametrize("asked", ["", "&resource=http://testserver", "&resource=HERE", "&resource=HERE/"])
def test_every_token_names_this_api_asked_for_or_not(
    browser: Client, library: RegisteredClient, settings: Any, asked: str
) -> None:
    body = ASK + asked.replace("HERE", settings.PUBLIC_URL)
    response = form(browser, "/o/token/", body, basic(library.client_id, library.client_secret))
    assert response.status_code == 200, response.content
    assert AccessToken.objects.get().resource == [settings.PUBLIC_URL]


@pytest.mark.parametrize("document", ["oauth-protected-resource"])
def test_the_resource_of_the_metadata_is_one_that_is_accepted(
    browser: Client, library: RegisteredClient, document: str
) -> None:
    resource = browser.get(f"/.well-known/{document}").json()["resource"]
    body = f"{ASK}&resource={resource}"
    assert form(browser, "/o/token/", body, basic(library.client_id, library.client_secret)).status_code == 200


@pytest.mark.parametrize(
    "resource",
    [
        "https://elsewhere.example",
        "HERE.elsewhere.example",
        "HERE/other",
        "HERE@elsewhere.example",
        "HERE#x",
        "urn:x",
        "",
    ],
)
def test_a_token_for_elsewhere_is_an_invalid_target(
    browser: Client, library: RegisteredClient, settings: Any, resource: str
) -> None:
    body = f"{ASK}&resource=http://testserver&resource={resource.replace('HERE', settings.PUBLIC_URL)}"
    response = form(browser, "/o/token/", body, basic(library.client_id, library.client_secret))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_target")
    assert not AccessToken.objects.exists()

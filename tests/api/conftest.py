"""Two departments and their clients, as the registrar makes them."""

import base64

import pytest
from django.test import Client

from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.models import Department

REGISTRAR = Actor.system("tests")
RESOLVE = "/api/v1/subjects/resolve"


@pytest.fixture
def departments(db: None) -> None:
    """The library and the early education department."""
    for code in ("library", "education"):
        Department.objects.create(code=code, name_fi=code, name_sv=code, name_en=code, contact={})


@pytest.fixture
def library(departments: None) -> RegisteredClient:
    """A client of the library with the scopes a lending system has."""
    return register_client(
        actor=REGISTRAR, department="library", scopes=["decision:evaluate", "subjects:resolve"], name="Lending"
    )


@pytest.fixture
def education(departments: None) -> RegisteredClient:
    """A client of early education."""
    return register_client(actor=REGISTRAR, department="education", scopes=["decision:evaluate", "subjects:resolve"])


@pytest.fixture
def browser() -> Client:
    """Somebody who speaks HTTP and sees errors as answers."""
    return Client(raise_request_exception=False)


def basic(client_id: str, secret: str) -> dict[str, str]:
    """This function will return the header of HTTP Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    """This function will return the header that carries an access token."""
    return {"Authorization": f"Bearer {token}"}


def form(browser: Client, path: str, body: str | bytes, headers: dict[str, str] | None = None, **extra: str):
    """This function will post a form exactly as written."""
    extra.setdefault("content_type", "application/x-www-form-urlencoded")
    return browser.post(path, body, headers=headers, **extra)


def token_for(browser: Client, client: RegisteredClient, scope: str = "subjects:resolve decision:evaluate") -> str:
    """This function will get a token as a department's software does."""
    body = f"grant_type=client_credentials&scope={scope.replace(' ', '+')}"
    response = form(browser, "/o/token/", body, basic(client.client_id, client.client_secret))
    assert response.status_code == 200, response.content
    return str(response.json()["access_token"])


def disable(client: RegisteredClient) -> None:
    """This function will do what an operator does to a compromised client."""
    change_client(actor=REGISTRAR, client_id=client.client_id, disabled=True)


def shrink(client: RegisteredClient, *scopes: str) -> None:
    """This function will leave a client only the given scopes."""
    change_client(actor=REGISTRAR, client_id=client.client_id, scopes=scopes)

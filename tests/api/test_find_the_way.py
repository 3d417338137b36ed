"""What the metadata documents promise is there, and what is not there they do not name (RFC 8414, RFC 9728)."""

import pytest
from django.test import Client

from consent.registry.actions.register_client import RegisteredClient
from consent.registry.scopes import SCOPES
from tests.api.conftest import basic, form

SERVER = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
AUTHZEN = "/.well-known/authzen-configuration"


def document(browser: Client, path: str, **extra: str) -> dict:
    response = browser.get(path, **extra)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()


@pytest.mark.law("RFC 8414", "2", "the authorization server describes itself truthfully")
def test_the_servers_document_says_exactly_what_there_is(browser: Client) -> None:
    assert document(browser, SERVER) == {
        "issuer": "http://testserver",
        "token_endpoint": "http://testserver/o/token/",
        "revocation_endpoint": "http://testserver/o/revoke_token/",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": sorted(SCOPES),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "client_id_metadata_document_supported": False,
        "service_documentation": "http://testserver/api/docs/",
    }


@pytest.mark.law("RFC 9728", "2", "the protected resource names its authorization server")
def test_the_resources_document_says_exactly_what_there_is(browser: Client) -> None:
    assert document(browser, RESOURCE) == {
        "resource": "http://testserver",
        "authorization_servers": ["http://testserver"],
        "scopes_supported": sorted(SCOPES),
        "bearer_methods_supported": ["header"],
        "resource_name": "MyData consent platform",
        "resource_documentation": "http://testserver/api/docs/",
    }


@pytest.mark.law("AuthZEN 1.0", "9.1", "the decision point equals the base it was found under")
def test_the_decision_points_document_names_the_decision_path(browser: Client) -> None:
    assert document(browser, AUTHZEN) == {
        "policy_decision_point": "http://testserver",
        "access_evaluation_endpoint": "http://testserver/access/v1/evaluation",
    }


@pytest.mark.parametrize("path", [SERVER, RESOURCE, AUTHZEN])
def test_a_document_speaks_of_the_address_it_was_read_at(browser: Client, path: str) -> None:
    there = document(browser, path, HTTP_HOST="127.0.0.1:8001")
    assert "testserver" not in repr(there)
    assert "http://127.0.0.1:8001" in there.values()


@pytest.mark.parametrize("path", [SERVER, RESOURCE, AUTHZEN])
def test_a_forged_host_is_refused_and_not_repeated(browser: Client, path: str) -> None:
    response = browser.get(path, HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert b"evil.example" not in response.content


@pytest.mark.parametrize("path", [f"{SERVER}/tenant", f"{RESOURCE}/tenant", f"{SERVER}/", f"{RESOURCE}/"])
def test_no_document_is_made_up_for_a_path_that_somebody_appends(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_every_named_endpoint_answers(db: None, browser: Client) -> None:
    named = document(browser, SERVER)
    for endpoint in (value for name, value in named.items() if name.endswith("_endpoint")):
        assert form(browser, endpoint.removeprefix("http://testserver"), "").status_code in (400, 401)
    assert browser.get(named["service_documentation"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_every_named_way_to_authenticate_works(browser: Client, library: RegisteredClient, method: str) -> None:
    assert method in document(browser, SERVER)["token_endpoint_auth_methods_supported"]
    body, headers = "grant_type=client_credentials&scope=subjects:resolve", {}
    if method == "client_secret_basic":
        headers = basic(library.client_id, library.client_secret)
    else:
        body += f"&client_id={library.client_id}&client_secret={library.client_secret}"
    assert form(browser, "/o/token/", body, headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/o/authorize/",
        "/o/introspect/",
        "/o/device/",
        "/o/device-authorization/",
        "/o/register/",
        "/o/applications/",
        "/o/authorized_tokens/",
        "/o/userinfo/",
        "/o/.well-known/openid-configuration",
        "/.well-known/openid-configuration",
        "/introspect/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_the_toolkit_has_besides_is_not_mounted(db: None, browser: Client, path: str, method: str) -> None:
    assert getattr(browser, method)(path).status_code == 404

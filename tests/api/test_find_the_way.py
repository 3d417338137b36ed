"""What the metadata documents promise is there, and what is not there they do not name (RFC 8414, RFC 9728)."""

from uuid import UUID

import pytest
from django.test import Client

from consent.api.schema.views import openapi_document
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.scopes import SCOPES
from tests.api.conftest import REGISTRAR, basic, bearer, form, token_for
from tests.decisions.doors import ask_http

SERVER = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
AUTHZEN = "/.well-known/authzen-configuration"
SCOPES_NOW = [
    "consent:read",
    "consent:request",
    "decision:evaluate",
    "decision:search",
    "offers:write",
    "registry:draft",
    "registry:read",
    "ssf.manage",
    "ssf.read",
    "subjects:resolve",
    "uses:read",
    "uses:report",
]
METHODS = ["private_key_jwt", "client_secret_basic", "client_secret_post"]


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
        "scopes_supported": SCOPES_NOW,
        "token_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "Ed25519", "PS256", "RS256"],
        "revocation_endpoint_auth_signing_alg_values_supported": ["ES256", "Ed25519", "PS256", "RS256"],
        "jwks_uri": "http://testserver/.well-known/jwks.json",
        "client_id_metadata_document_supported": False,
        "service_documentation": "http://testserver/api/docs/",
    }


@pytest.mark.law("RFC 9728", "2", "the protected resource names its authorization server")
def test_the_resources_document_says_exactly_what_there_is(browser: Client) -> None:
    assert document(browser, RESOURCE) == {
        "resource": "http://testserver",
        "authorization_servers": ["http://testserver"],
        "scopes_supported": SCOPES_NOW,
        "bearer_methods_supported": ["header"],
        "resource_name": "MyData consent platform",
        "resource_documentation": "http://testserver/api/docs/",
    }


def operations() -> list[tuple[str, str]]:
    """This function will return every documented operation that asks for a scope, as method and path."""
    paths = openapi_document()["paths"].items()
    return [(method, path) for path, methods in paths for method in methods if not path.startswith("/o/")]


def refusals(browser: Client, scopes: list[str]) -> list[str]:
    """This function will return the challenge of each operation that refuses the library a token with ``scopes``."""
    client = register_client(actor=REGISTRAR, department="library", scopes=scopes, name="trial")
    token, found = token_for(browser, client, " ".join(scopes)), []
    for method, path in operations():
        if path.startswith("/access/"):
            question = {"subject": {"type": "department", "id": "library"}, "action": {"name": "x"}}
            status, headers, _ = ask_http(token, {**question, "resource": {"type": "y", "id": "z"}}, PATH_INFO=path)
        else:
            where = path.format_map(Anything())
            sent = {} if method == "get" else {"data": "{}", "content_type": "application/json"}
            answer = browser.generic(method.upper(), where, headers=bearer(token), **sent)
            status, headers = answer.status_code, answer.headers
        if status == 403:
            found.append(headers["WWW-Authenticate"])
    return found


class Anything(dict[str, str]):
    """A value for whatever an address asks for: digits are a word and a number."""

    def __missing__(self, name: str) -> str:
        return str(UUID(int=1)) if name == "identifier" else "1"


@pytest.mark.parametrize("document_path", [SERVER, RESOURCE])
def test_each_published_scope_is_one_that_a_mounted_endpoint_asks_for(
    departments: None, browser: Client, document_path: str
) -> None:
    for scope in document(browser, document_path)["scopes_supported"]:
        challenges = refusals(browser, [other for other in SCOPES if other != scope])
        assert any(f'scope="{scope}"' in challenge for challenge in challenges), scope


def test_a_scope_that_is_not_published_opens_nothing_though_a_client_may_hold_it(
    departments: None, browser: Client
) -> None:
    published = document(browser, RESOURCE)["scopes_supported"]
    assert len(refusals(browser, sorted(SCOPES.keys() - set(published)))) == len(operations())


@pytest.mark.law("AuthZEN 1.0", "9.1", "the decision point equals the base it was found under")
def test_the_decision_points_document_names_the_decision_path(browser: Client) -> None:
    assert document(browser, AUTHZEN) == {
        "policy_decision_point": "http://testserver",
        "access_evaluation_endpoint": "http://testserver/access/v1/evaluation",
        "access_evaluations_endpoint": "http://testserver/access/v1/evaluations",
        "search_subject_endpoint": "http://testserver/access/v1/search/subject",
        "search_resource_endpoint": "http://testserver/access/v1/search/resource",
        "search_action_endpoint": "http://testserver/access/v1/search/action",
        "capabilities": [
            "urn:mydata:authzen:capability:evaluations-semantics",
            "urn:mydata:authzen:capability:evaluations-10000",
            "urn:mydata:authzen:capability:search-pagination",
            "urn:mydata:authzen:capability:recorded-before-answered",
        ],
    }


def test_each_decision_endpoint_named_answers(db: None, browser: Client) -> None:
    named = document(browser, AUTHZEN)
    for endpoint in (value for name, value in named.items() if name.endswith("_endpoint")):
        path = endpoint.removeprefix("http://testserver")
        assert ask_http("never-issued", {}, PATH_INFO=path)[0] == 400
        assert path in openapi_document()["paths"]


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

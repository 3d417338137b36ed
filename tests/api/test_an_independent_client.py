"""An OAuth client that is not ours (Authlib) gets tokens over real HTTP by both methods, and each trick is refused."""

import json
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import product
from threading import Thread
from typing import Any
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from django.db import connections
from joserfc import jws
from joserfc.jwk import ECKey, OctKey
from oauth2_provider.models import AccessToken

from consent.people.actors import Actor
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import RegisteredClient, register_client
from tests import trial_manifest

SYSTEM = Actor.system("tests")
SCOPE = "decision:evaluate registry:read"
KEY = ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256", "use": "sig"})
EVIL = "https://evil.example/callback"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
QUESTION = {
    "subject": {"type": "department", "id": "trial"},
    "action": {"name": "trial-task"},
    "resource": {"type": "trial.plain", "id": "a" * 32},
}


class Quiet(WSGIRequestHandler):
    """Says nothing on standard error."""

    def log_message(self, format: str, *args: Any) -> None:
        """This function will keep the line to itself."""


@pytest.fixture
def server(own_database: str) -> Iterator[str]:
    """The program's own WSGI application behind a real socket; the trial registry is published."""
    from consent.wsgi import application  # asks the database whether its log is guarded, as each process does

    load_manifest(actor=SYSTEM, manifest=trial_manifest.manifest())

    def bounded(environ: dict[str, Any], start_response: Any) -> Any:
        # The reference server lets a program read on for ever; the city's own ends the body where it ends.
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        return application(environ, start_response)

    listening = make_server("127.0.0.1", 0, bounded, handler_class=Quiet)

    def serve() -> None:
        listening.serve_forever(poll_interval=0.05)
        connections.close_all()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        thread.join(10)
        listening.server_close()


@pytest.fixture
def metadata(server: str) -> dict[str, Any]:
    """What the server says of itself: all that an independent client knows beforehand."""
    found: dict[str, Any] = httpx.get(f"{server}/.well-known/oauth-authorization-server").json()
    return found


@pytest.fixture
def secretive(server: str) -> RegisteredClient:
    """A client with a secret."""
    return register_client(actor=SYSTEM, department="trial", scopes=SCOPE.split())


@pytest.fixture
def keyed(server: str) -> RegisteredClient:
    """A client with a key."""
    keys = json.dumps({"keys": [KEY.as_dict(private=False)]})
    return register_client(actor=SYSTEM, department="trial", scopes=SCOPE.split(), jwks=keys)


def by_secret(client: RegisteredClient, secret: str = "") -> OAuth2Client:
    """This function will return Authlib's client with the client's own secret, or another."""
    return OAuth2Client(
        client.client_id, secret or client.client_secret, token_endpoint_auth_method="client_secret_basic", scope=SCOPE
    )


def by_key(client: RegisteredClient, metadata: dict[str, Any], **claims: Any) -> OAuth2Client:
    """This function will return Authlib's client that signs assertions, with ``claims`` put over what is right.

    Each request gets an assertion of its own: Authlib keeps the jti in the claims that it was given.
    """
    right = {"aud": metadata["issuer"], "exp": int(time.time()) + 120}

    def sign(*request: Any) -> Any:
        said = right | claims
        return PrivateKeyJWT(metadata["token_endpoint"], claims=said, headers={"kid": "one"}, alg="ES256")(*request)

    made = _signing(client)
    made.register_client_auth_method(("private_key_jwt", sign))
    return made


def _signing(client: RegisteredClient) -> OAuth2Client:
    method = "private_key_jwt"
    return OAuth2Client(
        client.client_id,
        KEY,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        scope=SCOPE,
    )


def refused(ask: Callable[[], Any]) -> str:
    """This function will return the error that an independent client reports, and see that no token was made."""
    with pytest.raises(OAuthError) as told:
        ask()
    assert not AccessToken.objects.exists()
    return str(told.value.error)


@pytest.mark.law("RFC 6749", "4.4", "an OAuth client that is not ours gets a token by either method and uses the API")
@pytest.mark.parametrize("method", ["client_secret_basic", "private_key_jwt"])
def test_an_independent_client_gets_a_token_and_asks(server: str, metadata: dict[str, Any], method: str) -> None:
    assert method in metadata["token_endpoint_auth_methods_supported"]
    keys = json.dumps({"keys": [KEY.as_dict(private=False)]}) if method == "private_key_jwt" else None
    registered = register_client(actor=SYSTEM, department="trial", scopes=SCOPE.split(), jwks=keys)
    client = by_key(registered, metadata) if keys else by_secret(registered)
    with client:
        token = client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials", resource=server)
        assert (token["token_type"], token["expires_in"], set(token["scope"].split())) == (
            "Bearer", 600, set(SCOPE.split()),
        )  # fmt: skip
        assert "refresh_token" not in token
        answer = client.post(f"{server}/access/v1/evaluation", json=QUESTION)
        assert (answer.status_code, answer.json()["context"]["reason"]) == (200, "no_permission")
        assert client.get(f"{server}/api/v1/activities").status_code == 200
        assert client.revoke_token(metadata["revocation_endpoint"]).status_code == 200
        assert httpx.get(f"{server}/api/v1/activities", headers=_bearer(token)).status_code == 401


def test_a_wrong_secret_and_an_unknown_client(metadata: dict[str, Any], secretive: RegisteredClient) -> None:
    for client in (by_secret(secretive, "wrong"), OAuth2Client("nobody", "wrong", scope=SCOPE)):
        assert refused(lambda c=client: _fetch(c, metadata)) == "invalid_client"  # type: ignore[misc]


GRANTS = [
    {"grant_type": "password", "username": "aino", "password": "x"},
    {"grant_type": "authorization_code", "code": "x", "redirect_uri": EVIL},
    {"grant_type": "authorization_code", "code": "x", "redirect_uri": EVIL, "code_verifier": "v" * 43},
    {"grant_type": "refresh_token", "refresh_token": "x"},
    {"grant_type": "implicit"},
    {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
    {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x"},
    {"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token": "x"},
]


@pytest.mark.law("RFC 9700", "2", "the implicit, password, code, refresh and device grants do not exist")
def test_no_grant_but_one(metadata: dict[str, Any], secretive: RegisteredClient) -> None:
    for grant in GRANTS:
        error = refused(lambda said=grant: by_secret(secretive).fetch_token(metadata["token_endpoint"], **said))  # type: ignore[misc]
        assert error in ("unsupported_grant_type", "invalid_request"), grant
    assert metadata["grant_types_supported"] == ["client_credentials"]


@pytest.mark.law("RFC 9700", "4.11", "no endpoint sends a browser on: there is no authorization endpoint to abuse")
def test_there_is_no_authorization_endpoint_and_no_redirect(
    server: str, metadata: dict[str, Any], secretive: RegisteredClient
) -> None:
    assert "authorization_endpoint" not in metadata
    assert metadata["response_types_supported"] == []
    client = OAuth2Client(secretive.client_id, redirect_uri=EVIL, scope=SCOPE)
    without, plain = {}, {"code_challenge": "x" * 43, "code_challenge_method": "plain"}
    for path, kind, pkce in product(
        ("/o/authorize/", "/o/authorize"), ("token", "code", "id_token", "code token"), (without, plain)
    ):
        address, _ = client.create_authorization_url(server + path, response_type=kind, **pkce)
        _leads_nowhere(httpx.get(address))
        _leads_nowhere(httpx.get(f"{address}&prompt=none"))


ABSENT = [
    f"/o/logout/?post_logout_redirect_uri={EVIL}",
    f"/o/device-authorization/?next={EVIL}",
    "/o/device/",
    "/o/introspect/",
    "/o/register/",
    "/o/userinfo/",
    "/o/applications/",
    "/o/authorized_tokens/",
    "/o/par/",
    "/.well-known/openid-configuration",
    "/o/.well-known/openid-configuration",
]


def test_what_does_not_exist_leads_nowhere(server: str, secretive: RegisteredClient) -> None:
    credentials = (secretive.client_id, secretive.client_secret)
    for path in ABSENT:
        _leads_nowhere(httpx.get(server + path, auth=credentials))
        _leads_nowhere(httpx.post(server + path, auth=credentials, data={"token": "x", "redirect_uri": EVIL}))


@pytest.mark.law("RFC 9700", "4.3.2", "a token travels in the header alone, never in an address or a form")
def test_a_token_in_the_address_or_the_form_opens_nothing(
    server: str, metadata: dict[str, Any], secretive: RegisteredClient
) -> None:
    token = _fetch(by_secret(secretive), metadata)
    value = token["access_token"]
    address = f"{server}/api/v1/activities"
    assert httpx.get(address, params={"access_token": value}).status_code == 401
    assert httpx.get(address, params={"access_token": value}, headers=_bearer(token)).status_code == 400
    asked = f"{server}/access/v1/evaluation"
    assert httpx.post(asked, params={"access_token": value}, json=QUESTION).status_code == 401
    assert httpx.post(asked, json=QUESTION | {"access_token": value}).status_code == 401
    assert httpx.post(asked, data={"access_token": value}).status_code == 401
    assert httpx.get(address, cookies={"access_token": value}).status_code == 401


BENT = [
    {"aud": "https://evil.example"},
    {"aud": "TOKEN"},
    {"aud": ["ISSUER", "https://evil.example"]},
    {"iss": "nobody"},
    {"sub": "nobody"},
    {"exp": int(time.time()) - 3_600},
    {"exp": int(time.time()) + 86_400},
    {"nbf": int(time.time()) + 3_600},
]


@pytest.mark.law("RFC 9700", "2.5", "an assertion is for this server alone, once, soon, and signed by the client's key")
def test_a_bent_assertion(metadata: dict[str, Any], keyed: RegisteredClient) -> None:
    words = {"TOKEN": metadata["token_endpoint"], "ISSUER": metadata["issuer"]}
    for bent in BENT:
        said = {
            name: [words.get(one, one) for one in value] if isinstance(value, list) else words.get(value, value)
            for name, value in bent.items()
        }
        client = by_key(keyed, metadata, **said)
        assert refused(lambda one=client: _fetch(one, metadata)) == "invalid_client", said  # type: ignore[misc]


def test_an_assertion_for_the_token_endpoint_or_for_an_hour_is_what_authlib_makes_by_itself(
    metadata: dict[str, Any], keyed: RegisteredClient
) -> None:
    """Its defaults are how an assertion for one server is used at another, and long after; the page for engineers says
    what to set."""
    soon = {"exp": int(time.time()) + 120}
    for claims in ({"aud": metadata["issuer"]}, soon, None):
        client = _signing(keyed)
        said = PrivateKeyJWT(metadata["token_endpoint"], claims=claims, headers={"kid": "one"}, alg="ES256")
        client.register_client_auth_method(said)
        assert refused(lambda one=client: _fetch(one, metadata)) == "invalid_client"  # type: ignore[misc]


@pytest.mark.parametrize("kind", ["replayed", "none", "symmetric", "another key"])
def test_a_forged_or_used_assertion(metadata: dict[str, Any], keyed: RegisteredClient, kind: str) -> None:
    proof = _assertion(keyed, metadata, kind)
    said = {
        "grant_type": "client_credentials",
        "scope": SCOPE,
        "client_assertion_type": JWT_BEARER,
        "client_assertion": proof,
    }
    if kind == "replayed":
        assert httpx.post(metadata["token_endpoint"], data=said).status_code == 200
        AccessToken.objects.all().delete()
    answer = httpx.post(metadata["token_endpoint"], data=said)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert not AccessToken.objects.exists()


def test_a_secret_in_the_address_is_refused(metadata: dict[str, Any], secretive: RegisteredClient) -> None:
    credentials = {"client_id": secretive.client_id, "client_secret": secretive.client_secret}
    said = {"grant_type": "client_credentials", "scope": SCOPE}
    for method in ("get", "post"):
        answer = httpx.request(method, metadata["token_endpoint"], params=credentials | said)
        assert answer.status_code in (400, 405)
    assert httpx.post(metadata["token_endpoint"], params=credentials, data=said).status_code == 400
    assert not AccessToken.objects.exists()


def test_more_than_is_due(metadata: dict[str, Any], secretive: RegisteredClient) -> None:
    auth = (secretive.client_id, secretive.client_secret)
    for more, error in (
        ({"resource": "https://evil.example"}, "invalid_target"),
        ({"scope": "decision:search"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ):
        said = {"grant_type": "client_credentials", "scope": SCOPE} | more
        answer = httpx.post(metadata["token_endpoint"], auth=auth, data=said)
        assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_client_with_a_key_has_no_secret_and_one_with_a_secret_no_key(
    metadata: dict[str, Any], keyed: RegisteredClient, secretive: RegisteredClient
) -> None:
    assert refused(lambda: _fetch(by_secret(keyed, "x"), metadata)) == "invalid_client"
    assert refused(lambda: _fetch(by_key(secretive, metadata), metadata)) == "invalid_client"


def test_nobody_gives_back_another_clients_token(
    server: str, metadata: dict[str, Any], secretive: RegisteredClient, keyed: RegisteredClient
) -> None:
    token = _fetch(by_secret(secretive), metadata)
    thief = by_key(keyed, metadata)
    assert thief.revoke_token(metadata["revocation_endpoint"], token["access_token"]).status_code == 200
    assert httpx.get(f"{server}/api/v1/activities", headers=_bearer(token)).status_code == 200


def _assertion(client: RegisteredClient, metadata: dict[str, Any], kind: str) -> str:
    now = int(time.time())
    name = client.client_id
    claims = {"iss": name, "sub": name, "aud": metadata["issuer"], "iat": now, "exp": now + 60, "jti": uuid4().hex}
    public = json.dumps(KEY.as_dict(private=False), sort_keys=True).encode()
    other = ECKey.generate_key("P-256", {"kid": "one"})
    algorithm, key = {"symmetric": ("HS256", OctKey.import_key(public)), "another key": ("ES256", other)}.get(
        kind, ("ES256", KEY)
    )
    signed = jws.serialize_compact({"alg": algorithm, "kid": "one"}, json.dumps(claims), key, algorithms=[algorithm])
    if kind == "none":
        return f"eyJhbGciOiJub25lIn0.{signed.split('.')[1]}."
    return signed


def _fetch(client: OAuth2Client, metadata: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    return found


def _bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['access_token']}"}


def _leads_nowhere(answer: httpx.Response) -> None:
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "evil.example" not in answer.text

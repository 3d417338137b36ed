"""A stolen token of a client that is marked for it is worth nothing without the client's certificate (RFC 8705)."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from environ import Env
from oauth2_provider.models import AccessToken

from consent.api.certificate_config import ClientCertificates, read
from consent.api.certificates import certificate_of
from consent.core.errors import Invalid
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.scopes import SCOPES
from tests.api.conftest import REGISTRAR, basic, form
from tests.api.department_routes import Knock, knocks

ROUTES = sorted({*knocks()}, key=str)
ASK = f"grant_type=client_credentials&scope={'+'.join(SCOPES)}"
RESOLVE = next(knock for knock in ROUTES if knock.scope == "subjects:resolve")
CHECK = next(knock for knock in ROUTES if knock.address == "/access/v1/evaluation")


def certificate(name: str) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )


OURS, THEIRS = certificate("lending"), certificate("thief")


def nginx(cert: x509.Certificate) -> str:
    return quote(cert.public_bytes(serialization.Encoding.PEM).decode())


def rfc9440(cert: x509.Certificate) -> str:
    return f":{base64.b64encode(cert.public_bytes(serialization.Encoding.DER)).decode()}:"


def thumbprint(cert: x509.Certificate) -> str:
    digest = hashlib.sha256(cert.public_bytes(serialization.Encoding.DER)).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def header(said: str) -> dict[str, Any]:
    return {"HTTP_CLIENTCERTIFICATE": said}


@pytest.fixture
def behind_a_proxy(settings: Any) -> None:
    """The city's proxy on this machine hands certificates on."""
    env = Env()
    env.ENVIRON = {"CLIENT_CERTIFICATE_HEADER": "ClientCertificate", "TRUSTED_PROXIES": "127.0.0.1"}
    settings.CLIENT_CERTIFICATES, problems = read(env, demo=True)
    assert problems == []


@pytest.fixture
def mighty(departments: None) -> RegisteredClient:
    """A client of the library that holds every scope there is."""
    return register_client(actor=REGISTRAR, department="library", scopes=list(SCOPES))


@pytest.fixture
def marked(behind_a_proxy: None, mighty: RegisteredClient) -> RegisteredClient:
    """That client, marked for its certificate."""
    change_client(actor=REGISTRAR, client_id=mighty.client_id, certificate_bound=True)
    return mighty


def ask(browser: Client, client: RegisteredClient, **more: Any) -> Any:
    return form(browser, "/o/token/", ASK, basic(client.client_id, client.client_secret), **more)


def token_of(browser: Client, client: RegisteredClient, **more: Any) -> str:
    response = ask(browser, client, **more)
    assert response.status_code == 200, response.content
    return str(response.json()["access_token"])


@pytest.mark.law("RFC 8705", "3", "a stolen token does not work without the certificate that it was issued to")
@pytest.mark.parametrize("knock", ROUTES, ids=str)
def test_a_stolen_token_opens_no_route(browser: Client, marked: RegisteredClient, knock: Knock) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    for presented in ({}, header(nginx(THEIRS)), header(""), header("nonsense"), header(thumbprint(OURS))):
        status, challenge = knock.send(token, **presented)
        assert (status, 'error="invalid_token"' in challenge) == (401, True)
    assert knock.send(token, **header(nginx(OURS)))[0] not in (401, 403)
    assert knock.send(token, **header(rfc9440(OURS)))[0] not in (401, 403)


@pytest.mark.parametrize("knock", [RESOLVE, CHECK], ids=str)
def test_a_proxy_elsewhere_is_not_believed(browser: Client, marked: RegisteredClient, knock: Knock) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    for peer in ("10.0.0.1", "::1", "", "unix:", "127.0.0.1, 10.0.0.1"):
        assert knock.send(token, **header(nginx(OURS)), REMOTE_ADDR=peer)[0] == 401
    assert knock.send(token, **header(nginx(OURS)), REMOTE_ADDR="::ffff:127.0.0.1")[0] not in (401, 403)


@pytest.mark.parametrize("knock", [RESOLVE, CHECK], ids=str)
@pytest.mark.parametrize("forge", ["{token}|{thumb}", "{bare}", "{bare}|{thumb}", "mtls.{token}", "{token}.{thumb}"])
def test_a_token_that_is_bent_opens_nothing(
    browser: Client, marked: RegisteredClient, knock: Knock, forge: str
) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    bent = forge.format(token=token, bare=token.removeprefix("mtls."), thumb=thumbprint(OURS))
    for presented in ({}, header(nginx(OURS)), header(nginx(THEIRS))):
        assert knock.send(bent, **presented)[0] == 401


@pytest.mark.parametrize("said", ["", "nonsense", ":####:", "%ff", "-----BEGIN CERTIFICATE-----"])
def test_a_marked_client_gets_no_token_without_a_certificate(
    browser: Client, marked: RegisteredClient, said: str
) -> None:
    response = ask(browser, marked, **header(said))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert not AccessToken.objects.exists()
    wrong = form(browser, "/o/token/", ASK, basic(marked.client_id, "wrong"), **header(said))
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})


def test_marking_a_client_ends_the_tokens_it_has(
    browser: Client, behind_a_proxy: None, mighty: RegisteredClient
) -> None:
    token = token_of(browser, mighty)
    assert [knock.send(token)[0] in (401, 403) for knock in (RESOLVE, CHECK)] == [False, False]
    change_client(actor=REGISTRAR, client_id=mighty.client_id, certificate_bound=True)
    assert [knock.send(token, **header(nginx(OURS)))[0] for knock in (RESOLVE, CHECK)] == [401, 401]


def test_an_unmarked_clients_certificate_means_nothing(
    browser: Client, behind_a_proxy: None, mighty: RegisteredClient
) -> None:
    token = token_of(browser, mighty, **header(nginx(OURS)))
    for presented in ({}, header(nginx(THEIRS)), header("nonsense")):
        assert [knock.send(token, **presented)[0] in (401, 403) for knock in (RESOLVE, CHECK)] == [False, False]


def test_a_header_means_nothing_where_no_proxy_is_named(browser: Client, mighty: RegisteredClient) -> None:
    assert certificate_of({"REMOTE_ADDR": "127.0.0.1", **header(nginx(OURS))}) == ""
    with pytest.raises(Invalid):
        change_client(actor=REGISTRAR, client_id=mighty.client_id, certificate_bound=True)
    token = token_of(browser, mighty, **header(nginx(OURS)))
    assert not token.startswith("mtls.")
    assert RESOLVE.send(token)[0] not in (401, 403)


def test_a_binding_outlives_the_setting_and_fails_closed(
    browser: Client, marked: RegisteredClient, settings: Any
) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    settings.CLIENT_CERTIFICATES = None
    assert [knock.send(token, **header(nginx(OURS)))[0] for knock in (RESOLVE, CHECK)] == [401, 401]
    assert ask(browser, marked, **header(nginx(OURS))).status_code == 400


def test_a_bound_token_is_given_back_with_its_certificate_only(browser: Client, marked: RegisteredClient) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    credentials = basic(marked.client_id, marked.client_secret)
    for presented in ({}, header(nginx(THEIRS))):
        assert form(browser, "/o/revoke_token/", f"token={token}", credentials, **presented).status_code == 200
        assert RESOLVE.send(token, **header(nginx(OURS)))[0] not in (401, 403)
    assert form(browser, "/o/revoke_token/", f"token={token}", credentials, **header(nginx(OURS))).status_code == 200
    assert RESOLVE.send(token, **header(nginx(OURS)))[0] == 401


def test_the_binding_takes_no_statement_of_its_own(
    browser: Client, marked: RegisteredClient, mighty: RegisteredClient
) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    change_client(actor=REGISTRAR, client_id=marked.client_id, certificate_bound=True)
    with CaptureQueriesContext(connection) as sent:
        assert RESOLVE.send(token, **header(nginx(THEIRS)))[0] == 401
    assert len(sent) == 1


def test_a_stolen_database_row_does_not_tell_the_token(browser: Client, marked: RegisteredClient) -> None:
    token = token_of(browser, marked, **header(nginx(OURS)))
    row = AccessToken.objects.get()
    assert row.token == ""
    assert row.token_checksum == hashlib.sha256(f"{token}|{thumbprint(OURS)}".encode()).hexdigest()


@pytest.mark.parametrize("where", ["oauth-authorization-server", "oauth-protected-resource"])
def test_the_metadata_tells_of_bound_tokens_only_where_they_are(
    browser: Client, db: None, settings: Any, where: str
) -> None:
    name = "tls_client_certificate_bound_access_tokens"
    assert name not in browser.get(f"/.well-known/{where}").json()
    settings.CLIENT_CERTIFICATES = ClientCertificates("HTTP_CLIENTCERTIFICATE", ())
    assert browser.get(f"/.well-known/{where}").json()[name] is True


@pytest.mark.parametrize(
    ("said", "demo", "problem"),
    [
        ({"CLIENT_CERTIFICATE_HEADER": "XC"}, True, "TRUSTED_PROXIES only"),
        ({"CLIENT_CERTIFICATE_HEADER": "XC", "TRUSTED_PROXIES": "10.0.0.1"}, False, "BEHIND_TLS_PROXY=1"),
        ({"CLIENT_CERTIFICATE_HEADER": "XC", "TRUSTED_PROXIES": "0.0.0.0/0"}, True, "whole internet"),
        ({"CLIENT_CERTIFICATE_HEADER": "XC", "TRUSTED_PROXIES": "proxy"}, True, "must list"),
        ({"CLIENT_CERTIFICATE_HEADER": "X_C", "TRUSTED_PROXIES": "10.0.0.1"}, True, "must name a header"),
        # A stranger's X_Client_Certificate, which most proxies pass on, would take the place of the proxy's own.
        ({"CLIENT_CERTIFICATE_HEADER": "X-C", "TRUSTED_PROXIES": "10.0.0.1"}, True, "without a hyphen"),
        ({"CLIENT_CERTIFICATE_HEADER": "Authorization", "TRUSTED_PROXIES": "10.0.0.1"}, True, "must name a header"),
    ],
)
def test_an_operator_who_would_believe_anybody_is_told(said: dict[str, str], demo: bool, problem: str) -> None:
    env = Env()
    env.ENVIRON = said
    assert any(problem in each for each in read(env, demo=demo)[1])


def test_a_careful_operator_is_not_stopped() -> None:
    env = Env()
    env.ENVIRON = {
        "CLIENT_CERTIFICATE_HEADER": "ClientCert",
        "TRUSTED_PROXIES": "10.0.0.5, 10.20.0.0/28",
        "BEHIND_TLS_PROXY": "1",
    }
    found, problems = read(env, demo=False)
    assert problems == []
    assert found is not None
    assert found.header == "HTTP_CLIENTCERT"

"""A department's software proves itself by a key that never leaves it, and a used or bent proof opens nothing."""

import base64
import json
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command
from django.test import Client
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from oauth2_provider.models import AccessToken

from consent.core.errors import Invalid
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.client_keys import checked_jwks
from tests.api.conftest import REGISTRAR, basic, bearer, disable, form

ISSUER = "http://testserver"
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASK = "grant_type=client_credentials&scope=subjects:resolve"
KEY = ECKey.generate_key("P-256", {"kid": "one"})
OTHER = ECKey.generate_key("P-256", {"kid": "one"})


def jwks(*keys: Any) -> str:
    return json.dumps({"keys": [{**key.as_dict(private=False)} for key in keys]})


def _small_rsa() -> str:
    numbers = rsa.generate_private_key(65_537, 1_024).public_key().public_numbers()
    modulus = base64.urlsafe_b64encode(numbers.n.to_bytes(128)).rstrip(b"=").decode()
    return json.dumps({"keys": [{"kty": "RSA", "n": modulus, "e": "AQAB"}]})


@pytest.fixture
def lender(departments: None) -> RegisteredClient:
    """A client of the library that holds a key and no secret."""
    return register_client(
        actor=REGISTRAR, department="library", scopes=["subjects:resolve", "decision:evaluate"], jwks=jwks(KEY)
    )


def assertion(client_id: str, key: Any = KEY, header: dict[str, Any] | None = None, **changes: Any) -> str:
    now = int(time.time())
    claims = {"iss": client_id, "sub": client_id, "aud": ISSUER, "iat": now, "exp": now + 60, "jti": uuid4().hex}
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    header = {"alg": "ES256", "kid": "one"} | (header or {})
    return jws.serialize_compact(header, json.dumps(claims), key, algorithms=[header["alg"]])


def ask(browser: Client, proof: str, more: str = "", headers: dict[str, str] | None = None):
    body = f"{ASK}&client_assertion_type={TYPE}&client_assertion={proof}{more}"
    return form(browser, "/o/token/", body, headers)


def is_refused(response) -> None:
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})
    assert AccessToken.objects.count() == 0


@pytest.mark.law("RFC 7523", "2.2", "a client proves itself by a signed assertion, so that no secret is shared")
def test_a_proof_opens_the_door_once(browser: Client, lender: RegisteredClient) -> None:
    assert lender.client_secret == ""
    proof = assertion(lender.client_id)
    response = ask(browser, proof, f"&client_id={lender.client_id}")
    assert response.status_code == 200
    token = response.json()["access_token"]
    answer = browser.post(
        "/api/v1/subjects/resolve",
        json.dumps({"national_id": "010100+900F"}),
        content_type="application/json",
        headers=bearer(token),
    )
    assert answer.status_code != 401
    again = ask(browser, proof)
    assert (again.status_code, again.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("key", [RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519")], ids=["RSA", "Ed25519"])
def test_the_key_may_be_of_another_kind(browser: Client, lender: RegisteredClient, key: Any) -> None:
    change_client(actor=REGISTRAR, client_id=lender.client_id, jwks=jwks(key))
    algorithm = "PS256" if isinstance(key, RSAKey) else "Ed25519"
    proof = assertion(lender.client_id, key, {"alg": algorithm, "kid": key.thumbprint()})
    assert ask(browser, proof).status_code == 200


def _unsigned(client_id: str) -> str:
    _, body, _ = assertion(client_id).split(".")
    nothing = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{nothing}.{body}."


def _by_the_public_key(client_id: str) -> str:
    key = OctKey.import_key(json.dumps(KEY.as_dict(private=False), sort_keys=True).encode())
    return assertion(client_id, key, {"alg": "HS256"})


BENT: dict[str, Callable[[str], str]] = {
    "no signature": _unsigned,
    "the public key used as a secret": _by_the_public_key,
    "somebody else's key": lambda one: assertion(one, OTHER),
    "a key that travels along": lambda one: assertion(one, OTHER, {"jwk": OTHER.as_dict(private=False)}),
    "a key of another name": lambda one: assertion(one, header={"kid": "two"}),
    "for the token endpoint": lambda one: assertion(one, aud=f"{ISSUER}/o/token/"),
    "for two servers": lambda one: assertion(one, aud=[ISSUER, "https://evil.example"]),
    "for another server": lambda one: assertion(one, aud="https://evil.example"),
    "for nobody": lambda one: assertion(one, aud=None),
    "from somebody else": lambda one: assertion(one, iss="somebody"),
    "about somebody else": lambda one: assertion(one, sub="somebody"),
    "expired": lambda one: assertion(one, exp=int(time.time()) - 31),
    "without an end": lambda one: assertion(one, exp=None),
    "good for a day": lambda one: assertion(one, exp=int(time.time()) + 86_400),
    "from the future": lambda one: assertion(one, iat=int(time.time()) + 120),
    "not to be used yet": lambda one: assertion(one, nbf=int(time.time()) + 120),
    "an end that is no number": lambda one: assertion(one, exp="tomorrow"),
    "an end beyond time": lambda one: assertion(one, exp=1e300),
    "an end that is true": lambda one: assertion(one, exp=True),
    "without an id": lambda one: assertion(one, jti=None),
    "with an endless id": lambda one: assertion(one, jti="x" * 256),
    "of another kind": lambda one: assertion(one, header={"typ": "secevent+jwt"}),
    "cut": lambda one: assertion(one)[:-4],
    "not a token": lambda one: "abc",
    "empty": lambda one: "",
    "too long": lambda one: assertion(one, more="x" * 4_000),
}


@pytest.mark.law("RFC 9700", "2.5", "a proof that is replayed, bent or meant for another server is refused")
@pytest.mark.parametrize("how", BENT)
def test_a_bent_proof_is_refused(browser: Client, lender: RegisteredClient, how: str) -> None:
    is_refused(ask(browser, BENT[how](lender.client_id)))


def test_a_client_that_does_not_exist_is_refused_alike(browser: Client, lender: RegisteredClient) -> None:
    is_refused(ask(browser, assertion("nobody")))


def test_a_disabled_client_is_refused(browser: Client, lender: RegisteredClient) -> None:
    disable(lender)
    is_refused(ask(browser, assertion(lender.client_id)))


def test_the_id_beside_the_proof_must_be_its_own(
    browser: Client, lender: RegisteredClient, education: RegisteredClient
) -> None:
    is_refused(ask(browser, assertion(lender.client_id), f"&client_id={education.client_id}"))


def test_another_type_of_assertion_is_refused(browser: Client, lender: RegisteredClient) -> None:
    body = f"{ASK}&client_assertion_type=saml&client_assertion={assertion(lender.client_id)}"
    is_refused(form(browser, "/o/token/", body))
    is_refused(form(browser, "/o/token/", f"{ASK}&client_assertion={assertion(lender.client_id)}"))


@pytest.mark.parametrize("secret", ["", "guess"])
def test_a_client_with_a_key_has_no_secret(browser: Client, lender: RegisteredClient, secret: str) -> None:
    is_refused(form(browser, "/o/token/", ASK, basic(lender.client_id, secret)))


def test_a_client_that_changed_to_a_key_leaves_its_secret(browser: Client, library: RegisteredClient) -> None:
    change_client(actor=REGISTRAR, client_id=library.client_id, jwks=jwks(KEY))
    is_refused(form(browser, "/o/token/", ASK, basic(library.client_id, library.client_secret)))
    assert ask(browser, assertion(library.client_id)).status_code == 200


def test_a_client_with_a_secret_cannot_prove_itself_by_a_key(browser: Client, library: RegisteredClient) -> None:
    is_refused(ask(browser, assertion(library.client_id)))


def test_two_methods_at_once_are_refused(browser: Client, lender: RegisteredClient) -> None:
    proof = assertion(lender.client_id)
    for more, headers in (("&client_secret=x", None), ("", basic(lender.client_id, "x"))):
        response = ask(browser, proof, more, headers)
        assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_keys_overlap_while_a_department_changes_over(browser: Client, lender: RegisteredClient) -> None:
    following = ECKey.generate_key("P-256", {"kid": "two"})
    change_client(actor=REGISTRAR, client_id=lender.client_id, jwks=jwks(KEY, following))
    assert ask(browser, assertion(lender.client_id)).status_code == 200
    assert ask(browser, assertion(lender.client_id, following, {"kid": "two"})).status_code == 200
    change_client(actor=REGISTRAR, client_id=lender.client_id, jwks=jwks(following))
    assert ask(browser, assertion(lender.client_id)).status_code == 401


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "no JWK set"),
        ("[", "no JWK set"),
        ('{"keys": []}', "one to 4 keys"),
        ('{"keys": ["x"]}', "no JWK set"),
        (json.dumps({"keys": [KEY.as_dict(private=True)]}), "private"),
        (json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}), "symmetric"),
        (_small_rsa(), "2048 bits"),
        (jwks(ECKey.generate_key("P-384")), "P-256"),
        (jwks(KEY, OTHER), "no kid twice"),
        ('{"keys": [{"kty": "EC", "crv": "P-256", "x": "1", "y": "2"}]}', "cannot be read"),
        ("[" * 9_000, "8192 characters"),
    ],
)
def test_keys_that_will_not_do_are_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_jwks(text)
    assert why in " ".join(refused.value.problems)


def test_the_registrar_hands_over_keys_by_command(departments: None, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(jwks(KEY))
    said = StringIO()
    command = ["register_client", "--json", "--jwks", str(file)]
    call_command(*command, "--department", "library", "--scopes", "subjects:resolve", stdout=said)
    answer = json.loads(said.getvalue())
    assert "client_secret" not in answer
    call_command(*command, "--client-id", answer["client_id"], stdout=StringIO())
    file.write_text(json.dumps({"keys": [KEY.as_dict(private=True)]}))
    with pytest.raises(CommandError, match="private"):
        call_command(*command, "--client-id", answer["client_id"])
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("register_client", "--client-id", answer["client_id"], "--jwks", str(tmp_path))


def test_the_metadata_says_how_a_client_proves_itself(browser: Client) -> None:
    said = browser.get("/.well-known/oauth-authorization-server").json()
    assert said["token_endpoint_auth_methods_supported"][0] == "private_key_jwt"
    assert "ES256" in said["token_endpoint_auth_signing_alg_values_supported"]
    assert said["jwks_uri"] == f"{said['issuer']}/.well-known/jwks.json"

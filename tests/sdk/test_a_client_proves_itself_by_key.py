"""private_key_jwt: the secret never leaves the service, and each proof serves once, at one server (RFC 7523)."""

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from services.sdk import clock
from services.sdk.client import KeyCredentials
from services.sdk.credentials import Proof
from services.sdk.errors import NotConnected
from services.sdk.fake import FakeLedger
from tests.sdk.conftest import DESK, LOANS, SOMEBODY

NAME = "fake-client"
KEYS = {
    "ES256": ECKey.generate_key("P-256", {"kid": "k1"}),
    "Ed25519": OKPKey.generate_key("Ed25519"),
    "PS256": RSAKey.generate_key(2048),
}


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.parametrize("form", ["jwk", "json", "pem"])
def test_a_key_of_each_kind_and_form_opens_the_door(ledger: FakeLedger, algorithm: str, form: str) -> None:
    key: Any = KEYS[algorithm]
    jwk = key.as_dict(private=True)
    given = {"jwk": jwk, "json": json.dumps(jwk), "pem": key.as_pem(private=True).decode()}[form]
    ledger.accept_key(key.as_dict(private=False))
    with ledger.client(KeyCredentials(NAME, given)) as client:
        assert client.check(DESK, [LOANS], SOMEBODY)[LOANS]
    assert ledger.tokens_given == 1


def claims_of(parameters: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """This function will return the header and claims of an assertion."""
    signed = jws.deserialize_compact(parameters["client_assertion"], KEYS["ES256"], ["ES256"])
    return signed.headers(), json.loads(signed.payload)


def test_each_proof_is_new_short_lived_and_for_one_issuer_alone() -> None:
    proof = Proof(KeyCredentials(NAME, KEYS["ES256"].as_dict(private=True)))
    (header, first), (_, second) = (claims_of(proof.parameters("https://ledger.test")) for _ in range(2))
    assert header == {"alg": "ES256", "typ": "JWT", "kid": "k1"}
    assert first["iss"] == first["sub"] == NAME
    assert first["aud"] == "https://ledger.test", "the issuer, not the token endpoint, and one text"
    assert 0 < first["exp"] - clock.now().timestamp() <= 60
    assert first["jti"] != second["jti"]


def test_another_key_opens_nothing(ledger: FakeLedger) -> None:
    ledger.accept_key(KEYS["ES256"].as_dict(private=False))
    stranger = ECKey.generate_key("P-256").as_dict(private=True)
    with ledger.client(KeyCredentials(NAME, stranger)) as client, pytest.raises(NotConnected):
        client.check(DESK, [LOANS], SOMEBODY)


@pytest.mark.parametrize(
    "key",
    [
        OctKey.generate_key(256).as_dict(private=True),
        ECKey.generate_key("P-384").as_dict(private=True),
        KEYS["ES256"].as_dict(private=False),
        {},
        "{",
        "-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----",
        "",
    ],
    ids=["shared secret", "P-384", "public half", "empty", "half of JSON", "no PEM", "nothing"],
)
def test_what_is_no_private_key_of_ours_is_refused_at_once_and_not_shown(ledger: FakeLedger, key: Any) -> None:
    with pytest.raises(ValueError, match="key") as caught:
        ledger.client(KeyCredentials(NAME, key))
    assert "nothing" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_key_is_never_shown(ledger: FakeLedger) -> None:
    private = KEYS["ES256"].as_dict(private=True)
    credentials = KeyCredentials(NAME, private)
    with ledger.client(credentials) as client:
        assert str(private["d"]) not in f"{credentials!r} {vars(client)!r} {vars(client._tokens)!r}"

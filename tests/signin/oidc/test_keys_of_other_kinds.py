"""A provider may sign with an elliptic curve or with RSA-PSS, each only by a key of its own kind."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from consent.signin.oidc.signatures import signing_key

RSA, CURVE, OTHER_CURVE = (
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
    ec.generate_private_key(ec.SECP384R1()),
)
KINDS: dict[str, Any] = {"RS256": RSA, "PS256": RSA, "ES256": CURVE}


def public(key: Any, **more: str) -> dict[str, Any]:
    """This function will return a private key's public part as the provider publishes it."""
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": "k1", "use": "sig", **more}


def token(algorithm: str, key: Any) -> str:
    """This function will return a token that ``key`` has signed."""
    return jwt.encode({"sub": "aino-sub"}, key, algorithm=algorithm, headers={"kid": "k1"})


@pytest.mark.parametrize("algorithm", KINDS)
def test_a_token_of_each_kind_is_known_by_its_key(algorithm: str) -> None:
    signed = token(algorithm, KINDS[algorithm])
    keys = [public(ec.generate_private_key(ec.SECP256R1())), public(RSA), public(CURVE)]
    found = signing_key(signed, keys)
    assert found is not None
    assert found["kty"] == ("EC" if algorithm == "ES256" else "RSA")
    read = jwt.decode(signed, jwt.PyJWK(found).key, algorithms=[found["alg"]])
    assert read["sub"] == "aino-sub"


@pytest.mark.parametrize("algorithm", KINDS)
def test_a_key_that_names_another_algorithm_or_use_is_not_tried(algorithm: str) -> None:
    signed = token(algorithm, KINDS[algorithm])
    for wrong in ({"alg": "RS512"}, {"use": "enc"}, {"kid": "k2"}, {"kty": "oct"}):
        assert signing_key(signed, [public(KINDS[algorithm], **wrong)]) is None


@pytest.mark.parametrize("algorithm", ["RS384", "ES384", "PS512", "HS256", "none"])
def test_an_algorithm_that_is_not_pinned_is_refused(algorithm: str) -> None:
    key: Any = {"E": OTHER_CURVE, "H": "a" * 64, "n": None}.get(algorithm[0], RSA)
    with pytest.raises(jwt.InvalidAlgorithmError):
        signing_key(token(algorithm, key), [public(RSA), public(CURVE)])


def test_a_curve_of_another_size_is_refused_and_breaks_nothing() -> None:
    with pytest.raises(jwt.PyJWTError):
        signing_key(token("ES256", CURVE), [public(OTHER_CURVE, alg="ES256")])

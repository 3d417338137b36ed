"""Tokens, good and bad: every way to forge one that a test may ask for."""

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from jwt.utils import base64url_encode

STRANGERS_KEY = rsa.generate_private_key(65537, 2048)
WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "wrong nonce": {"nonce": "a-nonce-of-another-sign-in"},
    "wrong audience": {"aud": "another-client"},
    "second audience": {"aud": ["{client}", "another-client"], "azp": "{client}"},
    "wrong party": {"azp": "another-client"},
    "wrong issuer": {"iss": "https://elsewhere.example"},
    "expired": {"exp": -60},
    "issued long ago": {"iat": -3600},
    "from the future": {"iat": 3600, "nbf": 3600},
    "wrong access token hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "no nonce": {"nonce": None},
    "no expiry": {"exp": None},
    "no subject": {"sub": None},
    "nonce is a number": {"nonce": 7},
    "issue time is a text": {"iat": "yesterday"},
    "events are a list": {"events": ["http://schemas.openid.net/event/backchannel-logout"]},
    "no events": {"events": None},
    "with a nonce": {"nonce": "n"},
    "no id": {"jti": None},
    "no one named": {"sid": None, "sub": None},
}
WRONG_SIGNATURES = ("unsigned", "signed with the public key", "signed by a stranger", "signature cut", "no token")
MOMENTS = ("exp", "iat", "nbf")


def spoiled(claims: dict[str, Any], how: str, client: str) -> dict[str, Any]:
    """This function will return the claims as ``how`` would have them; an absent claim is left out."""
    result = dict(claims)
    for name, value in WRONG_CLAIMS.get(how, {}).items():
        if value is None:
            result.pop(name, None)
        elif name in MOMENTS and isinstance(value, int):
            result[name] = int(time.time()) + value
        elif isinstance(value, str | list):
            spelled = [each.replace("{client}", client) for each in ([value] if isinstance(value, str) else value)]
            result[name] = spelled[0] if isinstance(value, str) else spelled
        else:
            result[name] = value
    return result


def signed(claims: dict[str, Any], pem: str, kid: str, how: str, typ: str = "JWT") -> str:
    """This function will sign claims with the provider's key, or fail to as ``how`` asks."""
    headers = {"kid": kid, "typ": typ}
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    if how == "unsigned":
        return jwt.encode(claims, None, algorithm="none", headers=headers)  # type: ignore[arg-type]
    if how == "signed with the public key":
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return _hs256(claims, public, headers)
    if how == "signed by a stranger":
        return jwt.encode(claims, STRANGERS_KEY, algorithm="RS256", headers=headers)
    if how == "no token":
        return "this.is not.a token"
    token = jwt.encode(claims, key, algorithm="RS256", headers=headers)
    return token[:-20] if how == "signature cut" else token


def _hs256(claims: dict[str, Any], secret: bytes, headers: dict[str, str]) -> str:
    """PyJWT refuses to sign with a public key, as an attacker does not."""
    import hashlib
    import hmac
    import json

    parts = ({"alg": "HS256", **headers}, claims)
    signing = b".".join(base64url_encode(json.dumps(part).encode()) for part in parts)
    return (signing + b"." + base64url_encode(hmac.digest(secret, signing, hashlib.sha256))).decode()

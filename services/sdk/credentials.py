"""How a client proves who it is at the token endpoint: by a secret, or better by a key that never leaves it."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from joserfc import jwt
from joserfc.errors import InvalidKeyTypeError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from services.sdk import clock

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = 60
SMALLEST_RSA_BITS = 2048
PrivateKey = RSAKey | ECKey | OKPKey


@dataclass(frozen=True, slots=True)
class Credentials:
    """What register_client gave the service: a name and a secret (client_secret_basic)."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyCredentials:
    """A name and the private half of a key whose public half the registrar has (private_key_jwt, RFC 7523).

    ``private_key`` is a JWK as a mapping or as JSON, or PEM: P-256, Ed25519, or RSA of at least 2,048 bits.
    """

    client_id: str
    private_key: Mapping[str, Any] | str = field(repr=False)
    key_id: str = ""


AnyCredentials = Credentials | KeyCredentials


class Proof:
    """Makes the headers and parameters of a token request. Raises ValueError for a key of another kind."""

    def __init__(self, credentials: AnyCredentials) -> None:
        self.client_id = credentials.client_id
        self._basic = ""
        self._key: PrivateKey | None = None
        if isinstance(credentials, Credentials):
            # RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
            pair = f"{quote(credentials.client_id, safe='')}:{quote(credentials.client_secret, safe='')}"
            self._basic = "Basic " + b64encode(pair.encode()).decode()
        else:
            self._key = key = _import(credentials.private_key)
            self._algorithm = _algorithm_of(key)
            self._key_id = credentials.key_id or str(key.as_dict(private=False).get("kid", ""))

    def __repr__(self) -> str:
        return f"<Proof of {self.client_id}>"

    @property
    def needs_issuer(self) -> bool:
        """Whether the authorization server's name goes into the proof."""
        return self._key is not None

    def headers(self) -> dict[str, str]:
        """This function will return the headers that prove the client, if headers do."""
        return {"Authorization": self._basic} if self._basic else {}

    def parameters(self, issuer: str) -> dict[str, str]:
        """This function will return the parameters that prove the client, fresh at each call.

        The audience is the issuer alone, so that what is made for one server serves at no other (rfc7523bis).
        """
        if self._key is None:
            return {}
        now = int(clock.now().timestamp())
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": issuer, "iat": now, "exp": now + ASSERTION_LIFE}
        header = {"alg": self._algorithm, "typ": "JWT"} | ({"kid": self._key_id} if self._key_id else {})
        signed = jwt.encode(
            header, claims | {"jti": secrets.token_urlsafe(24)}, self._key, algorithms=[self._algorithm]
        )
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}


def _import(given: Mapping[str, Any] | str) -> PrivateKey:
    try:
        if isinstance(given, str) and given.lstrip().startswith("-----"):
            key: Any = _import_pem(given)
        else:
            key = JWKRegistry.import_key(json.loads(given) if isinstance(given, str) else dict(given))
    except Exception:
        # From None: what it says may quote the key.
        raise ValueError("The private key cannot be read: it must be a JWK or PEM without a password.") from None
    if not isinstance(key, RSAKey | ECKey | OKPKey) or not key.is_private:
        raise ValueError("The key must be the private half of an RSA, P-256 or Ed25519 pair.")
    return key


def _import_pem(text: str) -> PrivateKey:
    kinds: tuple[type[PrivateKey], ...] = (RSAKey, ECKey, OKPKey)
    for kind in kinds:
        try:
            return kind.import_key(text)
        except InvalidKeyTypeError:
            continue
    raise ValueError("no kind fits")


def _algorithm_of(key: PrivateKey) -> str:
    if isinstance(key, RSAKey) and key.raw_value.key_size >= SMALLEST_RSA_BITS:
        return "PS256"
    if isinstance(key, ECKey) and key.curve_name == "P-256":
        return "ES256"
    if isinstance(key, OKPKey) and key.as_dict(private=False)["crv"] == "Ed25519":
        return "Ed25519"
    raise ValueError("The key must be P-256, Ed25519, or RSA of at least 2,048 bits.")

"""The token endpoint of the fake ledger, and writes that may be repeated."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import httpx
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from services.sdk import clock
from services.sdk.credentials import ASSERTION_TYPE

ISSUER = "https://ledger.test"
CLIENT_ID, SECRET = "fake-client", "fake secret: with/odd+characters"
_REFUSED = httpx.codes.UNAUTHORIZED


def problem(status: int, code: str) -> httpx.Response:
    """This function will return a problem document as the ledger spells them."""
    document = {"type": f"{ISSUER}/api/problems/{code}/", "title": code, "status": status, "detail": "This is a fake."}
    headers = {"content-type": "application/problem+json"}
    return httpx.Response(status, headers=headers, content=json.dumps(document).encode())


@dataclass
class Door:
    """Lets clients in by their secret, or by a key that was handed over, and gives tokens."""

    tokens: set[str] = field(default_factory=set)
    given: int = 0
    keys: list[dict[str, Any]] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)

    def give(self, request: httpx.Request) -> httpx.Response:
        """This function will answer a token request."""
        if not (self._secret_is_right(request) or self._assertion_is_right(request)):
            return httpx.Response(_REFUSED, json={"error": "invalid_client"})
        self.given += 1
        token = f"token-{self.given}"
        self.tokens.add(token)
        return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", "expires_in": 600})

    def lets_in(self, request: httpx.Request) -> bool:
        """This function will tell whether a request carries a living token."""
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens

    def _secret_is_right(self, request: httpx.Request) -> bool:
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic" or self.keys:
            return False
        name, _, secret = b64decode(encoded).decode().partition(":")
        return unquote_plus(name) == CLIENT_ID and unquote_plus(secret).startswith("fake secret: ")

    def _assertion_is_right(self, request: httpx.Request) -> bool:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            return False
        for key in self.keys:
            try:
                read = JWKRegistry.import_key(key)
                signed = jws.deserialize_compact(form.get("client_assertion", ""), read, ["ES256", "Ed25519", "PS256"])
            except (JoseError, ValueError):
                continue
            return self._is_new(json.loads(signed.payload))
        return False

    def _is_new(self, claims: dict[str, Any]) -> bool:
        right = claims["iss"] == claims["sub"] == CLIENT_ID and claims["aud"] == ISSUER
        living = claims["exp"] > clock.now().timestamp()
        fresh = claims["jti"] not in self.spent
        self.spent.add(claims["jti"])
        return bool(right and living and fresh)


@dataclass
class Writes:
    """Does a write once for each idempotency key, and answers it again."""

    done: dict[str, tuple[str, bytes, httpx.Response]] = field(default_factory=dict)

    def once(self, request: httpx.Request, write: Callable[[], httpx.Response]) -> httpx.Response:
        """This function will do a write, or answer it again when it was done under the request's key."""
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return problem(400, "idempotency-key-missing")
        if key in self.done:
            path, body, answer = self.done[key]
            if (path, body) != (request.url.path, request.content):
                return problem(409, "idempotency-key-reused")
            again = {"Idempotent-Replayed": "true", "content-type": answer.headers.get("content-type", "")}
            return httpx.Response(answer.status_code, headers=again, content=answer.content)
        answer = write()
        if answer.is_success:
            self.done[key] = (request.url.path, request.content, answer)
        return answer

"""Signing what leaves the platform for a department: a compact JWS of one type, for one audience."""

from collections.abc import Mapping
from typing import Any

from joserfc import jwt

from consent.people.actors import Actor
from consent.tokens.actions.make_key import make_first_key
from consent.tokens.keys import RS256, opened, signing_key


class Signer:
    """Signs tokens of one type by the key in force, looked up once for as many as are signed now."""

    def __init__(self, typ: str, algorithm: str) -> None:
        """This function will look up the key in force, or make the first; raises ``ValueError`` as ``sign`` does."""
        row = signing_key(algorithm) or make_first_key(actor=Actor.system("tokens"), algorithm=algorithm)
        self._header = {"typ": typ, "alg": row.algorithm, "kid": row.key_id}
        self._algorithms = [row.algorithm]
        self._key = opened(row)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """This function will return ``claims`` as a compact JWS."""
        return jwt.encode(self._header, dict(claims), self._key, algorithms=self._algorithms)


def sign(claims: Mapping[str, Any], *, typ: str, algorithm: str = RS256) -> str:
    """
    This function will return ``claims`` as a compact JWS, signed by the key in force, whose id stands in the header.

    ``typ`` says what it is (RFC 8725 §3.11), so that a token of one kind is never taken for another. The first key is
    made when it is first needed. Raises ``ValueError`` for an algorithm that is not ours.
    """
    return Signer(typ, algorithm).sign(claims)

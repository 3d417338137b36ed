"""Which key may have signed a token: asymmetric algorithms only, and each with keys of its own kind only."""

from collections.abc import Iterable, Mapping
from typing import Any

import jwt

# RFC 8725 3.1: a list of ours, never the token's own word. No HS*: a public key is no secret. No "none".
ALGORITHMS: dict[str, str] = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


def signing_key(token: str, keys: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """This function will return the key of ``keys`` that signed ``token``, or None when none did.

    The header chooses among the pinned algorithms, and a key that names another algorithm, another use or another kind
    is never tried. Raises ``jwt.PyJWTError`` for what is no signed token.
    Standard: RFC 8725 §3.1, §3.2; RFC 7517 §4.2, §4.4.
    """
    header = jwt.get_unverified_header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError
    for key in keys:
        fits = (
            key.get("kty") == ALGORITHMS[algorithm]
            and key.get("use", "sig") == "sig"
            and key.get("alg", algorithm) == algorithm
            and (kid is None or key.get("kid") == kid)
        )
        if fits and _signed_by(token, {**key, "alg": algorithm}, algorithm):
            return {**key, "alg": algorithm}
    return None


def _signed_by(token: str, key: dict[str, Any], algorithm: str) -> bool:
    try:
        jwt.PyJWS(algorithms=[algorithm]).decode(token, jwt.PyJWK(key).key, algorithms=[algorithm])
    except jwt.InvalidSignatureError:
        return False
    return True

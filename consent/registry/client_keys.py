"""The public keys by which a department's client proves itself, as they are handed to the registrar (RFC 7517)."""

import json

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from consent.core.errors import Invalid

# What RFC 8725 leaves: no symmetric algorithm, no `none`, no PKCS#1 below 2048 bits.
# Ed25519 goes by its own name (RFC 9864).
ALGORITHMS = ("ES256", "Ed25519", "PS256", "RS256")
SMALLEST_RSA = 2_048
_SHORTEST_MODULUS = -(-SMALLEST_RSA // 6)  # characters of base64url
MOST_KEYS, MOST_BYTES = 4, 8_192
_TOO_SMALL = f"an RSA key has at least {SMALLEST_RSA} bits"
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def key_set(jwks: str) -> KeySet:
    """This function will read a stored JWK set; raises ``ValueError`` for what ``checked_jwks`` would not let in."""
    try:
        return KeySet.import_key_set(json.loads(jwks))
    except (JoseError, TypeError, KeyError) as unreadable:
        raise ValueError("not a JWK set") from unreadable


def checked_jwks(text: str) -> str:
    """
    This function will return a JWK set of public keys in one spelling, as it is kept.

    Several keys are an overlap: a department adds the next key, changes over, and takes the old one out. Raises
    ``Invalid`` (code ``bad_keys``) with everything that is wrong; for a private key the code is ``private_key``.
    """
    if len(text) > MOST_BYTES:
        raise Invalid("bad_keys", [f"the key set has more than {MOST_BYTES} characters"])
    try:
        said = json.loads(text)
        keys = said["keys"]
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Invalid("bad_keys", ['this is no JWK set: {"keys": [...]}']) from None
    problems = [] if 1 <= len(keys) <= MOST_KEYS else [f"a client has one to {MOST_KEYS} keys"]
    private = any(_PRIVATE & key.keys() for key in keys)
    if private:
        # Nothing of it is repeated, and the department must make another pair.
        problems.append("there is a private or a symmetric key in it: make a new pair and send its public half only")
    if any(key.get("kty") == "RSA" and len(str(key.get("n"))) < _SHORTEST_MODULUS for key in keys):
        problems.append(_TOO_SMALL)
    if problems:
        raise Invalid("private_key" if private else "bad_keys", problems)
    try:
        read = key_set(text).keys
    except ValueError:
        raise Invalid("bad_keys", ["a key in the set cannot be read"]) from None
    problems = [problem for key in read if (problem := _problem(key))]
    if len({key.kid for key in read}) != len(read) or (len(read) > 1 and not all("kid" in key for key in keys)):
        problems.append("several keys need a kid each, and no kid twice")
    if problems:
        raise Invalid("bad_keys", problems)
    return json.dumps({"keys": keys}, separators=(",", ":"), sort_keys=True)


def _problem(key: object) -> str:
    if isinstance(key, RSAKey):
        return "" if key.raw_value.key_size >= SMALLEST_RSA else _TOO_SMALL
    if isinstance(key, ECKey):
        return "" if key.curve_name == "P-256" else "an EC key is on the curve P-256"
    if isinstance(key, OKPKey):
        return "" if key.curve_name == "Ed25519" else "an OKP key is on the curve Ed25519"
    return "a key is RSA, EC or OKP"

"""Which keys sign tokens now, and which are published for those who verify."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from joserfc.jwk import ECKey, OKPKey, RSAKey

from consent import clock
from consent.core.keys import derive, seal, unseal
from consent.tokens.models import SigningKey

# RS256 is what every receiver of Shared Signals can verify; ES256 is short and quick, for permits.
RS256, ES256 = "RS256", "ES256"
ALGORITHMS = (RS256, ES256)
RSA_BITS = 3072

PrivateKey = RSAKey | ECKey | OKPKey


def public_keys() -> list[dict[str, Any]]:
    """This function will return the public keys as JWKs, also those that sign later or no more (RFC 7517)."""
    now = clock.now()
    published = SigningKey.objects.filter(Q(published_until=None) | Q(published_until__gt=now))
    return [dict(key.public) for key in published.order_by("made_at", "key_id")]


def signing_key(algorithm: str) -> SigningKey | None:
    """This function will return the key that signs with ``algorithm`` now: the latest that has begun to, or None."""
    now = clock.now()
    signing = SigningKey.objects.filter(algorithm=algorithm, signs_from__lte=now)
    return signing.filter(Q(signs_until=None) | Q(signs_until__gt=now)).order_by("-signs_from", "key_id").first()


def new_pair(algorithm: str) -> PrivateKey:
    """This function will return a fresh key pair for ``algorithm``; raises ``ValueError`` for one that is not ours."""
    if algorithm == RS256:
        return RSAKey.generate_key(RSA_BITS)
    if algorithm == ES256:
        return ECKey.generate_key("P-256")
    raise ValueError(f"tokens are signed with {' or '.join(ALGORITHMS)}")


def published(key: PrivateKey, algorithm: str) -> dict[str, Any]:
    """This function will return the public half as it is published, with its id, use and algorithm."""
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": algorithm}


def sealed(key: PrivateKey) -> bytes:
    """This function will seal the private half for storage, bound to the key's id."""
    text = json.dumps(key.as_dict(private=True)).encode()
    return seal(_sealing_key(settings.ROOT_KEY), text, key.thumbprint().encode())


def opened(row: SigningKey) -> PrivateKey:
    """This function will open a stored private half; raises ``InvalidTag`` for another root key or another row's."""
    return _opened(row.algorithm, row.key_id, bytes(row.sealed), settings.ROOT_KEY)


@lru_cache(maxsize=8)
def _opened(algorithm: str, key_id: str, stored: bytes, root: bytes) -> PrivateKey:
    data = json.loads(unseal(_sealing_key(root), stored, key_id.encode()))
    return RSAKey.import_key(data) if algorithm == RS256 else ECKey.import_key(data)


def _sealing_key(root: bytes) -> bytes:
    return derive(root, "mydata/token-signing/v1")

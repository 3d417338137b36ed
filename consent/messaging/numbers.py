"""Numbers as this room knows them again without keeping them: a fingerprint that nobody makes without the key."""

from functools import lru_cache

from django.conf import settings

from consent.core.keys import derive, hmac_sha256


def mark_of(number: str) -> bytes:
    """This function will return the fingerprint of a number in its international spelling.

    Whoever has the database alone cannot try all numbers, few as they are: the key is derived from the root key.
    """
    return hmac_sha256(_key(settings.ROOT_KEY), number.encode())


def bound_to(kind: str, row: object) -> bytes:
    """This function will return what ties a sealed number or text (``kind``) to its row."""
    return f"mydata/message/{kind}/{row}".encode()


@lru_cache(maxsize=4)
def _key(root: bytes) -> bytes:
    return derive(root, "mydata/phone-mark/v1")

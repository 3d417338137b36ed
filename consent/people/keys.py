"""The room's keys, each derived from the root key for one purpose."""

from functools import lru_cache

from django.conf import settings

from consent.core.keys import derive


def pairwise_key() -> bytes:
    """This function will return the key of pairwise ids; a new key would give every person a new id everywhere."""
    return _derived(settings.ROOT_KEY, "mydata/pairwise/v1")


def lookup_key() -> bytes:
    """This function will return the key of the blind index, without which a stored index cannot be guessed through."""
    return _derived(settings.ROOT_KEY, "mydata/lookup/v1")


def national_id_key() -> bytes:
    """This function will return the key that seals national ids at rest."""
    return _derived(settings.ROOT_KEY, "mydata/national-id/v1")


def authenticator_key() -> bytes:
    """This function will return the key that seals the secrets of local accounts' authenticators."""
    return _derived(settings.ROOT_KEY, "mydata/authenticator/v1")


def recovery_key() -> bytes:
    """This function will return the key of recovery codes' hashes."""
    return _derived(settings.ROOT_KEY, "mydata/recovery-code/v1")


def attempt_key() -> bytes:
    """This function will return the key behind which sign-in attempts are counted by name and network."""
    return _derived(settings.ROOT_KEY, "mydata/sign-in-attempt/v1")


@lru_cache(maxsize=16)
def _derived(root: bytes, label: str) -> bytes:
    return derive(root, label)

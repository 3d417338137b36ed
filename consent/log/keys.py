"""Data keys: one a subject and year, stored wrapped by a key that never enters the database."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection

from consent.core.keys import derive, new_key, unwrap, wrap

PLATFORM = UUID(int=0)

_FIND = """
SELECT k.subject, k.year, k.wrapped, k.kek_version
FROM unnest(%s::uuid[], %s::smallint[]) AS wanted(subject, year)
JOIN log_datakey k ON k.subject = wanted.subject AND k.year = wanted.year
"""
_ADD = """
INSERT INTO log_datakey (subject, year, wrapped, kek_version, created_at)
SELECT made.subject, made.year, made.wrapped, %s, %s
FROM unnest(%s::uuid[], %s::smallint[], %s::bytea[]) AS made(subject, year, wrapped)
ON CONFLICT (subject, year) DO NOTHING
"""

KeyOf = tuple[UUID, int]


@lru_cache(maxsize=4)
def _kek(root: bytes, version: int) -> bytes:
    return derive(root, f"mydata/kek/v{version}")


def kek(version: int) -> bytes:
    """This function will return the key-encryption key of a version.

    It comes from ``KEY_ENCRYPTION_KEYS`` or, as long as that names no version 1, from the root key. Raises
    ``LookupError`` for a version that has been destroyed: what it wrapped stays shut.
    """
    given: dict[int, bytes] = settings.KEY_ENCRYPTION_KEYS
    if version in given:
        return given[version]
    if version == 1 and not given:
        return _kek(settings.ROOT_KEY, version)
    if version == 1 and settings.KEY_ENCRYPTION_FROM_ROOT:
        return _kek(settings.ROOT_KEY, version)
    raise LookupError(f"the key-encryption key of version {version} is not here")


def current_kek() -> int:
    """This function will return the version that wraps new data keys: the highest there is."""
    return max(settings.KEY_ENCRYPTION_KEYS, default=1)


def open_wrapped(wrapped: bytes | memoryview, version: int) -> bytes:
    """This function will unwrap a stored data key; raises ``InvalidUnwrap`` when the root key is another."""
    return unwrap(kek(version), bytes(wrapped))


def _find(wanted: Iterable[KeyOf]) -> dict[KeyOf, bytes]:
    subjects, years = zip(*wanted, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(subjects), list(years)])
        return {(subject, year): open_wrapped(key, version) for subject, year, key, version in cursor.fetchall()}


def existing_key(owner: KeyOf) -> bytes:
    """This function will return a data key that must exist; raises ``LookupError`` when it was shredded."""
    return _find([owner])[owner]


def existing_keys(wanted: set[KeyOf]) -> dict[KeyOf, bytes]:
    """This function will return those data keys among ``wanted`` that exist; it makes none."""
    return _find(wanted) if wanted else {}


def data_keys(wanted: set[KeyOf], at: datetime) -> dict[KeyOf, bytes]:
    """This function will return the data key of each (subject, year), making those that do not exist yet.

    Safe when two transactions need the same new key: the loser reads the winner's after it has committed.
    """
    if not wanted:
        return {}
    found = _find(wanted)
    missing = wanted - found.keys()
    if missing:
        make_missing(missing, at)
        found.update(_find(missing))
    return found


def make_missing(owners: Iterable[KeyOf], at: datetime) -> None:
    """This function will make a key for each (subject, year) that has none; the work is the same for those that have.

    That sameness is wanted where it must not show who was here before.
    """
    ordered = sorted(owners, key=str)
    version = current_kek()
    wrapped = [wrap(kek(version), new_key()) for _ in ordered]
    subjects, years = zip(*ordered, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [version, at, list(subjects), list(years), wrapped])

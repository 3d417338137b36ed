"""Data keys by the thousand, each opened once; one that is gone or does not open is simply not there."""

from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from consent.log.keys import open_wrapped
from consent.log.verification.reading import fetch

MOST_KEPT = 50_000

_FIND = """
SELECT k.subject, k.year, k.wrapped, k.kek_version
FROM unnest(%s::uuid[], %s::smallint[]) AS wanted(subject, year)
JOIN log_datakey k ON k.subject = wanted.subject AND k.year = wanted.year
"""

Owner = tuple[UUID, int]


class DataKeys:
    """The data keys that have been asked for lately; memory stays bounded however many people there are."""

    def __init__(self) -> None:
        self._open: dict[Owner, bytes | None] = {}

    def of(self, owners: Iterable[Owner]) -> dict[Owner, bytes | None]:
        """This function will return the key of each owner, None for one that is gone or does not open."""
        wanted = set(owners)
        # Not by subtraction: that would look through every key that is kept.
        missing = {owner for owner in wanted if owner not in self._open}
        if missing:
            if len(self._open) + len(missing) > MOST_KEPT:
                self._open = {owner: self._open[owner] for owner in wanted if owner in self._open}
            self._open.update(dict.fromkeys(missing))
            subjects, years = zip(*missing, strict=True)
            for subject, year, wrapped, version in fetch(_FIND, [list(subjects), list(years)]):
                self._open[subject, year] = _opened(wrapped, version)
        return self._open


def _opened(wrapped: bytes, version: int) -> bytes | None:
    try:
        return open_wrapped(wrapped, version)
    except (InvalidUnwrap, LookupError, ValueError):
        return None

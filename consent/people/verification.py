"""What the people room has checked when the log is verified: each register entry is what its changes amount to."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from consent.log.shredded import shredded_among
from consent.log.verification.reading import stream
from consent.log.verification.rooms import Finding
from consent.people.queries import known_subjects

AT_ONCE = 500
_COLUMNS = ("representative", "represented", "kind", "scope", "valid_from", "valid_until", "source")
_STANDS = ", ".join(f"e.{name}_id" if name.startswith("represent") else f"e.{name}" for name in _COLUMNS)
_RECORDED = ", ".join(f"c.{name}" for name in _COLUMNS)
# A change has the whole entry as it stood after it, so the latest one is what must stand now.
_DIFFERENT = f"""
SELECT e.id IS NULL, c.event_id, c.representative, c.represented
FROM people_registerentry e
FULL JOIN (
    SELECT DISTINCT ON (entry) * FROM people_representationchange ORDER BY entry, event_id DESC
) c ON c.entry = e.id
WHERE e.id IS NULL OR c.entry IS NULL OR ({_STANDS}) IS DISTINCT FROM ({_RECORDED})
"""  # noqa: S608  (columns of ours)


def representations_that_differ() -> Iterator[Finding]:
    """
    This function will yield each right to act for another that is not what its changes say; it repairs nothing.

    An entry that is gone is right where one of the two was erased, or where its changes are about to be shredded.
    """
    different = stream(_DIFFERENT)
    while rows := list(islice(different, AT_ONCE)):
        gone = [row for row in rows if row[0]]
        known = known_subjects({subject for row in gone for subject in row[2:]})
        shredded = shredded_among([row[1] for row in gone])
        for row in rows:
            if not row[0]:
                yield _unlike(row)
            elif known.issuperset(row[2:]) and row[1] not in shredded:
                yield Finding("a right to act for another is gone", event_id=row[1])


def _unlike(row: tuple[Any, ...]) -> Finding:
    if row[1] is None:
        return Finding("a right to act for another stands without any change")
    return Finding("a right to act for another is not what its changes amount to", event_id=row[1])

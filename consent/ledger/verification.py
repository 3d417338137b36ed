"""What the ledger has checked when the log is verified: each permission is what its changes amount to (I5)."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from consent.core.events import Kind
from consent.core.permissions import Change, Permission, fold
from consent.core.vocabulary import DecidedBy, Reason
from consent.ledger.projection import COLUMNS
from consent.log.shredded import shredded_among
from consent.log.verification.reading import stream
from consent.log.verification.rooms import Finding
from consent.people.queries import known_subjects

Key = tuple[UUID, str]

_CHANGES = """
SELECT subject, activity, event_id, kind, version, recorded_at, decided_by, notice_version, valid_until, waiting
FROM ledger_permissionchange ORDER BY subject, activity COLLATE "C", version
"""
_ROWS = f"""
SELECT subject, activity, {", ".join(COLUMNS)} FROM ledger_permission ORDER BY subject, activity COLLATE "C"
"""  # noqa: S608  (columns of ours)


def permissions_that_differ() -> Iterator[Finding]:
    """This function will yield each permission that is not the fold of its changes; it repairs nothing.

    A permission without a row is right for somebody who was erased, or whose changes are about to be shredded: the
    row went first, and no consent stands without it.
    """
    groups = ((key, list(rows)) for key, rows in groupby(stream(_CHANGES), key=_key))
    stored = ((_key(row), row[2:]) for row in stream(_ROWS))
    for key, changes, row in _side_by_side(groups, stored):
        if changes is None:
            yield Finding(f"a permission for {key[1]} stands without any change")
        elif problem := _problem(changes, row):
            yield Finding(f"{problem}, for {key[1]}", event_id=changes[-1][2])


def _key(row: tuple[Any, ...]) -> Key:
    return row[0], row[1]


def _side_by_side(
    groups: Iterator[tuple[Key, list[tuple[Any, ...]]]], stored: Iterator[tuple[Key, tuple[Any, ...]]]
) -> Iterator[tuple[Key, list[tuple[Any, ...]] | None, tuple[Any, ...] | None]]:
    """Both come in one order: by the bytes of the subject, then by those of the activity."""
    group, row = next(groups, None), next(stored, None)
    while group or row:
        key = min(_bytes(one[0]) for one in (group, row) if one)
        here, there = group and _bytes(group[0]) == key, row and _bytes(row[0]) == key
        named = group[0] if group and here else row[0]  # type: ignore[index]
        yield named, group[1] if group and here else None, row[1] if row and there else None
        group = next(groups, None) if here else group
        row = next(stored, None) if there else row


def _bytes(key: Key) -> tuple[bytes, bytes]:
    return key[0].bytes, key[1].encode()


def _problem(changes: list[tuple[Any, ...]], row: tuple[Any, ...] | None) -> str:
    if row is None and _may_be_gone(changes):
        return ""
    try:
        permission = fold(_change(one) for one in changes)
        stored = None if row is None else _permission(row)
    except ValueError:
        return "the versions of a permission's changes do not follow each other, or a value is none of ours"
    if permission == stored:
        return ""
    return "the permission is gone" if row is None else "the permission is not what its changes amount to"


def _may_be_gone(changes: list[tuple[Any, ...]]) -> bool:
    return not known_subjects([changes[0][0]]) or len(shredded_among([one[2] for one in changes])) == len(changes)


def _change(row: tuple[Any, ...]) -> Change:
    _, _, _, kind, version, at, decided_by, notice_version, valid_until, waiting = row
    return Change(Kind(kind), version, at, DecidedBy(decided_by), notice_version, valid_until, waiting)


def _permission(row: tuple[Any, ...]) -> Permission:
    values = dict(zip(COLUMNS, row, strict=True))
    if values["decision"] is not None:
        values["decision"] = Reason(values["decision"])
    return Permission(**{**values, "decided_by": DecidedBy(values["decided_by"])})

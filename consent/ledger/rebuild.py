"""Rebuilding the projection from its changes: what is stored must be what the fold gives, byte for byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from consent.core.permissions import Permission, fold
from consent.ledger.changes import change_of, lock_permission
from consent.ledger.models import PermissionChange, PermissionRow
from consent.ledger.projection import columns_of, permission_of_row, store

PermissionKey = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many permissions were looked at, and which differed from their changes and were put right."""

    permissions: int
    repaired: tuple[PermissionKey, ...]


def rebuild_permissions(progress: Callable[[int], None] | None = None) -> Rebuilt:
    """This function will recompute every permission from its changes and put right each that differs.

    May run beside a living city: each difference is looked at again under the permission's lock before anything is
    written. A row without any change is removed, since no decision stands behind it. Raises ``ValueError`` when the
    versions of a permission's changes are not consecutive: then the changes themselves were tampered with.
    """
    stored = {(row.subject, row.activity): permission_of_row(row) for row in PermissionRow.objects.iterator()}
    repaired: list[PermissionKey] = []
    count = 0
    for key, permission in _folded():
        count += 1
        if stored.pop(key, None) != permission and _repair(key):
            repaired.append(key)
        if progress:
            progress(1)
    repaired += [key for key in stored if _repair(key)]
    return Rebuilt(permissions=count, repaired=tuple(repaired))


def _folded() -> Iterator[tuple[PermissionKey, Permission]]:
    changes = PermissionChange.objects.order_by("subject", "activity", "version").iterator(chunk_size=5_000)
    for key, group in groupby(changes, key=lambda change: (change.subject, change.activity)):
        yield key, fold(change_of(change) for change in group)


def _repair(key: PermissionKey) -> bool:
    subject, activity = key
    with transaction.atomic():
        lock_permission(subject, activity)
        changes = PermissionChange.objects.filter(subject=subject, activity=activity).order_by("version")
        permission = fold(change_of(change) for change in changes)
        row = PermissionRow.objects.filter(subject=subject, activity=activity).first()
        if permission == (permission_of_row(row) if row else Permission()):
            return False
        if permission.version == 0:
            PermissionRow.objects.filter(subject=subject, activity=activity).delete()
        else:
            store(subject, activity, permission)
    return True


def projection_bytes() -> bytes:
    """This function will return the whole projection in one canonical spelling, to compare before and after."""
    lines: list[str] = []
    for row in PermissionRow.objects.order_by("subject", "activity").iterator():
        values: dict[str, Any] = columns_of(permission_of_row(row))
        lines.append(f"{row.subject} {row.activity} " + " ".join(f"{name}={values[name]}" for name in sorted(values)))
    return "\n".join(lines).encode()

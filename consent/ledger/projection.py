"""The stored form of a permission, to and fro."""

from typing import Any
from uuid import UUID

from consent.core.permissions import Permission
from consent.core.vocabulary import DecidedBy, Reason
from consent.ledger.models import PermissionRow

COLUMNS = (
    "version", "decision", "decided_at", "decided_by", "notice_version", "valid_until", "waiting", "objected",
    "restricted",
)  # fmt: skip


def permission_of_row(row: PermissionRow) -> Permission:
    """This function will return the permission that a stored row spells."""
    values: dict[str, Any] = {column: getattr(row, column) for column in COLUMNS}
    values["decision"] = None if row.decision is None else Reason(row.decision)
    values["decided_by"] = DecidedBy(row.decided_by)
    return Permission(**values)


def columns_of(permission: Permission) -> dict[str, Any]:
    """This function will return the column values that spell ``permission``."""
    values = {column: getattr(permission, column) for column in COLUMNS}
    values["decision"] = None if permission.decision is None else permission.decision.value
    values["decided_by"] = permission.decided_by.value
    return values


def store(subject: UUID, activity: str, permission: Permission) -> None:
    """This function will write the projection of one permission; the caller holds its lock."""
    PermissionRow.objects.update_or_create(subject=subject, activity=activity, defaults=columns_of(permission))

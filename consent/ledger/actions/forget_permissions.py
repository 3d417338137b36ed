"""Drop the projection of permissions whose changes are about to be shredded."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from consent.ledger.changes import lock_permission
from consent.ledger.models import PermissionRow
from consent.people.actors import Actor


def forget_permissions(
    *, actor: Actor, subject: UUID, activities: Iterable[str] | None = None, version: int | None = None
) -> int:
    """This function will delete the permissions of ``subject``, all or those with ``activities`` (codes).

    With ``version`` only one that still stands at it under its lock goes: whoever decided since keeps the decision.
    Returns how many went.

    Runs inside the caller's transaction, which records the erasure of their changes; ``actor`` is recorded there.
    From its commit on every check about a consent of theirs is refused.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("permissions are forgotten together with the record of their erasure")
    rows = PermissionRow.objects.filter(subject=subject)
    if activities is not None:
        rows = rows.filter(activity__in=list(activities))
    for activity in sorted(rows.values_list("activity", flat=True)):
        lock_permission(subject, activity)
    if version is not None:
        rows = rows.filter(version=version)
    return rows.delete()[0]

"""A department hands in a draft, replaces it or takes it back."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotFound
from consent.people.actors import Actor
from consent.registry.models import Activity, Department, WaitingDraft
from consent.registry.waiting_drafts import DraftView, check_shape, etag_of, viewed

MOST = 100


class Changed(Conflict):
    """The draft is not the one that was read, or its reader did not say which one it was."""


def save_draft(
    *, actor: Actor, department: str, client: str, code: str, entry: Mapping[str, Any], read: str | None
) -> tuple[DraftView, bool]:
    """This function will keep ``entry`` as the department's draft of ``code`` and tell whether it is a new one.

    It publishes nothing, whatever it says. ``read`` is the etag of the draft that it replaces, None for a new one.
    Raises ``NotFound`` for another department's activity, ``Invalid`` for what is not one activity of a manifest or
    claims an approval, ``Changed`` when the draft that stands is not the one that was read, and ``Conflict``
    (``too-many-drafts``) beyond a hundred. GDPR 5(2), 24: the controller's department drafts, another approves.
    """
    with transaction.atomic():
        owner = _own(department, code)
        check_shape(entry, owner)
        if entry["code"] != code:
            raise Invalid("draft_shape", ["code: write the code that stands in the address"])
        if "approved_by" in entry.get("governance", {}):
            raise Invalid("draft_shape", ["governance.approved_by: leave it out; a registrar approves, not a draft"])
        row = WaitingDraft.objects.filter(department=department, code=code).first()
        _unchanged(row, read)
        if row is None and WaitingDraft.objects.filter(department=department).count() >= MOST:
            raise Conflict("too-many-drafts", "publish or take back a draft first")
        values = {"entry": entry, "client": client, "drafted_at": clock.now()}
        values |= {"returned_at": None, "returned_by": "", "returned_reason": ""}
        saved, created = WaitingDraft.objects.update_or_create(department=owner, code=code, defaults=values)
    return viewed(saved), created


def drop_draft(*, actor: Actor, department: str, code: str, read: str | None) -> None:
    """This function will take a draft back; raises ``NotFound`` and ``Changed`` as ``save_draft`` does."""
    with transaction.atomic():
        _own(department, code)
        row = WaitingDraft.objects.filter(department=department, code=code).first()
        if row is None:
            raise NotFound("no_such_draft")
        _unchanged(row, read)
        row.delete()


def lock_drafts(department: str) -> None:
    """This function will let one hand at a time act upon a department's drafts: what was read is what is replaced."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"drafts of {department}"])


def _own(department: str, code: str) -> Department:
    lock_drafts(department)
    owner = Activity.objects.filter(code=code).values_list("department_id", flat=True).first()
    if owner not in (None, department):
        raise NotFound("no_such_activity")
    return Department.objects.get(code=department)


def _unchanged(row: WaitingDraft | None, read: str | None) -> None:
    if row is None and read is not None:
        raise Changed("precondition-failed", "there is no such draft any more")
    if row is not None and read is None:
        raise Changed("precondition-required", "say with If-Match which draft this replaces")
    if row is not None and read != etag_of(row):
        raise Changed("precondition-failed", "somebody has changed the draft since")

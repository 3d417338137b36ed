"""A registrar sends a department's draft back and says why."""

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.actions.save_draft import lock_drafts
from consent.registry.granting import require_registrar
from consent.registry.models import WaitingDraft
from consent.registry.waiting_drafts import etag_of

SHORTEST, LONGEST = 10, 1_000


def return_draft(*, actor: Actor, department: str, code: str, read: str, reason: str) -> None:
    """This function will send the draft of ``code`` back to ``department``, which reads ``reason`` beside it.

    It stays where it is and cannot be published until the department hands in another. ``read`` is the etag of the
    draft that the registrar has read. Raises ``NotAllowed`` for anybody but a registrar, ``Invalid`` for a reason that
    is too short or too long, ``NotFound``, and ``Conflict`` (``draft_changed``, ``draft_returned``). GDPR 24.
    """
    require_registrar(actor)
    if actor.kind != "staff":
        raise NotAllowed("not_a_registrar", "a person judges a draft")
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise Invalid("reason", [f"write {SHORTEST} to {LONGEST} characters"])
    with transaction.atomic():
        row = draft_to_judge(department, code, read)
        row.returned_at, row.returned_by, row.returned_reason = clock.now(), actor.name, said
        row.save(update_fields=["returned_at", "returned_by", "returned_reason"])


def draft_to_judge(department: str, code: str, read: str) -> WaitingDraft:
    """This function will lock a department's drafts and return the one that the registrar has ``read``.

    Raises ``NotFound``, and ``Conflict`` when another stands there by now or it was sent back already.
    """
    lock_drafts(department)
    row = WaitingDraft.objects.filter(department=department, code=code).first()
    if row is None:
        raise NotFound("no_such_draft")
    if etag_of(row) != read:
        raise Conflict("draft_changed", "somebody has changed the draft since")
    if row.returned_at is not None:
        raise Conflict("draft_returned", "the draft was sent back and waits for its department")
    return row

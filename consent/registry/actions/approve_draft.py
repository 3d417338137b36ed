"""A registrar publishes what a department has drafted."""

from django.db import transaction

from consent.core.errors import Conflict, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.actions.publish_notice import Published, publish_notice
from consent.registry.actions.save_draft import lock_drafts
from consent.registry.granting import require_registrar
from consent.registry.models import WaitingDraft
from consent.registry.waiting_drafts import draft_from, etag_of

# The act is the platform's, as with a manifest; whose word it rests on stands beside it in the record.
PUBLISHER = Actor.system("approve_draft")


def approve_draft(*, actor: Actor, department: str, code: str, read: str) -> Published:
    """This function will publish the draft of ``code`` that ``department`` handed in, approved by ``actor``.

    ``read`` is the etag of the draft that the registrar has read. The notice's record names the drafter and the
    registrar, who must be two. Raises ``NotAllowed`` for anybody but a registrar, ``NotFound``, ``Conflict``
    (``draft_changed``) when another draft stands there by now, and ``Invalid`` with every broken rule. GDPR 24, 38(6).
    """
    require_registrar(actor)
    if actor.kind != "staff":
        raise NotAllowed("not_a_registrar", "a person approves: what the system publishes comes in a manifest")
    with transaction.atomic():
        lock_drafts(department)
        row = WaitingDraft.objects.filter(department=department, code=code).first()
        if row is None:
            raise NotFound("no_such_draft")
        if etag_of(row.entry) != read:
            raise Conflict("draft_changed", "the department has changed its draft since")
        published = publish_notice(actor=PUBLISHER, draft=draft_from(row.entry, row.department, actor.name))
        row.delete()
    return published

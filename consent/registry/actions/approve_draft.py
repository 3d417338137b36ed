"""A registrar publishes what a department has drafted."""

from django.db import transaction

from consent.core.errors import NotAllowed
from consent.people.actors import Actor
from consent.registry.actions.publish_notice import Published, publish_notice
from consent.registry.actions.return_draft import draft_to_judge
from consent.registry.granting import require_registrar
from consent.registry.waiting_drafts import draft_from

# The act is the platform's, as with a manifest; whose word it rests on stands beside it in the record.
PUBLISHER = Actor.system("approve_draft")


def approve_draft(*, actor: Actor, department: str, code: str, read: str) -> Published:
    """This function will publish the draft of ``code`` that ``department`` handed in, approved by ``actor``.

    ``read`` is the etag of the draft that the registrar has read. The notice's record names the drafter and the
    registrar, who must be two. Raises ``NotAllowed`` for anybody but a registrar, ``NotFound``, ``Conflict``
    (``draft_changed``) when another draft stands there by now, or (``draft_returned``) it was sent back, and
    ``Invalid`` with every broken rule. GDPR 24, 38(6).
    """
    require_registrar(actor)
    if actor.kind != "staff":
        raise NotAllowed("not_a_registrar", "a person approves: what the system publishes comes in a manifest")
    with transaction.atomic():
        row = draft_to_judge(department, code, read)
        published = publish_notice(actor=PUBLISHER, draft=draft_from(row.entry, row.department, actor.name))
        row.delete()
    return published

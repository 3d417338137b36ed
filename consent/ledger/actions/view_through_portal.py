"""Recording that a national portal was told who used a person's data: what it tells there is a look as well."""

from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import NotAllowed
from consent.core.events import Kind
from consent.ledger.encoders import PORTAL
from consent.ledger.models import StaffView
from consent.log.append import append, draw_ids
from consent.people.actors import Actor

# Whom the portal says is signed in there: the person, or somebody who may act for the person.
OWN, FOR_ANOTHER = "own_uses", "uses_for_another"


def record_portal_view(*, actor: Actor, client: str, subject: UUID, own: bool) -> int:
    """This function will record that ``client`` is about to be told who used the data of ``subject``; its event id.

    ``own``: for the person themselves, as the client says. The person sees it, so that a portal which claims somebody
    who is not there is found out. Raises ``NotAllowed`` for anybody but the system, which speaks the portal's
    interface. GDPR 5(2), 32(1), 15 as read in C-579/21.
    """
    if actor.kind != "system":
        raise NotAllowed("adapter_only")
    with transaction.atomic():
        event_id, at = draw_ids(1)[0], clock.now()
        view = StaffView(
            event_id=event_id,
            subject=subject,
            actor_name=client,
            role=PORTAL,
            what=OWN if own else FOR_ANOTHER,
        )
        return append(Kind.PORTAL_VIEWED, subject, view, at)

"""Ask that a person look at a decision that rules alone have made."""

from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.proactive.human_queue import ask_a_person
from consent.proactive.outcomes import TaskKind
from consent.proactive.recipients import may_answer
from consent.proactive.steps import locked_offers
from consent.proactive.vocabulary import OPEN
from consent.registry.queries import activity


def ask_review(*, actor: Actor, offer: UUID) -> bool:
    """This function will lay a settled offer, or why there was none, before a person, and tell whether that is new.

    Raises ``NotAllowed`` for an officer, ``NotFound`` (``no_such_offer``) for a stranger as for no such offer, and
    ``Conflict`` (``not_settled``) for one that is open. GDPR 22(3); Administrative Procedure Act 434/2003 s. 53 f.
    """
    if actor.kind != "resident" or actor.subject is None:
        raise NotAllowed("not_your_offer")
    with transaction.atomic():
        row = locked_offers([offer]).get(offer)
        matter = activity(row.campaign.activity) if row is not None else None
        if row is None or matter is None or not may_answer(matter, actor.subject, row.subject, clock.now()):
            raise NotFound("no_such_offer")
        if row.state in OPEN and row.decided_at is None and row.campaign.closed_at is None:
            raise Conflict("not_settled")
        return ask_a_person(TaskKind.REVIEW, offer=row, recipient=actor.subject)

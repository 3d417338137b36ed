"""Take in what a family thinks of how it was served: one to five, and a comment if they like."""

import json
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.core.events import Kind
from consent.people.actors import Actor
from consent.people.phone_queries import held_still
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.recipients import may_answer
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.views import event_views
from consent.proactive.vocabulary import AnsweredBy, OfferState
from consent.registry.queries import activity

LONGEST_COMMENT = 1_000
RATEABLE = frozenset({OfferState.GRANTED, OfferState.NOT_GRANTED, OfferState.DECLINED, OfferState.LAPSED})


def rate_offer(*, actor: Actor, offer: UUID, rating: int, comment: str = "", channel: AnsweredBy) -> bool:
    """This function will record a rating (1-5) of a settled offer and tell whether it is new.

    Each person who may answer rates once; rating otherwise later takes the place of what they said. It changes nothing
    for anybody. Raises ``Invalid`` (``rating``), ``NotAllowed`` for an officer, ``NotFound`` (``no_such_offer``) for a
    stranger as for no such offer, and ``Conflict`` (``not_settled``) while there is nothing to rate.
    """
    if actor.kind != "resident" or actor.subject is None:
        raise NotAllowed("not_your_rating")
    comment = comment.strip()
    if not 1 <= rating <= 5:
        raise Invalid("rating", ["Rate from 1 to 5."])
    if len(comment) > LONGEST_COMMENT or "\x00" in comment:
        raise Invalid("rating", [f"A comment has at most {LONGEST_COMMENT} characters."])
    with transaction.atomic():
        held_still(Offer.objects.filter(pk=offer).values_list("subject", flat=True))
        row = locked_offers([offer]).get(offer)
        at = clock.now()
        if row is None or not may_answer(activity(row.campaign.activity), actor.subject, row.subject, at):
            raise NotFound("no_such_offer")
        if row.state not in RATEABLE:
            raise Conflict("not_settled")
        text = json.dumps({"rating": rating, "comment": comment}, ensure_ascii=False, sort_keys=True)
        if _last_of(row, actor.subject) == text:
            return False
        step = Step(row, Kind.OFFER_RATED, OfferState(row.state), actor, channel=channel.value, text=text)
        record_steps([step], at=at)
        return True


def _last_of(offer: Offer, person: UUID) -> str | None:
    rated = OfferEvent.objects.filter(offer=offer.pk, kind=Kind.OFFER_RATED.value, actor_subject=person)
    views = event_views(rated.order_by("-version")[:1])
    return views[0].text if views else None

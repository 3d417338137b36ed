"""Grant what the law lets the city grant without being asked: by the rules, with reasons, and refused with one tap."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from consent.core.events import Kind
from consent.people.actors import Actor
from consent.proactive.actions.decide_offers import decide_offers
from consent.proactive.models import Offer
from consent.proactive.places import take_place
from consent.proactive.steps import Step, record_steps
from consent.proactive.vocabulary import OfferState


def grant_at_once(*, actor: Actor, offers: Sequence[Offer], at: datetime) -> set[UUID]:
    """This function will decide new offers of an automatic campaign, inside the caller's transaction.

    Returns those that were granted. Whoever finds no place waits for one. LAW: Administrative Procedure Act 434/2003
    ch. 8 b (automatic decisions).
    """
    placed: list[Offer] = []
    waiting: list[Offer] = []
    for offer in offers:
        (placed if take_place(offer) else waiting).append(offer)
    record_steps([Step(offer, Kind.OFFER_ANSWERED, OfferState.WAITING, actor) for offer in waiting], at=at)
    granted = {offer.pk for offer in placed}
    decide_offers(actor=actor, offers=granted)
    return granted

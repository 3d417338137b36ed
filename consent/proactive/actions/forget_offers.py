"""Let go of offers: of a person who is erased, and of what has been kept long enough."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from consent.people.actors import Actor
from consent.proactive.models import Delivery, HumanTask, Offer, UnclearReply
from consent.proactive.places import free_place
from consent.proactive.vocabulary import OPEN, OfferState
from consent.proactive.waiting_list import holds_place


def forget_offers_of(*, actor: Actor, subject: UUID) -> int:
    """This function will let go of every offer to a person who is erased, and of what they answered for others.

    Returns how many offers there were. A place that was not granted yet becomes free. What an erased guardian answered
    stays the child's, without who answered. Inputs, decisions and ratings lie in the payloads, which the erasure
    shreds. Runs inside the caller's transaction, which records the erasure. GDPR 17(1).
    """
    _inside_a_transaction()
    own = Offer.objects.filter(subject=subject)
    for offer in own.select_for_update(of=("self",)).order_by("pk"):
        if holds_place(offer) and offer.state in OPEN:
            free_place(offer)
    number = _forget(own)
    Offer.objects.filter(answered_by=subject).update(answered_by=None)
    HumanTask.objects.filter(recipient=subject).update(recipient=None)
    Delivery.objects.filter(recipient=subject).delete()
    UnclearReply.objects.filter(recipient=subject).delete()
    return number


def forget_offers(*, actor: Actor, offers: Collection[UUID]) -> int:
    """This function will let go of offers that were kept long enough, beside their payloads (GDPR 5(1)(e)).

    Runs inside the caller's transaction, which records it. None of them is open any more.
    """
    _inside_a_transaction()
    return _forget(Offer.objects.filter(pk__in=set(offers)).exclude(state__in=OPEN - {OfferState.DECLINED}))


def _forget(rows: QuerySet[Offer]) -> int:
    ids = list(rows.values_list("pk", flat=True))
    HumanTask.objects.filter(offer__in=ids).delete()
    Delivery.objects.filter(offer__in=ids).delete()
    return rows.filter(pk__in=ids).delete()[0]


def _inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("offers are forgotten together with the record of it")

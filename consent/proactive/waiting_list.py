"""Places and those who wait for them: one door for whatever takes, frees or hands on a place.

Whoever changes the places of a pool holds the pool's row first and offers afterwards, always in this order: then no
place is given twice, none stays free while somebody waits, and no two writers wait for each other.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from consent.core.events import Kind
from consent.people.actors import Actor
from consent.proactive.joint_answers import PLACE_KEPT
from consent.proactive.kept_inputs import Kept, written
from consent.proactive.models import Offer, OfferEvent, Pool
from consent.proactive.permits import refusals
from consent.proactive.places import take_place
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import HOLDING, OfferState, Stopped

PLACE_FREED = "place_freed"
# Nobody has said anything new: the list moves by itself, whoever freed the place.
_SYSTEM = Actor.system("waiting_list")


def lock_pools(pools: Iterable[int | None]) -> None:
    """This function will hold pools until the caller's transaction ends; call it before offers are locked."""
    wanted = {pool for pool in pools if pool is not None}
    if wanted:
        list(Pool.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def holds_place(offer: Offer) -> bool:
    """This function will tell whether ``offer`` has a place now."""
    return offer.state in HOLDING or (offer.state == OfferState.CONFLICTING and offer.reason == PLACE_KEPT)


def move_up(actor: Actor, pool: int | None, at: datetime) -> list[Offer]:
    """This function will give free places to those who wait, the first who waits first, and return whom it gave one.

    The caller holds the pool. Each is asked about in the ledger anew; whose permission is gone is stopped instead, and
    the next one is looked at. Their families must be told (``confirmations``).
    """
    moved: list[Offer] = []
    while pool is not None and has_room(pool):
        first = first_waiting(pool)
        if first is None:
            break
        offer = locked_offers([first])[first]
        refused = refusals(offer.campaign, [offer.subject], moment="answer").get(offer.subject)
        if refused is not None:
            text = written(Kept(permission=refused))
            reason = Stopped.NO_PERMISSION.value
            record_steps([Step(offer, Kind.OFFER_STOPPED, OfferState.STOPPED, actor, reason=reason, text=text)], at=at)
            continue
        if not take_place(offer):
            break
        step = Step(offer, Kind.OFFER_ANSWERED, OfferState.ACCEPTED, _SYSTEM, reason=PLACE_FREED, choice="A")
        record_steps([step], at=at)
        moved.append(offer)
    return moved


def has_room(pool: int) -> bool:
    """This function will tell whether a place of ``pool`` is free."""
    return any(
        capacity is None or taken < capacity
        for taken, capacity in Pool.objects.filter(pk=pool).values_list("taken", "capacity")
    )


def first_waiting(pool: int | None) -> UUID | None:
    """This function will return who waits first for ``pool``: by the moment of the answer, then by its event."""
    if pool is None:
        return None
    began = (
        OfferEvent.objects.filter(
            ~Q(actor_kind="system"),
            offer=OuterRef("pk"),
            kind=Kind.OFFER_ANSWERED.value,
            state=OfferState.WAITING.value,
        )
        .values("offer")
        .annotate(last=Max("event_id"))
        .values("last")
    )
    waiting = Offer.objects.filter(pool=pool, state=OfferState.WAITING.value)
    ordered = waiting.annotate(began=Coalesce(Subquery(began), 0)).order_by("queued_at", "began", "pk")
    return ordered.values_list("pk", flat=True).first()

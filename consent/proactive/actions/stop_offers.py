"""Stop offers: the permission is gone, nobody may act any more, or the department takes them back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import NotAllowed
from consent.core.events import Kind
from consent.core.vocabulary import Reason
from consent.people.actors import Actor
from consent.proactive.confirmations import tell_people
from consent.proactive.human_queue import settle
from consent.proactive.kept_inputs import Kept, written
from consent.proactive.models import Offer
from consent.proactive.outcomes import Resolution, TaskKind
from consent.proactive.places import free_place
from consent.proactive.recipients import recipients_of
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import OPEN, OfferState, Stopped
from consent.proactive.waiting_list import first_waiting, holds_place, lock_pools, move_up
from consent.registry.queries import activity


def stop_offers(
    *, actor: Actor, offers: Collection[UUID], reason: Stopped = Stopped.TAKEN_BACK, department: str | None = None
) -> int:
    """This function will stop those of ``offers`` that are open and return how many; the reason is kept for the family.

    Only those of ``department`` when it is given. Places become free and go to who waits first. What has been decided
    is not stopped: it has an appeal of its own. Raises ``NotAllowed`` for a resident, who declines instead.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    with transaction.atomic():
        wanted = Offer.objects.filter(pk__in=set(offers))
        if department is not None:
            wanted = wanted.filter(campaign__department=department)
        pools = set(wanted.values_list("pool", flat=True))
        lock_pools(pools)
        waiting = {first for first in map(first_waiting, pools) if first}
        ids = set(wanted.values_list("pk", flat=True))
        held = [row for pk, row in locked_offers(ids | waiting).items() if pk in ids and row.state in OPEN]
        at = clock.now()
        stop_all(actor, [(row, reason, "") for row in held], at)
        return len(held)


def stop_held(actor: Actor, offer: Offer, refused: Reason, at: datetime) -> None:
    """This function will stop one offer whose permission is gone; the caller holds its pool and the offer."""
    stop_all(actor, [(offer, Stopped.NO_PERMISSION, written(Kept(permission=refused)))], at)


def stop_all(actor: Actor, stops: Collection[tuple[Offer, Stopped, str]], at: datetime) -> None:
    """This function will stop offers that the caller holds, with what is sealed about each; then the lists move up."""
    stops = list(stops)
    had = [offer for offer, _, _ in stops if holds_place(offer)]
    record_steps(
        [
            Step(offer, Kind.OFFER_STOPPED, OfferState.STOPPED, actor, reason=reason.value, text=text)
            for offer, reason, text in stops
        ],
        at=at,
    )
    for offer, _, _ in stops:
        settle(offer, TaskKind.CONFLICT, Resolution.DONE, actor, at)
    for offer in had:
        free_place(offer)
    for pool in sorted({offer.pool_id for offer in had if offer.pool_id is not None}):
        tell_of_places(move_up(actor, pool, at), at)


def tell_of_places(freed: Collection[Offer], at: datetime) -> None:
    """This function will tell the families of those who came up from a waiting list."""
    for offer in freed:
        told = recipients_of(activity(offer.campaign.activity), [offer.subject], at)[offer.subject]
        tell_people("place_freed", offer, told, str(offer.version))

"""Close a campaign: answers become decisions, silence lapses, and who still waits is told that no place came."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, NotAllowed
from consent.core.events import Kind
from consent.log.append import append
from consent.people.actors import Actor
from consent.proactive.actions.decide_offers import decide_offers
from consent.proactive.actions.draft_campaign import locked_campaign
from consent.proactive.actions.start_campaign import campaign_event
from consent.proactive.actions.stop_offers import stop_all
from consent.proactive.kept_inputs import Kept, written
from consent.proactive.models import Campaign, Offer
from consent.proactive.permits import refusals
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import CampaignState, OfferState, Stopped
from consent.proactive.waiting_list import has_room, lock_pools, move_up

BATCH = 100
_SILENT = (OfferState.MADE, OfferState.SENT)
NO_ANSWER, NOT_REACHED, NO_PLACE = "no_answer", "not_reached", "no_place"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closing:
    """What a close came to; ``conflicting`` offers wait for the person who was promised to call, and end then."""

    granted: int
    not_granted: int
    lapsed: int
    stopped: int
    declined: int
    conflicting: int

    @property
    def is_complete(self) -> bool:
        """Whether each offer is in a final state."""
        return not self.conflicting


def close_campaign(*, actor: Actor, department: str, campaign: UUID) -> Closing:
    """This function will close a running campaign and settle each of its offers, and return the counts.

    From the first moment no answer is taken any more. Then, a batch a transaction: accepted offers become decisions,
    their permission asked once more; places that became free go to who waits first; who still waits is not granted;
    silence lapses and loses nothing (GDPR 22). Whatever stops it, closing again goes on where it was; closing a settled
    campaign changes nothing. Offers whose guardians differ stay for the person who calls them.
    Raises ``NotFound`` for another department's campaign as for none, ``Conflict`` (``not_running``) for a draft.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    with transaction.atomic():
        row = locked_campaign(department, campaign)
        if row.state == CampaignState.DRAFT:
            raise Conflict("not_running")
        if row.state == CampaignState.RUNNING:
            at = clock.now()
            row.state, row.closed_at = CampaignState.CLOSED.value, at
            row.save(update_fields=["state", "closed_at"])
            append(Kind.CAMPAIGN_CLOSED, None, campaign_event(row, Kind.CAMPAIGN_CLOSED, actor), at)
    while _settle_some(actor, campaign):
        pass
    return closing_of(campaign)


def closing_of(campaign: UUID) -> Closing:
    """This function will count where a campaign's offers stand."""
    states = list(Offer.objects.filter(campaign=campaign).values_list("state", flat=True))
    return Closing(
        granted=states.count(OfferState.GRANTED),
        not_granted=states.count(OfferState.NOT_GRANTED),
        lapsed=states.count(OfferState.LAPSED),
        stopped=states.count(OfferState.STOPPED),
        declined=states.count(OfferState.DECLINED),
        conflicting=states.count(OfferState.CONFLICTING),
    )


def unsettled(at: datetime) -> list[tuple[str, UUID, datetime]]:
    """This function will return the campaigns whose deadline is over, and closed ones that are not settled yet.

    Each as its department, id and deadline.
    """
    due = Campaign.objects.filter(state=CampaignState.RUNNING.value, deadline__lte=at)
    left = Campaign.objects.filter(
        state=CampaignState.CLOSED.value,
        offers__state__in=[state.value for state in (OfferState.ACCEPTED, OfferState.WAITING, *_SILENT)],
    )
    named = ("department", "pk", "deadline")
    return [*due.order_by("deadline").values_list(*named), *left.order_by("deadline").distinct().values_list(*named)]


@transaction.atomic
def _settle_some(actor: Actor, campaign: UUID) -> bool:
    """One batch; false when nothing is left to settle."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign)  # one closer at a time
    accepted = _some(campaign, OfferState.ACCEPTED)
    if accepted:
        _decide(actor, accepted, OfferState.ACCEPTED)
        return True
    if _fill_places(actor, campaign):
        return True
    waiting = _some(campaign, OfferState.WAITING)
    if waiting:
        _decide(actor, waiting, OfferState.WAITING)
        return True
    silent = _some(campaign, *_SILENT)
    if silent:
        _lapse(actor, silent)
        return True
    return False


def _some(campaign: UUID, *states: OfferState) -> list[UUID]:
    rows = Offer.objects.filter(campaign=campaign, state__in=[state.value for state in states])
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _decide(actor: Actor, offers: list[UUID], state: OfferState) -> None:
    lock_pools(Offer.objects.filter(pk__in=offers).values_list("pool", flat=True))
    held = {pk: row for pk, row in locked_offers(offers).items() if row.state == state}
    if not held:
        return
    row = next(iter(held.values()))
    refused = refusals(row.campaign, [one.subject for one in held.values()], moment="decision")
    stops = [
        (one, Stopped.NO_PERMISSION, written(Kept(permission=refused[one.subject])))
        for one in held.values()
        if one.subject in refused
    ]
    stop_all(actor, stops, clock.now())
    granted = state is OfferState.ACCEPTED
    left = [pk for pk, one in held.items() if one.subject not in refused]
    decide_offers(actor=actor, offers=left, granted=granted, reason="" if granted else NO_PLACE)


def _fill_places(actor: Actor, campaign: UUID) -> bool:
    """Whether anybody came up from a waiting list: they are decided next."""
    waiting = Offer.objects.filter(campaign=campaign, state=OfferState.WAITING.value)
    pools = sorted(set(waiting.exclude(pool=None).values_list("pool", flat=True)))
    lock_pools(pools)
    moved = [move_up(actor, pool, clock.now()) for pool in pools if has_room(pool)]
    return any(moved)


def _lapse(actor: Actor, offers: list[UUID]) -> None:
    steps = [
        Step(
            row,
            Kind.OFFER_LAPSED,
            OfferState.LAPSED,
            actor,
            reason=NO_ANSWER if row.sent_at or row.delivered_at else NOT_REACHED,
        )
        for row in locked_offers(offers).values()
        if row.state in _SILENT
    ]
    record_steps(steps, at=clock.now())

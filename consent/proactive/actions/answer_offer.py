"""Take a family's answer to an offer: A or B, a service choice that may be changed until the deadline."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import NotAllowed, NotFound
from consent.core.events import Kind
from consent.people.actors import Actor
from consent.people.phone_queries import held_still
from consent.proactive.actions.stop_offers import stop_held, tell_of_places
from consent.proactive.confirmations import tell_of_answer
from consent.proactive.human_queue import ask_a_person, settle
from consent.proactive.joint_answers import NO_PLACE_KEPT, PLACE_KEPT, they_differ, words_of
from consent.proactive.models import Campaign, Offer
from consent.proactive.outcomes import Answered, Outcome, Resolution, TaskKind
from consent.proactive.permits import refusals
from consent.proactive.places import free_place, take_place
from consent.proactive.recipients import recipients_of
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import OPEN, AnsweredBy, CampaignState, Choice, Mode, OfferState
from consent.proactive.waiting_list import first_waiting, holds_place, lock_pools, move_up
from consent.registry.queries import activity

_OUTCOME_OF = {
    OfferState.ACCEPTED: Outcome.ACCEPTED,
    OfferState.GRANTED: Outcome.ACCEPTED,
    OfferState.DECLINED: Outcome.DECLINED,
    OfferState.WAITING: Outcome.WAITING,
    OfferState.CONFLICTING: Outcome.CONFLICTING,
}


def answer_offer(
    *,
    actor: Actor,
    offer: UUID,
    choice: Choice,
    channel: AnsweredBy,
    recipient: UUID | None = None,
    arrived_at: datetime | None = None,
    department: str | None = None,
) -> Answered:
    """This function will record that a family takes (A) or does not take (B) an offer, and return what it came to.

    A resident answers for themselves or for whom they may act, looked up at this act; by text message ``recipient`` is
    who wrote. An officer (``channel`` desk, with their ``department``) records what ``recipient`` said, or with None
    what the family has agreed, which settles a difference. The ledger is asked anew: where the permission is gone the
    offer stops and says so. The last place is given once; who accepts and finds none waits in the order of answers; a
    freed place goes to who waits first. Two who differ leave it to a person, and the place stays kept. The same
    answer again records nothing. ``arrived_at`` is when a message was received, so that our delay makes nobody late.

    Answers count in the order in which they are taken in. Never a consent and never a proof of identity: it can be
    answered otherwise until the deadline, and it discloses nothing (GDPR 4(11), 22; Act on Child Custody 361/1983).
    Raises ``NotFound`` (``no_such_offer``) for a stranger as for no such offer, ``NotAllowed`` for a channel that is
    not the actor's, and ``Unreachable`` when the population register does not answer: nothing is recorded then.
    """
    _check(actor, channel, recipient)
    with transaction.atomic():
        row = _held(offer)
        if row is None or (department is not None and row.campaign.department != department):
            raise NotFound("no_such_offer")
        at = clock.now()
        answerer = actor.subject if actor.kind == "resident" else recipient
        entitled = recipients_of(activity(row.campaign.activity), [row.subject], at)[row.subject]
        if answerer is not None and answerer not in entitled:
            raise NotFound("no_such_offer")
        act = _Act(actor, row, choice, channel, answerer, entitled, at)
        if not _may_be_answered(act, arrived_at or at):
            return Answered(row.pk, _closed_outcome(row), OfferState(row.state), False)
        refused = refusals(row.campaign, [row.subject], moment="answer").get(row.subject)
        if refused is not None:
            stop_held(actor, row, refused, at)
            return Answered(row.pk, Outcome.STOPPED, OfferState.STOPPED, True)
        return _answered(act)


@dataclass(frozen=True, slots=True, repr=False)
class _Act:
    actor: Actor
    offer: Offer
    choice: Choice
    channel: AnsweredBy
    answerer: UUID | None
    entitled: tuple[UUID, ...]
    at: datetime


def _check(actor: Actor, channel: AnsweredBy, recipient: UUID | None) -> None:
    if actor.kind == "resident":
        allowed = channel is not AnsweredBy.DESK and recipient in (None, actor.subject) and actor.subject is not None
    else:
        allowed = actor.kind == "staff" and channel is AnsweredBy.DESK
    if not allowed:
        raise NotAllowed("not_your_answer")


def _held(offer: UUID) -> Offer | None:
    """The offer, held together with its pool and who waits first for it: always the pool first."""
    known = Offer.objects.filter(pk=offer).only("pool", "subject").first()
    if known is None:
        return None
    held_still([known.subject])
    lock_pools([known.pool_id])
    waiting = first_waiting(known.pool_id)
    row = locked_offers([offer] if waiting is None else [offer, waiting]).get(offer)
    if row is not None:
        row.campaign = Campaign.objects.get(pk=row.campaign_id)  # as it stands now that the offer is held
    return row


def _may_be_answered(act: _Act, arrived: datetime) -> bool:
    campaign, state = act.offer.campaign, OfferState(act.offer.state)
    if state is OfferState.CONFLICTING and act.channel is AnsweredBy.DESK and act.answerer is None:
        return True  # a person was promised to call, whenever that is
    if campaign.state != CampaignState.RUNNING or min(arrived, act.at) >= campaign.deadline:
        return False
    granted_unasked = campaign.mode == Mode.AUTOMATIC and state is OfferState.GRANTED
    return state in OPEN or granted_unasked


def _closed_outcome(offer: Offer) -> Outcome:
    gone = offer.state in (OfferState.STOPPED, OfferState.NOT_OFFERED)
    return Outcome.NOT_OPEN if gone else Outcome.LATE


def _answered(act: _Act) -> Answered:
    offer, before = act.offer, OfferState(act.offer.state)
    state, reason = _next_state(act, before)
    if not _is_news(act, before, state):
        return Answered(offer.pk, _OUTCOME_OF[before], before, False)
    had_place = holds_place(offer)
    if state is OfferState.ACCEPTED and not had_place and not take_place(offer):
        state = OfferState.WAITING
    if state is OfferState.CONFLICTING:
        reason = PLACE_KEPT if had_place else NO_PLACE_KEPT
    _record(act, state, reason)
    if had_place and not holds_place(offer):
        free_place(offer)
        tell_of_places(move_up(act.actor, offer.pool_id, act.at), act.at)
    if state is OfferState.CONFLICTING:
        ask_a_person(TaskKind.CONFLICT, offer=offer)
    elif before is OfferState.CONFLICTING:
        settle(offer, TaskKind.CONFLICT, Resolution.ANSWERED, act.actor, act.at)
    outcome = _OUTCOME_OF[state]
    tell_of_answer(offer, outcome, act.answerer, act.entitled, quiet=act.channel is AnsweredBy.SMS)
    return Answered(offer.pk, outcome, state, True)


def _next_state(act: _Act, before: OfferState) -> tuple[OfferState, str]:
    if act.answerer is not None and they_differ(act.offer, act.answerer, act.choice, act.entitled):
        return OfferState.CONFLICTING, ""
    if act.choice is Choice.DECLINE:
        return OfferState.DECLINED, ""
    if before in (OfferState.WAITING, OfferState.GRANTED):
        return before, ""
    return OfferState.ACCEPTED, ""


def _is_news(act: _Act, before: OfferState, state: OfferState) -> bool:
    """Whether there is anything to record: another state, or the first word of another person."""
    if state is not before:
        return True
    if act.answerer is None or before is OfferState.GRANTED:
        return False
    return words_of(act.offer).get(act.answerer) is not act.choice


def _record(act: _Act, state: OfferState, reason: str) -> None:
    actor = act.actor
    if actor.kind == "staff" and act.answerer is not None:
        actor = replace(actor, subject=act.answerer)  # in whose name the officer writes
    step = Step(
        act.offer, Kind.OFFER_ANSWERED, state, actor, reason=reason, choice=act.choice.value, channel=act.channel.value
    )
    record_steps([step], at=act.at)

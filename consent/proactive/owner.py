"""What this room answers for its messages: whether one may still go, what became of it, and what was written back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from consent import clock
from consent.core.events import Kind
from consent.messaging.owners import Progress, Reply
from consent.messaging.queries import MessageView, messages_about
from consent.messaging.vocabulary import MessageState
from consent.people.actors import Actor
from consent.proactive.kept_inputs import Kept, written
from consent.proactive.models import Campaign, Offer
from consent.proactive.offer_messages import Telling, tell
from consent.proactive.permits import refusals
from consent.proactive.recipients import recipients_of
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import OPEN, OfferState, Stopped
from consent.registry.queries import activity

ACTOR = Actor.system("offers")
_UNANSWERED = frozenset({OfferState.MADE, OfferState.SENT})
_SILENT = frozenset({OfferState.NOT_OFFERED, OfferState.STOPPED, OfferState.LAPSED})
_ON_ITS_WAY = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.UNCLEAR})
_ARRIVED = frozenset({MessageState.SENT, MessageState.DELIVERED})


class Offers:
    """The owner of every message about an offer; the reference of a message is the offer's id."""

    def refused(self, references: Sequence[UUID]) -> Mapping[UUID, str]:
        """This function will return which offers no message may be sent about any more, and why; asked when sending.

        The ledger is asked anew, and who may act for whom. An offer that nobody has answered yet stops where the
        permission is gone, or nobody is left who may act. Raises when either cannot be asked: then nothing is sent.
        GDPR 7(3), 21; Act on Child Custody 361/1983.
        """
        offers = locked_offers(references)
        at = clock.now()
        said = {reference: "gone" for reference in references if reference not in offers}
        said |= {pk: offer.reason or offer.state for pk, offer in offers.items() if offer.state in _SILENT}
        for campaign, group in _by_campaign(offer for offer in offers.values() if offer.state in OPEN).items():
            said |= _refused(campaign, group, at)
        return said

    def told(self, progress: Sequence[Progress]) -> None:
        """This function will note that offers were sent, delivered, or came through to nobody, each once."""
        offers = locked_offers({one.reference for one in progress})
        about = messages_about(offers)
        at = clock.now()
        steps: list[Step] = []
        for one in progress:
            offer = offers.get(one.reference)
            if offer is not None and offer.state not in _SILENT:
                noted = {step.kind for step in steps if step.offer is offer}
                steps += _steps(offer, one, about.get(offer.pk, []), noted)
        record_steps(steps, at=at)

    def answered(self, reply: Reply) -> str:
        """This function will hand an answer to those who read answers and return their word for the outcome."""
        from consent.proactive.actions.read_reply import handle_reply

        return handle_reply(reply)


def _by_campaign(offers: Iterable[Offer]) -> dict[Campaign, list[Offer]]:
    groups: dict[Campaign, list[Offer]] = defaultdict(list)
    for offer in offers:
        groups[offer.campaign].append(offer)
    return groups


def _refused(campaign: Campaign, offers: Sequence[Offer], at: datetime) -> dict[UUID, str]:
    if at >= campaign.deadline:
        late = [offer.pk for offer in offers if offer.state in _UNANSWERED]
        return dict.fromkeys(late, "deadline_passed") | _by_permission(
            campaign, [offer for offer in offers if offer.state not in _UNANSWERED], at
        )
    return _by_permission(campaign, offers, at)


def _by_permission(campaign: Campaign, offers: Sequence[Offer], at: datetime) -> dict[UUID, str]:
    subjects = [offer.subject for offer in offers]
    refused = refusals(campaign, subjects, moment="sending")
    entitled = recipients_of(activity(campaign.activity), subjects, at)
    waiting = messages_about(offer.pk for offer in offers)
    said: dict[UUID, str] = {}
    stopped: list[Step] = []
    for offer in offers:
        queued = {one.recipient for one in waiting.get(offer.pk, ()) if one.state is MessageState.QUEUED}
        lost = queued - set(entitled[offer.subject])
        if offer.subject in refused:
            said[offer.pk] = Stopped.NO_PERMISSION.value
            stopped += _stop(offer, Stopped.NO_PERMISSION, written(Kept(permission=refused[offer.subject])))
        elif lost:
            said[offer.pk] = Stopped.NO_RIGHT_TO_ACT.value
            left = tuple(sorted({one for one in queued if one is not None} - lost))
            if left:
                # A message is named by its offer alone: whoever still has the right is told by one of their own.
                tell(actor=ACTOR, campaign=campaign, told=[Telling(offer, left)], again=":again")
            elif not entitled[offer.subject]:
                stopped += _stop(offer, Stopped.NO_RIGHT_TO_ACT, "")
    record_steps(stopped, at=at)
    return said


def _stop(offer: Offer, reason: Stopped, text: str) -> list[Step]:
    if offer.state not in _UNANSWERED:
        return []  # the message does not go; what was answered is for the answer's own rules
    return [Step(offer, Kind.OFFER_STOPPED, OfferState.STOPPED, ACTOR, reason=reason.value, text=text)]


def _steps(offer: Offer, one: Progress, about: Sequence[MessageView], noted: set[Kind]) -> list[Step]:
    is_sent = offer.sent_at is not None or Kind.OFFER_SENT in noted
    arrived = one.state in _ARRIVED
    before = OfferState(offer.state)
    stands = OfferState.SENT if before is OfferState.MADE and (is_sent or arrived) else before
    steps = [Step(offer, Kind.OFFER_SENT, stands, ACTOR)] if arrived and not is_sent else []
    if offer.delivered_at is not None or Kind.OFFER_DELIVERED in noted:
        return steps
    if one.state is MessageState.DELIVERED:
        steps.append(Step(offer, Kind.OFFER_DELIVERED, stands, ACTOR))
    elif not arrived and one.state not in _ON_ITS_WAY and Kind.OFFER_NOT_DELIVERED not in noted:
        others = [each for each in about if each.message != one.message and not each.is_reply]
        if not any(each.state in _ON_ITS_WAY | _ARRIVED for each in others):
            steps.append(Step(offer, Kind.OFFER_NOT_DELIVERED, stands, ACTOR, reason=one.reason[:40]))
    return steps

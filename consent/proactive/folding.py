"""Where an offer stands after each of its events: the fold that the stored row is a projection of."""

from collections.abc import Iterable

from consent.core.errors import Conflict
from consent.core.events import Kind
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.vocabulary import OPEN, OfferState

PROJECTED = (
    "state", "version", "reason", "choice", "answered_through", "answered_by", "queued_at", "sent_at", "delivered_at",
    "answered_at", "decided_at",
)  # fmt: skip

# They tell of messages and of what people thought, and leave the offer as it stood.
_BESIDE = frozenset({Kind.OFFER_DELIVERED, Kind.OFFER_NOT_DELIVERED, Kind.OFFER_RATED})
_BEGINNING = {Kind.OFFER_MADE: OfferState.MADE, Kind.OFFER_NOT_MADE: OfferState.NOT_OFFERED}


def apply(offer: Offer, event: OfferEvent) -> None:
    """This function will move ``offer`` on by ``event``, which must be its next one.

    Raises ``Conflict`` (``not_the_next``) for an event out of its turn and (``final``) for one that nothing may follow.
    """
    if event.version != offer.version + 1:
        raise Conflict("not_the_next", f"version {event.version} cannot follow {offer.version}")
    kind, state = Kind(event.kind), OfferState(event.state)
    if not _may_follow(offer, kind, state):
        raise Conflict("final", f"{kind} cannot follow {offer.state or 'nothing'}")
    offer.version = event.version
    offer.state = state
    if kind in _BESIDE or kind is Kind.OFFER_SENT:
        _tell(offer, kind, event)
        return
    offer.reason = event.reason
    if kind in _BEGINNING:
        offer.made_at = event.recorded_at
    elif kind is Kind.OFFER_ANSWERED:
        _answer(offer, event)
    elif kind is Kind.OFFER_DECIDED:
        offer.decided_at = event.recorded_at
    if state is not OfferState.WAITING:
        offer.queued_at = None


def fold(offer: Offer, events: Iterable[OfferEvent]) -> Offer:
    """This function will return a new, unsaved offer of the same identity as ``events`` alone make it."""
    made = Offer(
        id=offer.pk,
        campaign_id=offer.campaign_id,
        pool_id=offer.pool_id,
        subject=offer.subject,
        code=offer.code,
        rules_version=offer.rules_version,
        version=0,
        state="",
    )
    for event in events:
        apply(made, event)
    return made


def _may_follow(offer: Offer, kind: Kind, state: OfferState) -> bool:
    if kind in _BEGINNING or not offer.version:
        return offer.version == 0 and _BEGINNING.get(kind) is state
    before = OfferState(offer.state)
    if kind in _BESIDE:
        return state is before
    if kind is Kind.OFFER_SENT:
        return state is before or (before is OfferState.MADE and state is OfferState.SENT)
    if kind is Kind.OFFER_ANSWERED and before is OfferState.GRANTED:
        return state is OfferState.DECLINED  # what was granted unasked is refused with one tap
    return before in OPEN


def _tell(offer: Offer, kind: Kind, event: OfferEvent) -> None:
    if kind is Kind.OFFER_SENT:
        offer.sent_at = offer.sent_at or event.recorded_at
    elif kind is Kind.OFFER_DELIVERED:
        offer.delivered_at = offer.delivered_at or event.recorded_at


def _answer(offer: Offer, event: OfferEvent) -> None:
    if event.state == OfferState.WAITING:
        offer.queued_at = offer.queued_at or event.recorded_at
    if event.actor_kind == "system":
        return  # a place became free: nobody has said anything new
    offer.choice = event.choice
    offer.answered_through = event.channel
    offer.answered_by = event.actor_subject
    offer.answered_at = event.recorded_at

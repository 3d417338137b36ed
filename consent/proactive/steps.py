"""The seam through which an offer moves: each step is an event of the log, and the stored offer follows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.events import Kind
from consent.core.keys import seal
from consent.log.append import append_many, draw_ids
from consent.log.recording import make_keys
from consent.log.sealing import bound_to
from consent.people.actors import Actor
from consent.proactive.folding import PROJECTED, apply
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.vocabulary import OfferState

# With these the version of the rules is told: they rest on it.
_BY_RULES = frozenset({Kind.OFFER_MADE, Kind.OFFER_NOT_MADE, Kind.OFFER_DECIDED})


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """
    One step of one offer. ``offer`` is locked by the caller (``locked_offers``), or new with version 0.

    ``state`` is where the offer stands after it; for a step that only tells of a message or a rating, where it stood.
    ``text`` is sealed under the person's key together with the event (JSON: inputs, decision, rating). Its repr names
    nobody.
    """

    offer: Offer
    kind: Kind
    state: OfferState
    actor: Actor
    reason: str = ""
    choice: str = ""
    channel: str = ""
    text: str = ""

    def __repr__(self) -> str:
        return f"<Step {self.kind} of {self.offer.pk}>"


def locked_offers(offers: Iterable[UUID]) -> dict[UUID, Offer]:
    """This function will return offers with their campaigns, held until the caller's transaction ends.

    Always in one order, so that no two writers wait for each other. Unknown ones are left out.
    """
    rows = Offer.objects.select_for_update(of=("self",)).select_related("campaign", "pool")
    return {row.pk: row for row in rows.filter(pk__in=set(offers)).order_by("pk")}


def record_steps(steps: Sequence[Step], *, at: datetime) -> None:
    """This function will record steps in their order, inside the caller's transaction, in a few statements.

    Each is the next version of its offer. Raises ``Conflict`` (``final``) for a step that may not follow, and
    ``TransactionManagementError`` outside a transaction; then nothing is recorded.
    """
    if not steps:
        return
    keys = make_keys({step.offer.subject for step in steps}, at)
    new = {step.offer.pk: step.offer for step in steps if step.offer._state.adding}
    known = {step.offer.pk: step.offer for step in steps if not step.offer._state.adding}
    rows = []
    for event_id, step in zip(draw_ids(len(steps)), steps, strict=True):
        row = _event(step, event_id, at, keys[step.offer.subject])
        apply(step.offer, row)
        rows.append(row)
    append_many([(row.kind, row.subject, row) for row in rows], at=at)
    Offer.objects.bulk_create(list(new.values()), batch_size=1_000)
    Offer.objects.bulk_update(list(known.values()), PROJECTED, batch_size=500)


def _event(step: Step, event_id: int, at: datetime, key: bytes) -> OfferEvent:
    offer = step.offer
    return OfferEvent(
        event_id=event_id,
        recorded_at=at,
        kind=step.kind.value,
        offer=offer.pk,
        campaign=offer.campaign_id,
        department=offer.campaign.department,
        activity=offer.campaign.activity,
        subject=offer.subject,
        version=offer.version + 1,
        state=step.state.value,
        reason=step.reason,
        rules_version=offer.rules_version if step.kind in _BY_RULES else None,
        choice=step.choice,
        channel=step.channel,
        actor_kind=step.actor.kind,
        actor_subject=step.actor.subject,
        actor_account=step.actor.account,
        sealed=seal(key, step.text.encode(), bound_to(event_id)) if step.text else None,
    )

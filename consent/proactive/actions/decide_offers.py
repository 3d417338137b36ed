"""Decide offers: each gets its document, and the document its ways to whom it concerns."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import NotAllowed
from consent.core.events import Kind
from consent.people.actors import Actor
from consent.people.phone_queries import held_still
from consent.people.queries import ResidentView, residents
from consent.proactive.actions.deliver_decisions import lay_deliveries
from consent.proactive.confirmations import tell_many
from consent.proactive.decision_documents import Facts, Writer, languages_for
from consent.proactive.kept_inputs import Kept, read_kept
from consent.proactive.models import Campaign, Offer, OfferEvent
from consent.proactive.recipients import recipients_of
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.views import event_views
from consent.proactive.vocabulary import OPEN, Mode, OfferState
from consent.registry.queries import activity


def decide_offers(*, actor: Actor, offers: Collection[UUID], granted: bool = True, reason: str = "") -> int:
    """This function will decide those of ``offers`` that are still open and return how many.

    Who is granted has a place already; ``reason`` says why somebody is not (``no_place``, ``guardians_differ``). Each
    decision is an event that holds the whole document, sealed: decision, reasons by the very rules that were applied,
    laws, appeal instructions, in the languages of those who read it. Deliveries are laid down with it, and people are
    told by message that it is ready. Administrative Procedure Act 434/2003 s. 43-47, ch. 8 b; GDPR 22. Raises
    ``NotAllowed`` for a resident and ``Unreachable`` when the population register does not answer.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    with transaction.atomic():
        held_still(Offer.objects.filter(pk__in=set(offers)).values_list("subject", flat=True))
        held = [row for row in locked_offers(offers).values() if row.state in OPEN]
        at = clock.now()
        by_campaign: dict[UUID, list[Offer]] = {}
        for row in held:
            by_campaign.setdefault(row.campaign_id, []).append(row)
        for rows in by_campaign.values():
            _decide(actor, rows[0].campaign, rows, granted, reason, at)
        return len(held)


def _decide(actor: Actor, campaign: Campaign, rows: list[Offer], granted: bool, reason: str, at: datetime) -> None:
    matter = activity(campaign.activity)
    readers = recipients_of(matter, [row.subject for row in rows], at)
    known = residents({person for told in readers.values() for person in told} | {row.subject for row in rows})
    grounds = _grounds(rows)
    writer = Writer(campaign, matter, at)
    texts = {
        row.pk: writer.write(
            Facts(
                offer=row,
                granted=granted,
                reason=reason,
                kept=grounds.get(row.pk),
                place=_place(row, grounds.get(row.pk), {row.subject, *readers[row.subject]}, known),
                languages=languages_for(known[who].language for who in readers[row.subject] if who in known),
            )
        )
        for row in rows
    }
    state = OfferState.GRANTED if granted else OfferState.NOT_GRANTED
    record_steps(
        [Step(row, Kind.OFFER_DECIDED, state, actor, reason=reason, text=texts[row.pk]) for row in rows], at=at
    )
    languages = {person: view.language for person, view in known.items()}
    lay_deliveries([(row, texts[row.pk], readers[row.subject]) for row in rows], languages, at)
    if campaign.mode == Mode.ASK:
        # Asked for with the decision: later nobody remembers how it was to be served.
        names = ("decided", "rate") if granted else ("decided",)
        tell_many([(name, row, who) for row in rows for who in readers[row.subject] for name in names], "decided")


def _grounds(rows: list[Offer]) -> Mapping[UUID, Kept | None]:
    events = list(OfferEvent.objects.filter(offer__in=[row.pk for row in rows], version=1))
    views = {view.event_id: view for view in event_views(events)}
    return {event.offer: read_kept(views[event.event_id].text) for event in events}


def _place(offer: Offer, kept: Kept | None, people: Collection[UUID], known: Mapping[UUID, ResidentView]) -> str:
    """Nobody's place is written where they or a reader have an order of non-disclosure (Act 661/2009)."""
    if any(known[person].non_disclosure for person in people if person in known):
        return ""
    if kept is not None and kept.place:
        return kept.place
    return offer.pool.name if offer.pool is not None else ""

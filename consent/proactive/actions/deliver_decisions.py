"""Take decision documents to people: the portal at once, their electronic mailbox or a printed letter after that."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from consent import clock
from consent.core.errors import NotAllowed, NotFound
from consent.core.events import Kind
from consent.messaging.preferences import preferences_of_many
from consent.messaging.vocabulary import Channel
from consent.people.actors import Actor
from consent.proactive.decision_documents import document_digest, document_text
from consent.proactive.delivery.base import CarrierAway, NoMailbox, Parcel
from consent.proactive.delivery.config import carrier
from consent.proactive.models import Delivery, Offer, OfferEvent
from consent.proactive.outcomes import DeliveryState, Way
from consent.proactive.views import event_views

Laid = tuple[Offer, str, Collection[UUID]]  # the offer, its document, who it concerns
BACK_OFF = (60, 300, 1_800, 7_200, 43_200)
MOST_TRIES = 12
_FALLBACK = "fi"
logger = logging.getLogger(__name__)


def lay_deliveries(laid: Sequence[Laid], languages: Mapping[UUID, str], at: datetime) -> None:
    """This function will lay down how each decision reaches each person, in the transaction that decides.

    In the portal it lies at once; beside that it goes to the electronic mailbox, or as a letter to who would rather
    have one and where the city has no carrier (Administrative Procedure Act 434/2003 s. 59; Act 13/2003 s. 18, 19).
    """
    decided = OfferEvent.objects.filter(offer__in=[offer.pk for offer, _, _ in laid], kind=Kind.OFFER_DECIDED.value)
    events = dict(decided.values_list("offer").annotate(Max("event_id")))
    wishes = preferences_of_many({person for _, _, people in laid for person in people})
    carried = carrier() is not None
    rows = []
    for offer, text, people in laid:
        said = json.loads(text)
        for person in people:
            by_letter = not carried or wishes[person].channel is Channel.LETTER
            language = languages.get(person, _FALLBACK)
            common = {
                "offer": offer,
                "decision": events[offer.pk],
                "recipient": person,
                "language": language,
                "digest": document_digest(said, language),
                "created_at": at,
                "next_try_at": at,
            }
            rows.append(
                Delivery(
                    **common,
                    way=Way.PORTAL,
                    state=DeliveryState.DELIVERED,
                    proof=f"event {events[offer.pk]}",
                    handed_over_at=at,
                    settled_at=at,
                )
            )
            rows.append(Delivery(**common, way=Way.PRINT if by_letter else Way.SUOMIFI))
    Delivery.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)


def deliver_due(*, actor: Actor, limit: int = 200) -> int:
    """This function will hand up to ``limit`` waiting documents to the carrier and return how many it settled.

    Each in a transaction of its own and under a key of ours, so that a crash carries nothing twice. Whom the carrier
    cannot reach gets a letter instead.
    """
    settled = 0
    for _ in range(limit):
        outcome = _deliver_one(actor)
        if outcome is None:
            break
        settled += outcome
    return settled


def mark_printed(*, actor: Actor, department: str, deliveries: Collection[UUID], batch: str) -> int:
    """This function will note that letters went to the post as ``batch`` and return how many; once each.

    Raises ``NotAllowed`` for a resident and ``NotFound`` (``no_such_letter``) when one is not this department's.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    with transaction.atomic():
        wanted = Delivery.objects.filter(
            pk__in=set(deliveries), way=Way.PRINT.value, offer__campaign__department=department
        )
        if wanted.count() != len(set(deliveries)):
            raise NotFound("no_such_letter")
        at = clock.now()
        return wanted.filter(state=DeliveryState.WAITING.value).update(
            state=DeliveryState.HANDED_OVER.value, proof=f"post {batch}"[:100], handed_over_at=at, settled_at=at
        )


@transaction.atomic
def _deliver_one(actor: Actor) -> int | None:
    """1 for one that is settled, 0 for one that waits longer, None when nothing is due."""
    through, at = carrier(), clock.now()
    due = Delivery.objects.filter(state=DeliveryState.WAITING.value, way=Way.SUOMIFI.value, next_try_at__lte=at)
    row = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
    if row is None:
        return None
    said = _document(row)
    if through is None or said is None:
        return _print_instead(row, "no_carrier" if said else "document_gone", at)
    try:
        text = document_text(said, row.language)
        title = said["texts"].get(row.language, said["texts"][said["languages"][0]])["title"]
        proof = through.carry(Parcel(row.pk, row.recipient, row.language, title, text))
    except NoMailbox:
        return _print_instead(row, "no_mailbox", at)
    except CarrierAway:
        row.tries += 1
        if row.tries >= MOST_TRIES:
            return _print_instead(row, "carrier_away", at)
        row.next_try_at = at + timedelta(seconds=BACK_OFF[min(row.tries, len(BACK_OFF)) - 1])
        row.save(update_fields=["tries", "next_try_at"])
        return 0
    row.state, row.proof, row.handed_over_at, row.settled_at = DeliveryState.DELIVERED.value, proof[:100], at, at
    row.save(update_fields=["state", "proof", "handed_over_at", "settled_at"])
    logger.info("a decision was delivered by %s", actor.name or actor.kind)
    return 1


def _document(row: Delivery) -> Mapping[str, Any] | None:
    views = event_views(OfferEvent.objects.filter(event_id=row.decision))
    return json.loads(views[0].text) if views and views[0].text else None


def _print_instead(row: Delivery, reason: str, at: datetime) -> int:
    row.state, row.reason, row.settled_at = DeliveryState.FAILED.value, reason, at
    row.save(update_fields=["state", "reason", "settled_at"])
    letter = Delivery(
        offer_id=row.offer_id,
        decision=row.decision,
        recipient=row.recipient,
        language=row.language,
        way=Way.PRINT,
        digest=bytes(row.digest),
        created_at=at,
        next_try_at=at,
    )
    if reason != "document_gone":
        Delivery.objects.bulk_create([letter], ignore_conflicts=True)
    return 1

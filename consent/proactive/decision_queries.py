"""What faces may ask about decisions: the document, what proves its delivery, and the letters that wait."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.core.events import Kind
from consent.proactive.decision_documents import document_digest, document_text
from consent.proactive.models import Delivery, OfferEvent
from consent.proactive.outcomes import DeliveryState, Way
from consent.proactive.views import event_views


@dataclass(frozen=True, slots=True, repr=False)
class DecisionView:
    """A decision as it was written. ``said`` is the kept document; its repr tells nothing of it."""

    offer: UUID
    event_id: int
    decided_at: datetime
    granted: bool
    reason: str
    said: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<DecisionView of {self.offer}>"

    @property
    def languages(self) -> tuple[str, ...]:
        """In which languages it was written."""
        return tuple(self.said["languages"])

    def parts(self, language: str) -> Mapping[str, Any]:
        """This function will return title, authority, decision, reasons, basis, appeal and day, in a known language."""
        texts: Mapping[str, Mapping[str, Any]] = self.said["texts"]
        return texts[language if language in texts else self.languages[0]]

    def text(self, language: str) -> str:
        """This function will return the whole document in plain text, the same bytes each time (GDPR 5(2))."""
        return document_text(self.said, language)

    def digest(self, language: str) -> bytes:
        """This function will return the SHA-256 of the document as it is handed over in ``language``."""
        return document_digest(self.said, language)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One way of a decision to one person, and what proves it."""

    id: UUID
    recipient: UUID
    way: Way
    state: DeliveryState
    language: str
    reason: str
    proof: str
    digest: bytes
    created_at: datetime
    handed_over_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class LetterView:
    """A decision that is printed and posted. Its repr tells nothing of it."""

    delivery: UUID
    recipient: UUID
    language: str
    text: str

    def __repr__(self) -> str:
        return f"<LetterView {self.delivery}>"


def decision(offer: UUID) -> DecisionView | None:
    """This function will return an offer's decision, the newest one; None where there is none or it was erased."""
    return decisions([offer]).get(offer)


def decisions(offers: Collection[UUID]) -> dict[UUID, DecisionView]:
    """This function will return the decisions of many offers; those without one are left out."""
    rows = OfferEvent.objects.filter(offer__in=set(offers), kind=Kind.OFFER_DECIDED.value).order_by("event_id")
    events = list(rows)
    views = event_views(events)
    return {
        event.offer: DecisionView(
            offer=event.offer,
            event_id=event.event_id,
            decided_at=event.recorded_at,
            granted=said["granted"],
            reason=event.reason,
            said=said,
        )
        for event, said in (
            (event, json.loads(view.text)) for event, view in zip(events, views, strict=True) if view.text
        )
    }


def deliveries(offer: UUID) -> list[DeliveryView]:
    """This function will return how an offer's decision went to whom, and the proofs."""
    return [
        DeliveryView(
            id=row.pk,
            recipient=row.recipient,
            way=Way(row.way),
            state=DeliveryState(row.state),
            language=row.language,
            reason=row.reason,
            proof=row.proof,
            digest=bytes(row.digest),
            created_at=row.created_at,
            handed_over_at=row.handed_over_at,
            settled_at=row.settled_at,
        )
        for row in Delivery.objects.filter(offer=offer).order_by("created_at", "recipient", "way")
    ]


def letters_waiting(department: str, campaign: UUID | None = None, limit: int = 500) -> list[LetterView]:
    """This function will return the decisions of a department that wait for the printer, the oldest first."""
    rows = Delivery.objects.filter(
        way=Way.PRINT.value, state=DeliveryState.WAITING.value, offer__campaign__department=department
    )
    if campaign is not None:
        rows = rows.filter(offer__campaign=campaign)
    found = list(rows.order_by("created_at", "pk")[:limit])
    known = decisions({row.offer_id for row in found})
    return [
        LetterView(row.pk, row.recipient, row.language, known[row.offer_id].text(row.language))
        for row in found
        if row.offer_id in known
    ]

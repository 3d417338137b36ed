"""Free texts of the ledger's payloads, opened for whoever may read them: an empty text once their key is shredded."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.errors import NotFound
from consent.ledger.models import Use, UseReview
from consent.log.sealing import unseal_text


def said_of_use(event_id: int) -> dict[str, str]:
    """This function will return what was said with a use: ``case``, ``reason``, ``staff_ref`` where there are any.

    Opened only after the look has been recorded. Raises ``NotFound`` for an event that is no use.
    """
    use = Use.objects.filter(event_id=event_id).first()
    if use is None:
        raise NotFound("no_such_use")
    text = _opened(use.subject, use.event_id, use.recorded_at, use.sealed)
    return dict(json.loads(text)) if text else {}


@dataclass(frozen=True, slots=True, repr=False)
class ReviewOfUse:
    """What the data protection officer found about a use in an emergency. Its repr tells nothing of it."""

    at: datetime
    right: bool
    words: str

    def __repr__(self) -> str:
        return "<ReviewOfUse>"


def reviews_of_uses(uses: Collection[int]) -> Mapping[int, ReviewOfUse]:
    """This function will return the reviews of those of ``uses`` (event ids) that have one; none asks nothing."""
    if not uses:
        return {}
    return {
        review.use: ReviewOfUse(
            review.recorded_at,
            review.found == "right",
            _opened(review.subject, review.event_id, review.recorded_at, review.sealed),
        )
        for review in UseReview.objects.filter(use__in=uses)
    }


def _opened(subject: UUID | None, event_id: int, at: datetime, sealed: bytes | memoryview | None) -> str:
    if sealed is None:
        return ""
    try:
        return unseal_text(subject, event_id, at, bytes(sealed))
    except LookupError:
        return ""

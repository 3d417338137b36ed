"""Recording that a member of staff looked into the ledger: the only thing that an auditor can write."""

from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotAllowed
from consent.core.events import Kind
from consent.ledger.models import StaffView
from consent.log.append import append, draw_ids
from consent.log.sealing import seal_text
from consent.people.actors import Actor

SHORTEST_REASON, LONGEST_REASON = 10, 500
# What may be looked at: one person's record, a list taken out of the system, what was said with an emergency, an offer
# and the letter about one.
RECORD, EVENTS_CSV, EVENTS_JSON, EMERGENCY = "record", "events.csv", "events.jsonl", "emergency"
OFFER, LETTER = "offer", "letter"
WHATS = (RECORD, EVENTS_CSV, EVENTS_JSON, EMERGENCY, OFFER, LETTER)


def record_staff_view(*, actor: Actor, subject: UUID | None, what: str, reason: str, role: str = "dpo") -> int:
    """This function will record a look by staff and return its event id; the look itself must come after.

    ``subject`` is the person looked at, who will see when, in which ``role`` and why; None for a list, whose ``reason``
    is the filter it was taken with. The reason is sealed under the person's key. Raises ``NotAllowed`` for anybody but
    staff and ``Invalid`` for a reason that is too short or too long. GDPR 5(2), 15 as read in C-579/21; Information
    Management Act 906/2019, section 17.
    """
    if actor.kind != "staff" or actor.account is None:
        raise NotAllowed("staff_only")
    said = reason.strip()
    if what not in WHATS:
        raise Invalid("what", [what])
    if subject is not None and len(said) < SHORTEST_REASON:
        raise Invalid("reason_too_short")
    if len(said) > LONGEST_REASON and subject is not None:
        raise Invalid("reason_too_long")
    with transaction.atomic():
        event_id, at = draw_ids(1)[0], clock.now()
        view = StaffView(
            event_id=event_id,
            subject=subject,
            actor_account=actor.account,
            actor_name=actor.name,
            role=role,
            what=what,
            sealed=seal_text(subject, event_id, at, said) if said else None,
        )
        return append(Kind.STAFF_VIEWED, subject, view, at)

"""Take in what the gateway brings: stored at once in a transaction of its own, and acted upon afterwards."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.core.phone_numbers import normalised
from consent.core.replies import read_reply
from consent.log.private_texts import Sealed, ToSeal, open_private, seal_private
from consent.messaging.actions.stop import stop_number
from consent.messaging.models import Inbound, Message, StatusReport
from consent.messaging.models.status_report import REPORTED
from consent.messaging.numbers import bound_to, mark_of
from consent.messaging.vocabulary import LONGEST_PROVIDER_ID, LONGEST_TEXT, MessageState
from consent.people.actors import Actor
from consent.people.phone_queries import held_still

# The gateway tries again for hours; a moment longer ago than this is no moment of receipt.
BELIEVED_BACK = timedelta(days=1)
logger = logging.getLogger(__name__)


def receive_message(
    *, actor: Actor, provider_id: str, source: str, text: str, received_at: datetime | None = None
) -> UUID:
    """This function will store what somebody wrote and return our id of it; the same ``provider_id`` again stores none.

    It is on disk when this returns, and STOP holds already (GDPR 21(3)); all the rest ``handle_inbound`` does.
    ``source`` is the number as the gateway spells it, ``received_at`` when it had the message: an outage of ours makes
    nobody late, as far back as a day. Raises ``Invalid`` (``message``) for an id, number or text that is none, and
    ``Conflict`` (``id_reused``) for an id that came with another number or text before.
    """
    number = normalised(source) or _short_code(source)
    problems = []
    if not _is_id(provider_id):
        problems.append("The id must be 1 to 100 visible ASCII characters.")
    if number is None:
        problems.append("The source is no telephone number.")
    if len(text) > LONGEST_TEXT or "\x00" in text:
        problems.append(f"The text is longer than {LONGEST_TEXT} characters, or no text.")
    if problems or number is None:
        raise Invalid("message", problems)
    with transaction.atomic():
        known = Inbound.objects.filter(provider_id=provider_id).first()
        if known is None:
            _store(provider_id, number, text, received_at)
            known = Inbound.objects.get(provider_id=provider_id)
            if read_reply(text).kind == "stop":
                stop_number(actor=actor, inbound=known.inbound)
    if not _is_the_same(known, number, text):
        raise Conflict("id_reused")
    logger.info("an inbound message was stored by %s", actor.name or actor.kind)
    return known.inbound


def receive_status(
    *, actor: Actor, provider_id: str, state: MessageState, destination: str, reported_at: datetime
) -> None:
    """This function will store a report on a message, once for each id and state.

    ``state`` is ``sent``, ``delivered`` or ``failed``; ``destination`` helps to find a message whose sender was
    interrupted, and may be empty. It is on disk when this returns; ``lay_reports`` lays it to its message. Raises
    ``Invalid`` (``report``) for an id, state or number that is none.
    """
    number = normalised(destination) if destination else None
    problems = []
    if not _is_id(provider_id):
        problems.append("The id must be 1 to 100 visible ASCII characters.")
    if state.value not in REPORTED:
        problems.append("The status is not one that a report tells.")
    if destination and number is None:
        problems.append("The destination is no telephone number.")
    if problems:
        raise Invalid("report", problems)
    row = StatusReport(
        provider_id=provider_id,
        state=state.value,
        number_mark=mark_of(number) if number else None,
        reported_at=reported_at,
        received_at=clock.now(),
    )
    with transaction.atomic():
        StatusReport.objects.bulk_create([row], ignore_conflicts=True)
    logger.info("a report was stored by %s", actor.name or actor.kind)


def _store(provider_id: str, number: str, text: str, received_at: datetime | None) -> None:
    at, inbound, mark = clock.now(), uuid4(), mark_of(number)
    came = received_at if received_at and at - BELIEVED_BACK <= received_at <= at else at
    newest = Message.objects.filter(number_mark=mark, recipient__isnull=False, claimed_at__isnull=False)
    person = newest.order_by("-claimed_at").values_list("recipient", flat=True).first()
    # Somebody who is erased at this moment is nobody any more.
    person = person if person and held_still([person]) else None
    number_sealed, text_sealed = seal_private(
        [
            ToSeal(person, bound_to("inbound-number", inbound), number),
            ToSeal(person, bound_to("inbound-text", inbound), text),
        ],
        at,
    )
    row = Inbound(
        inbound=inbound,
        provider_id=provider_id,
        sealed_for=person,
        number_sealed=number_sealed,
        number_mark=mark,
        text_sealed=text_sealed,
        received_at=came,
        stored_at=at,
    )
    Inbound.objects.bulk_create([row], ignore_conflicts=True)


def _is_the_same(row: Inbound, number: str, text: str) -> bool:
    if row.number_mark is None:
        return True  # it was let go long ago; whatever this is, it was handled
    lies = Sealed(row.sealed_for, bound_to("inbound-text", row.inbound), row.stored_at, row.text_sealed)
    return bytes(row.number_mark) == mark_of(number) and open_private([lies])[0] in (text, None)


def _is_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_PROVIDER_ID and text.isascii() and text.isprintable() and " " not in text


def _short_code(source: str) -> str | None:
    """Operators write from short codes, which nobody is told apart by: stored like everything, and nobody's number."""
    stripped = source.strip()
    return stripped if stripped.isascii() and stripped.isdigit() and 3 <= len(stripped) <= 6 else None

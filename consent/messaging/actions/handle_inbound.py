"""Hand what people wrote to whom it concerns: in the order of arrival, and each exactly once."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from consent import clock
from consent.log.private_texts import Sealed, open_private
from consent.messaging.models import Inbound, Message
from consent.messaging.numbers import bound_to, mark_of
from consent.messaging.owners import OFFERS, Addressed, Reply, owner
from consent.messaging.vocabulary import ANSWERABLE_FOR, GIVEN_UP, MessageState
from consent.people.actors import Actor
from consent.people.phone_queries import phones_of

# Seconds before a reply that its owner could not take is handed over again; nothing else of its number goes before it.
BACK_OFF = (1, 5, 30, 120, 600, 1_800, 3_600)
# A week: an outage of a register or of the ledger loses nobody's answer.
MOST_TRIES = len(BACK_OFF) + 7 * 24
UNREADABLE = "unreadable"
_ROOM, _REPLIES = 0x6D79_6461, 21  # "mydata", as in consent.signals.locks
# What went out, as far as anybody can know: a number that answers was reached, whatever was reported.
_WENT_OUT = (
    MessageState.SENDING,
    MessageState.SENT,
    MessageState.UNCLEAR,
    MessageState.DELIVERED,
    MessageState.FAILED,
)
logger = logging.getLogger(__name__)


def handle_inbound(*, actor: Actor, limit: int = 100) -> int:
    """This function will hand over up to ``limit`` replies, the oldest first, and return how many.

    One process at a time, each reply in a transaction of its own, in which its owner acts and it is marked handled: a
    crash leaves it either untouched or done. A reply whose owner fails waits and is handed over again, and nothing else
    of its number goes before it; those of other numbers go on. What fails for a week is left to people.
    """
    handled = 0
    while handled < limit and _hand_over_one():
        handled += 1
    if handled:
        logger.info("%d replies handed over by %s", handled, actor.name or actor.kind)
    return handled


def _hand_over_one() -> bool:
    position: int | None = None
    try:
        with transaction.atomic():
            if not _alone():
                return False
            row = _next(clock.now())
            if row is None:
                return False
            position = row.pk
            outcome = _handed_over(row)
            Inbound.objects.filter(pk=row.pk, handled_at=None).update(
                handled_at=clock.now(), outcome=outcome[:40], next_try_at=None
            )
            return True
    except Exception as fault:
        if position is None:
            raise
        # The kind of the fault only: its words may hold what somebody wrote.
        logger.error("a reply could not be handled: %s", type(fault).__name__)
        _try_later(position)
        return True


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_ROOM, _REPLIES])
        return bool(cursor.fetchone()[0])


def _next(at: datetime) -> Inbound | None:
    earlier = Inbound.objects.filter(
        handled_at=None, number_mark=OuterRef("number_mark"), position__lt=OuterRef("position")
    )
    waiting = Inbound.objects.filter(Q(next_try_at=None) | Q(next_try_at__lte=at), ~Exists(earlier), handled_at=None)
    return waiting.select_for_update(of=("self",)).order_by("position").first()


def _handed_over(row: Inbound) -> str:
    number, text = open_private(
        [
            Sealed(row.sealed_for, bound_to("inbound-number", row.inbound), row.stored_at, row.number_sealed),
            Sealed(row.sealed_for, bound_to("inbound-text", row.inbound), row.stored_at, row.text_sealed),
        ]
    )
    if number is None or text is None or row.number_mark is None:
        return UNREADABLE
    sent = list(
        Message.objects.filter(
            number_mark=bytes(row.number_mark),
            state__in=_WENT_OUT,
            answerable=True,
            reply_to=None,
            recipient__isnull=False,
            reference__isnull=False,
            claimed_at__gt=row.stored_at - ANSWERABLE_FOR,
            claimed_at__lte=row.stored_at,
        ).order_by("-claimed_at", "-created_at", "pk")
    )
    # The number may be another person's by now: then nobody answers for anybody.
    phones = phones_of({each.recipient for each in sent if each.recipient})
    mark = bytes(row.number_mark)
    theirs = [
        each
        for each in sent
        if each.recipient in phones and phones[each.recipient].number and mark_of(phones[each.recipient].number) == mark
    ]
    name = theirs[0].owner if theirs else OFFERS
    addressed = tuple(
        Addressed(each.pk, each.reference, each.recipient, each.sent_at or each.claimed_at or each.created_at)
        for each in theirs
        if each.owner == name and each.reference and each.recipient
    )
    return owner(name).answered(Reply(row.inbound, text, row.received_at, addressed, bool(addressed)))


@transaction.atomic
def _try_later(position: int) -> None:
    row = Inbound.objects.select_for_update().filter(pk=position, handled_at=None).first()
    if row is None:
        return
    at = clock.now()
    row.tries += 1
    row.next_try_at = at + timedelta(seconds=BACK_OFF[min(row.tries, len(BACK_OFF)) - 1])
    if row.tries >= MOST_TRIES:
        row.handled_at, row.outcome, row.next_try_at = at, GIVEN_UP, None
        logger.error("a reply was given up after %d tries; people must look at it", row.tries)
    row.save(update_fields=["tries", "next_try_at", "handled_at", "outcome"])

"""Reply to somebody who wrote, at the number from which they did."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotFound
from consent.core.phone_numbers import is_foreign, takes_messages
from consent.core.vocabulary import LANGUAGES
from consent.log.private_texts import Sealed, ToSeal, open_private, seal_private
from consent.messaging.models import Inbound, Message
from consent.messaging.numbers import bound_to
from consent.messaging.owners import OFFERS
from consent.messaging.vocabulary import (
    LONGEST_KEY,
    LONGEST_TEXT,
    MOST_REPLIES_A_DAY,
    MessageState,
    Unreachable,
)
from consent.people.actors import Actor


def reply_to(*, actor: Actor, inbound: UUID, text: str, language: str, key: str, reference: UUID | None = None) -> UUID:
    """This function will queue a reply to the number that an inbound message came from, and return its id.

    Who has just written is answered at once: neither quiet hours nor STOP keep a reply, and its owner is not asked
    again. The same ``key`` again returns the first reply. With a ``reference`` the owner is told what becomes of it.

    A number that takes no messages in this country is not written to, nor one that has had thirty replies in a day:
    whoever forges a sender has us pay for calls abroad, or flood somebody. Raises ``NotFound`` (``no_such_message``)
    also when the number has been let go, and ``Invalid`` (``messages``) for a text or language that is none.
    """
    if not text.strip() or len(text) > LONGEST_TEXT or language not in LANGUAGES or not 0 < len(key) <= LONGEST_KEY:
        raise Invalid("messages", ["A reply needs a text of a few segments, a language of the city and a key."])
    with transaction.atomic():
        known = Message.objects.filter(key=key).values_list("pk", flat=True).first()
        if known is not None:
            return known
        row = Inbound.objects.select_for_update().filter(inbound=inbound).first()
        if row is None:
            raise NotFound("no_such_message")
        lies = Sealed(row.sealed_for, bound_to("inbound-number", row.inbound), row.stored_at, row.number_sealed)
        number = open_private([lies])[0]
        if number is None:
            raise NotFound("no_such_message", "its number is gone")
        at, reply = clock.now(), uuid4()
        number_sealed, text_sealed = seal_private(
            [
                ToSeal(row.sealed_for, bound_to("number", reply), number),
                ToSeal(row.sealed_for, bound_to("text", reply), text),
            ],
            at,
        )
        made = Message(
            id=reply,
            owner=OFFERS,
            reference=reference,
            key=key,
            recipient=row.sealed_for,
            reply_to=inbound,
            sealed_for=row.sealed_for,
            number_sealed=number_sealed,
            number_mark=row.number_mark,
            text_sealed=text_sealed,
            language=language,
            answerable=False,
            created_at=at,
            due_at=at,
        )
        if reason := _unreachable(number, bytes(row.number_mark or b""), at):
            made.state, made.reason, made.settled_at = MessageState.UNREACHABLE, reason, at
        Message.objects.bulk_create([made], ignore_conflicts=True)
        stored: UUID = Message.objects.values_list("pk", flat=True).get(key=key)
        return stored


def _unreachable(number: str, mark: bytes, at: datetime) -> str:
    if not takes_messages(number):
        return Unreachable.FOREIGN_NUMBER if number.startswith("+") and is_foreign(number) else Unreachable.NO_NUMBER
    replies = Message.objects.filter(number_mark=mark, reply_to__isnull=False, created_at__gt=at - timedelta(days=1))
    return Unreachable.TOO_MANY_REPLIES if replies.count() >= MOST_REPLIES_A_DAY else ""

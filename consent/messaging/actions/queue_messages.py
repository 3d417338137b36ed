"""Queue messages to residents, many in a few statements."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid
from consent.core.vocabulary import LANGUAGES
from consent.log.private_texts import ToSeal, seal_private
from consent.messaging.config import messaging_config
from consent.messaging.models import Message
from consent.messaging.numbers import bound_to
from consent.messaging.owners import OFFERS
from consent.messaging.quiet import first_loud
from consent.messaging.reach import Reach, reach
from consent.messaging.vocabulary import LONGEST_KEY, LONGEST_TEXT, MessageClass, MessageState
from consent.people.actors import Actor
from consent.people.phone_queries import held_still

MOST_AT_ONCE = 5_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One message to one resident. ``key`` is the caller's: the same key again sends nothing anew."""

    recipient: UUID
    text: str
    language: str
    reference: UUID
    batch: UUID | None
    key: str
    owner: str = OFFERS
    message_class: MessageClass = MessageClass.SERVICE
    answerable: bool = True

    def __repr__(self) -> str:
        return f"<Outgoing {self.reference}>"


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits, or one whose recipient cannot be reached, and why."""

    message: UUID
    state: MessageState
    reason: str


def queue_messages(*, actor: Actor, messages: Sequence[Outgoing], not_before: datetime | None = None) -> list[Queued]:
    """This function will queue messages and return what became of each, in the order given.

    The number is looked up here, by rule, and nobody else learns it; number and text lie sealed. Who cannot be reached
    gets the state ``unreachable`` at once. A key that was used before answers with what became of the first message,
    and nothing new is queued. A message goes out not earlier than ``not_before`` (aware) and the person's loud hours.
    Raises ``Invalid`` (``messages``) for a text, language or key that is none, and ``Unreachable`` when the population
    register does not answer; then nothing is queued.
    """
    _check(messages)
    if not messages:
        return []
    with transaction.atomic():
        at = clock.now()
        wanted = {each.key: each for each in reversed(messages)}  # the first of a key twice given
        known = _known(wanted)
        new = [each for key, each in wanted.items() if key not in known]
        if new:
            held_still(each.recipient for each in new)
            reached = reach({each.recipient for each in new}, at)
            rows = _rows(new, reached, at, max(at, not_before or at))
            Message.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)
            known |= _known([each.key for each in new])
    logger.info("%d messages queued by %s", len(new), actor.name or actor.kind)
    return [known[each.key] for each in messages]


def _check(messages: Sequence[Outgoing]) -> None:
    if len(messages) > MOST_AT_ONCE:
        raise Invalid("messages", [f"At most {MOST_AT_ONCE} messages are queued at once."])
    for each in messages:
        if not 0 < len(each.key) <= LONGEST_KEY or "\x00" in each.key:
            raise Invalid("messages", ["A message needs a key of its own."])
        if not each.text.strip() or len(each.text) > LONGEST_TEXT:
            raise Invalid("messages", ["A message needs a text of a few segments."])
        if each.language not in LANGUAGES:
            raise Invalid("messages", ["The language is not one of the city's."])


def _known(keys: Sequence[str] | dict[str, Outgoing]) -> dict[str, Queued]:
    rows = Message.objects.filter(key__in=list(keys)).values_list("key", "pk", "state", "reason")
    return {key: Queued(pk, MessageState(state), reason) for key, pk, state, reason in rows}


def _rows(new: Sequence[Outgoing], reached: dict[UUID, Reach], at: datetime, due: datetime) -> list[Message]:
    city = messaging_config().quiet
    ids = [uuid4() for _ in new]
    going = [(pk, each) for pk, each in zip(ids, new, strict=True) if reached[each.recipient].reason is None]
    to_seal = []
    for pk, each in going:
        number = reached[each.recipient].number
        to_seal += [
            ToSeal(each.recipient, bound_to("number", pk), number),
            ToSeal(each.recipient, bound_to("text", pk), each.text),
        ]
    sealed = iter(seal_private(to_seal, at))
    rows = []
    for pk, each in zip(ids, new, strict=True):
        found = reached[each.recipient]
        row = Message(
            id=pk,
            owner=each.owner,
            reference=each.reference,
            batch=each.batch,
            key=each.key,
            recipient=each.recipient,
            sealed_for=each.recipient,
            language=each.language,
            message_class=each.message_class,
            answerable=each.answerable,
            created_at=at,
            due_at=first_loud(due, [hours for hours in (city, found.preference.quiet) if hours]),
        )
        if found.reason is None:
            row.number_sealed, row.text_sealed, row.number_mark = next(sealed), next(sealed), found.mark
        else:
            row.state, row.reason, row.settled_at = MessageState.UNREACHABLE, found.reason, at
        rows.append(row)
    return rows

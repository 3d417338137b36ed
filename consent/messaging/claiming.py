"""Claims messages that are due: their owners, their numbers and the hours are asked once more, right before sending."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import floor
from uuid import UUID

from django.db import transaction
from django.db.models import F

from consent import clock
from consent.log.private_texts import Sealed, open_private
from consent.messaging.backends.base import Sms
from consent.messaging.config import MessagingConfig
from consent.messaging.models import Message, Pace
from consent.messaging.numbers import bound_to, mark_of
from consent.messaging.owners import owner
from consent.messaging.progress import Step, advance
from consent.messaging.quiet import first_loud
from consent.messaging.reach import Reach, reach
from consent.messaging.vocabulary import Failure, MessageState, Unreachable

# What a process can lose when it is killed: so many messages are between the claim and the provider at once.
MOST_CLAIMED = 16
# Moments are stored in microseconds, and a message is not put off for a part of one.
ROUNDING = 0.01
logger = logging.getLogger(__name__)


@transaction.atomic
def claim(config: MessagingConfig) -> list[Sms]:
    """This function will mark a handful of due messages as being sent and return them, opened.

    Those that their owner refuses now are stopped, those whose number may not be used any more are unreachable, and
    those whose person has quiet hours wait. When an owner or the population register fails, so does the whole claim.
    """
    at = clock.now()
    pace = _pace(at)
    # Up to a second's worth may go at once; what is claimed is paid for before the next.
    free = max(pace.free_at, at)
    worth = floor((at + timedelta(seconds=1) - free).total_seconds() * config.per_second + ROUNDING)
    allowed = min(MOST_CLAIMED, config.connections, worth)
    if allowed < 1:
        return []
    rows = _due(config, at, allowed)
    going, steps = _judged(config, rows, at)
    claimed = _opened(going)
    Message.objects.filter(pk__in=[row.pk for row in going]).update(
        state=MessageState.SENDING, claimed_at=at, tries=F("tries") + 1, reason=""
    )
    shut = [row.pk for row in going if row.pk not in claimed]
    advance([*steps, *(Step(pk, MessageState.FAILED, Failure.UNREADABLE) for pk in shut)], at)
    if shut:
        logger.warning("%d messages cannot be opened any more", len(shut))
    Pace.objects.filter(pk=1).update(free_at=free + timedelta(seconds=len(claimed) / config.per_second))
    return list(claimed.values())


def _pace(at: datetime) -> Pace:
    Pace.objects.bulk_create([Pace(id=1, free_at=at)], ignore_conflicts=True)
    return Pace.objects.select_for_update().get(pk=1)


def _due(config: MessagingConfig, at: datetime, number: int) -> list[Message]:
    rows = Message.objects.select_for_update(skip_locked=True).filter(state=MessageState.QUEUED, due_at__lte=at)
    if config.quiet and first_loud(at, [config.quiet]) > at:
        rows = rows.filter(reply_to__isnull=False)
    return list(rows.order_by("due_at", "created_at", "pk")[:number])


def _judged(config: MessagingConfig, rows: Sequence[Message], at: datetime) -> tuple[list[Message], list[Step]]:
    sayings = _refused(rows)
    asked = {row.pk: row.recipient for row in rows if row.reply_to is None}
    reached = reach({person for person in asked.values() if person}, at)
    going, steps = [], []
    for row in rows:
        found = reached.get(row.recipient) if row.pk in asked and row.recipient else None
        if row.pk in sayings:
            steps.append(Step(row.pk, MessageState.STOPPED, sayings[row.pk][:40]))
        elif row.pk in asked and (reason := _unreachable(row, found)):
            steps.append(Step(row.pk, MessageState.UNREACHABLE, reason))
        elif found and (loud := _loud(config, found, at)) > at:
            Message.objects.filter(pk=row.pk).update(due_at=loud)
        else:
            going.append(row)
    return going, steps


def _loud(config: MessagingConfig, found: Reach, at: datetime) -> datetime:
    return first_loud(at, [hours for hours in (config.quiet, found.preference.quiet) if hours])


def _refused(rows: Sequence[Message]) -> Mapping[UUID, str]:
    """What the owners say now of messages of theirs; of replies nobody is asked."""
    asked: dict[str, dict[UUID, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.reply_to is None and row.reference is not None:
            asked[row.owner][row.reference].append(row.pk)
    said: dict[UUID, str] = {}
    for name, references in asked.items():
        for reference, reason in owner(name).refused(list(references)).items():
            said |= dict.fromkeys(references.get(reference, []), reason or "refused")
    return said


def _unreachable(row: Message, found: Reach | None) -> str:
    if found is None:
        return Unreachable.ERASED
    if found.reason is not None:
        return found.reason
    # Another number than the one that was chosen when the message was queued: the person has a new one.
    return "" if row.number_mark and bytes(row.number_mark) == mark_of(found.number) else Unreachable.CHANGED_LATELY


def _opened(rows: Sequence[Message]) -> dict[UUID, Sms]:
    lying = []
    for row in rows:
        lying.append(Sealed(row.sealed_for, bound_to("number", row.pk), row.created_at, row.number_sealed))
        lying.append(Sealed(row.sealed_for, bound_to("text", row.pk), row.created_at, row.text_sealed))
    opened = iter(open_private(lying) if lying else [])
    found = {}
    for row in rows:
        number, text = next(opened), next(opened)
        if number is not None and text is not None:
            found[row.pk] = Sms(row.pk, number, text)
    return found

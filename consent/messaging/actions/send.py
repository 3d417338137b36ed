"""Send what is due: at most once each, at the provider's pace, and never against what holds at that moment."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction

from consent import clock
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.backends.base import Backend, Result, Sms, Tried, backend
from consent.messaging.claiming import claim
from consent.messaging.config import messaging_config, problems
from consent.messaging.models import Message
from consent.messaging.progress import Step, advance
from consent.messaging.vocabulary import ASKED_AFTER, CLAIM_LIVES, MOST_TRIES, Failure, MessageState
from consent.people.actors import Actor

# Seconds before the next try, when the provider took nothing; the last one again until the tries are used up.
BACK_OFF = (5, 30, 120, 600, 1_800, 3_600, 7_200)
# A provider may ask us to wait, but not for ever.
LONGEST_WAIT = 6 * 3_600
WRITTEN_DOWN_AGAIN = 3
logger = logging.getLogger(__name__)


def sending_is_possible() -> bool:
    """This function will tell whether a backend is named and nothing is wrong with its settings."""
    return bool(messaging_config().backend) and not problems()


def send_due(*, actor: Actor) -> int:
    """This function will send a handful of messages that are due and return how many it claimed.

    Two short transactions and, between them, the provider: the claim asks the owners, the numbers and the hours once
    more and says ``sending``; then each message is handed over once; then what became of it is written down. Whoever is
    killed in between leaves messages that nobody sends again (``give_up_claims``). Of several senders each claims its
    own. Nothing is sent while the settings are wrong, or an owner or the population register does not answer.
    """
    if not sending_is_possible():
        return 0
    config = messaging_config()
    through = backend(config)  # before anything is claimed: one that cannot be made sends nothing
    claimed = claim(config)
    if not claimed:
        return 0
    with ThreadPoolExecutor(min(config.connections, len(claimed)), thread_name_prefix="sms") as threads:
        tried = list(threads.map(lambda sms: _try(through, sms), claimed))
    outcomes = {sms.message: each for sms, each in zip(claimed, tried, strict=True)}
    _note_ids(outcomes)
    _write_down_surely(actor, outcomes)
    logger.info("%d messages handed over by %s", len(claimed), actor.name or actor.kind)
    return len(claimed)


def give_up_claims(*, actor: Actor) -> int:
    """This function will call unclear what a sender claimed and never told of, and return how many there were.

    It may have gone out, so it is never sent again; a report settles it (THREATS.md: nothing twice).
    """
    at = clock.now()
    with transaction.atomic():
        dead = Message.objects.filter(state=MessageState.SENDING, claimed_at__lte=at - CLAIM_LIVES)
        steps = [Step(pk, MessageState.UNCLEAR, "interrupted") for pk in dead.values_list("pk", flat=True)[:1_000]]
        moved = advance(steps, at)
    if moved:
        logger.warning("%d messages are unclear: their sender was interrupted (%s)", len(moved), actor.name)
    return len(moved)


def _try(through: Backend, sms: Sms) -> Tried:
    try:
        return through.send(sms)
    except Exception as fault:
        # The kind of the fault only: its words may hold the message.
        logger.error("a message could not be handed over: %s", type(fault).__name__)
        return Tried(Result.UNCLEAR, why="fault")


@transaction.atomic
def _note_ids(tried: Mapping[UUID, Tried]) -> None:
    """By itself, before anybody is told: should an owner fail, the provider can still be asked by its own id."""
    asked = clock.now() + ASKED_AFTER
    noted = [
        Message(pk=message, provider_id=each.provider_id, ask_at=asked)
        for message, each in sorted(tried.items())
        if each.provider_id and each.result is Result.ACCEPTED
    ]
    Message.objects.bulk_update(noted, ["provider_id", "ask_at"])


def _write_down_surely(actor: Actor, tried: Mapping[UUID, Tried]) -> None:
    for _ in range(WRITTEN_DOWN_AGAIN):
        try:
            return _write_down(actor, tried)
        except OperationalError as failure:
            # Two who lock the same rows, mostly. What is written down in vain is unclear after a while.
            logger.warning("what became of messages is written down again: %s", type(failure).__name__)
            if not connection.in_atomic_block:
                connection.close()
    return _write_down(actor, tried)


@transaction.atomic
def _write_down(actor: Actor, tried: Mapping[UUID, Tried]) -> None:
    at = clock.now()
    accepted = {message: each for message, each in tried.items() if each.result is Result.ACCEPTED}
    advance([Step(message, MessageState.SENT) for message in accepted], at, sent_at=at)
    others = sorted(tried.keys() - accepted.keys())
    tries = dict(Message.objects.filter(pk__in=others).values_list("pk", "tries"))
    for message in others:
        _write_down_one(message, tried[message], tries.get(message, MOST_TRIES), at)
    # A report may have come before we knew by which id the provider speaks of the message.
    lay_reports(actor=actor, provider_ids=[each.provider_id for each in accepted.values()])


def _write_down_one(message: UUID, tried: Tried, tries: int, at: datetime) -> None:
    if tried.result is Result.REJECTED:
        advance([Step(message, MessageState.FAILED, Failure.REJECTED)], at)
    elif tried.result is Result.UNCLEAR:
        advance([Step(message, MessageState.UNCLEAR, tried.why[:40])], at)
    elif tries >= MOST_TRIES:
        advance([Step(message, MessageState.FAILED, Failure.PROVIDER_AWAY)], at)
    else:
        wait = min(tried.wait or BACK_OFF[min(tries, len(BACK_OFF)) - 1], LONGEST_WAIT)
        advance([Step(message, MessageState.QUEUED, tried.why[:40])], at, due_at=at + timedelta(seconds=wait))

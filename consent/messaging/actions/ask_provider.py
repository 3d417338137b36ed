"""Ask the provider what became of messages of which it has reported nothing."""

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from consent import clock
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.actions.receive import receive_status
from consent.messaging.actions.send import sending_is_possible
from consent.messaging.backends.base import Asked, backend
from consent.messaging.config import messaging_config
from consent.messaging.models import Message
from consent.messaging.vocabulary import ASKED_ABOUT, ASKED_AFTER, REPORTED_AS, REPORTED_WITHIN
from consent.people.actors import Actor

AT_ONCE = 16


def ask_provider(*, actor: Actor) -> int:
    """This function will ask about a handful of messages whose time has come and return how many it asked about.

    What the provider says is taken as a report of it, so that asking and being told never contradict each other. Each
    is asked about ever more seldom and, after three days, no more. A backend whose provider only reports, or that
    sends nothing, is not asked.
    """
    if not sending_is_possible():
        return 0
    config = messaging_config()
    through = backend(config)
    if not isinstance(through, Asked):
        return 0
    provider_ids = _taken()
    if not provider_ids:
        return 0
    with ThreadPoolExecutor(min(config.connections, len(provider_ids)), thread_name_prefix="sms-status") as threads:
        words = list(threads.map(through.status, provider_ids))
    for provider_id, word in zip(provider_ids, words, strict=True):
        state = REPORTED_AS.get(word.upper())
        if state is not None:
            receive_status(actor=actor, provider_id=provider_id, state=state, destination="", reported_at=clock.now())
    lay_reports(actor=actor, provider_ids=provider_ids)
    return len(provider_ids)


@transaction.atomic
def _taken() -> list[str]:
    at = clock.now()
    due = Message.objects.select_for_update(skip_locked=True).filter(state__in=ASKED_ABOUT, ask_at__lte=at)
    rows = list(due.order_by("ask_at").only("pk", "provider_id", "claimed_at")[:AT_ONCE])
    for row in rows:
        age = at - (row.claimed_at or at)
        row.ask_at = at + max(ASKED_AFTER, age) if age < REPORTED_WITHIN else None
        row.save(update_fields=["ask_at"])
    return [row.provider_id for row in rows if row.provider_id]

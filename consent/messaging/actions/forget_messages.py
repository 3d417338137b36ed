"""Let go of numbers and texts: of a person who is erased, and of what has been kept long enough."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from consent import clock
from consent.messaging.config import messaging_config
from consent.messaging.models import Inbound, Message, Preference, StatusReport
from consent.messaging.progress import Step, advance
from consent.messaging.vocabulary import MessageState, Unreachable
from consent.people.actors import Actor
from consent.people.phone_queries import held_still

BATCH = 5_000
REPORTS_KEPT = timedelta(days=30)
_NOTHING = {"number_sealed": None, "number_mark": None, "text_sealed": None}


def forget_messages_of(*, actor: Actor, subject: UUID) -> int:
    """This function will empty every message to and from a person who is erased, and return how many there were.

    What waits is not sent. What is left are states, which join to nobody; a STOP stays as a fingerprint of the number.
    Runs inside the caller's transaction, which records the erasure. GDPR 17(1).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("messages are forgotten together with the record of the erasure")
    rows = Message.objects.filter(Q(recipient=subject) | Q(sealed_for=subject))
    _stop_waiting(rows)
    # Whoever is queuing something for the person at this moment ends before, or finds nobody. The person comes last in
    # the order of locks: messages, what their owners know of them, people.
    held_still([subject])
    _stop_waiting(rows)
    gone = rows.update(recipient=None, sealed_for=None, **_NOTHING)
    gone += Inbound.objects.filter(sealed_for=subject).update(sealed_for=None, **_NOTHING)
    Preference.objects.filter(pk=subject).delete()
    return gone


def _stop_waiting(rows: QuerySet[Message]) -> None:
    waiting = rows.filter(state=MessageState.QUEUED).values_list("pk", flat=True)
    advance([Step(pk, MessageState.UNREACHABLE, Unreachable.ERASED) for pk in waiting], clock.now())


def forget_old_messages(*, actor: Actor) -> int:
    """This function will empty messages that settled ``SMS_KEEP_DAYS`` ago and return how many (GDPR 5(1)(e)).

    Their states stay, for the figures. What nobody could send for as long is given up. Reports go after thirty days.
    """
    at = clock.now()
    cut = at - timedelta(days=messaging_config().keep_days)
    with transaction.atomic():
        stale = Message.objects.filter(state=MessageState.QUEUED, due_at__lte=cut).order_by("due_at")
        steps = [Step(pk, MessageState.STOPPED, "too_old") for pk in stale.values_list("pk", flat=True)[:BATCH]]
        advance(steps, at)
        kept = Q(number_mark__isnull=False) | Q(text_sealed__isnull=False)
        old = Message.objects.filter(kept, Q(settled_at__lte=cut) | Q(state=MessageState.SENT, sent_at__lte=cut))
        gone = Message.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])).update(**_NOTHING)
        inbound = Inbound.objects.filter(number_mark__isnull=False, stored_at__lte=cut, handled_at__isnull=False)
        ids = list(inbound.values_list("pk", flat=True)[:BATCH])
        gone += Inbound.objects.filter(pk__in=ids).update(**_NOTHING)
        StatusReport.objects.filter(received_at__lte=at - REPORTS_KEPT, settled_at__isnull=False).delete()
    return gone

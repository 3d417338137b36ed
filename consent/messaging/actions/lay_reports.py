"""Lay the gateway's reports to the messages they are about."""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from consent import clock
from consent.messaging.models import Message, StatusReport
from consent.messaging.progress import Step, advance
from consent.messaging.vocabulary import REPORTED_WITHIN, Failure, MessageState
from consent.people.actors import Actor

BATCH = 500
logger = logging.getLogger(__name__)


@transaction.atomic
def lay_reports(*, actor: Actor, provider_ids: Sequence[str] | None = None) -> int:
    """This function will lay reports that wait, all or those of some ids, to their messages; it returns how many.

    A report that knows an id which we do not may be about a message whose sender was interrupted: it is laid to the
    unclear message to the same number, where there is no doubt which. What fits nothing for three days is set aside.
    Reports may come before the send's own answer, twice and in any order; final states stay.
    """
    at = clock.now()
    waiting = StatusReport.objects.select_for_update(skip_locked=True).filter(settled_at=None)
    if provider_ids is not None:
        waiting = waiting.filter(provider_id__in=provider_ids)
    reports = list(waiting.order_by("pk")[:BATCH])
    rows = Message.objects.filter(provider_id__in={each.provider_id for each in reports} - {""})
    known = dict(rows.values_list("provider_id", "pk"))
    laid = 0
    for report in reports:
        message = known.get(report.provider_id) or _unclear_one(report)
        if message is None and report.received_at > at - REPORTED_WITHIN:
            continue
        if message is not None:
            known[report.provider_id] = message
            failed = report.state == MessageState.FAILED
            also = {"sent_at": report.reported_at} if report.state == MessageState.SENT else {}
            step = Step(message, MessageState(report.state), Failure.NOT_DELIVERED if failed else "")
            advance([step], at, **also)
            laid += 1
        StatusReport.objects.filter(pk=report.pk).update(settled_at=at, message=message, number_mark=None)
    if laid:
        logger.info("%d reports laid to their messages by %s", laid, actor.name or actor.kind)
    return laid


def _unclear_one(report: StatusReport) -> UUID | None:
    """A message to the report's number of which nobody knows whether it went out; it gets the provider's id.

    Of several only when as many ids were reported of that number, all alike: then all went out, and each has one.
    """
    if report.number_mark is None:
        return None
    mark = bytes(report.number_mark)
    unclear = Message.objects.select_for_update().filter(
        number_mark=mark,
        state=MessageState.UNCLEAR,
        provider_id="",
        claimed_at__gt=report.received_at - REPORTED_WITHIN,
        claimed_at__lte=report.received_at,
    )
    found = list(unclear.order_by("claimed_at", "pk").values_list("pk", flat=True))
    if len(found) > 1:
        ours = Message.objects.filter(provider_id=OuterRef("provider_id"))
        unknown = StatusReport.objects.filter(~Exists(ours), settled_at=None, number_mark=mark)
        told = set(unknown.values_list("provider_id", "state"))
        if len({state for _, state in told}) > 1 or len(told) < len(found):
            return None
    if not found:
        return None
    Message.objects.filter(pk=found[0]).update(provider_id=report.provider_id)
    return found[0]

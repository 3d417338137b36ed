"""Having the log verified by the worker, and keeping what it found for the console."""

import logging
from datetime import timedelta

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict
from consent.log.models import SignedCheckpoint, Verification
from consent.log.verification.run import SinceRefused, verify_everything
from consent.log.verification.verdict import Verdict

# Five million leaves take less; a verification that was asked for longer ago was lost with its worker.
LASTS_AT_MOST = timedelta(hours=1)
KEPT = 400

logger = logging.getLogger(__name__)


def ask_for_verification(*, actor: str, everything: bool = False) -> int:
    """This function will record that ``actor`` asks for a verification and return its number.

    Whoever calls hands it to the worker (``consent.log.tasks``). Without ``everything`` it begins at the checkpoint
    that the last one reached, and at the first entry when that found the log not whole. Raises ``Conflict``
    (``already_asked``) while one is waiting or under way.
    """
    at = clock.now()
    with transaction.atomic():
        under_way = Verification.objects.filter(finished_at=None, asked_at__gt=at - LASTS_AT_MOST)
        if under_way.exists():
            raise Conflict("already_asked", "a verification is under way")
        return int(Verification.objects.create(asked_at=at, asked_by=actor, everything=everything).pk)


def carry_out_verification(*, actor: str, verification: int) -> Verdict | None:
    """This function will verify the log, keep what was found and return it; None when the number is not known.

    Safe to repeat: it then verifies again. A crash leaves it unfinished, and after an hour another may be asked for.
    """
    row = Verification.objects.filter(pk=verification).first()
    if row is None:
        return None
    since = "" if row.everything else _reached()
    try:
        verdict = verify_everything(since=since or None, processes=1)
    except SinceRefused:
        verdict = verify_everything(processes=1)
    said = verdict.as_data()
    current = verdict.logs[-1] if verdict.logs else None
    signed = SignedCheckpoint.objects.filter(log_number=current.number, size=current.size).first() if current else None
    row.finished_at = clock.now()
    row.whole, row.faults, row.first_bad = verdict.whole, verdict.fault_count, said["first_bad"]
    row.since, row.size, row.leaves, row.verified = verdict.since, said["size"], said["leaves"], said["verified"]
    row.log_number, row.note = (current.number if current else None), (signed.note if signed and verdict.whole else "")
    with transaction.atomic():
        row.save()
        old = Verification.objects.order_by("-asked_at").values_list("pk", flat=True)[KEPT:]
        Verification.objects.filter(pk__in=list(old)).delete()
    if not verdict.whole:
        logger.critical(
            "the log is not whole: %s faults, the first: %s (%s)", verdict.fault_count, said["first_bad"], actor
        )
    return verdict


def _reached() -> str:
    # After one that found a fault everything is read until it is whole again: the fault may lie before what an older
    # one had reached, and an alarm must not go out by itself.
    last = Verification.objects.exclude(finished_at=None).order_by("-asked_at", "-pk").first()
    return last.note if last and last.whole else ""

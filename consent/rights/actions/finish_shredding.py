"""Carry recorded erasures out to their end."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.events import Kind
from consent.ledger.actions.forget_permissions import forget_permissions
from consent.log.shredding import eraser, key_years_of, payloads_of, shred_keys, shred_payloads
from consent.people.actors import Actor
from consent.rights.actions.record_erasure import lock_erasures, record_erasure
from consent.rights.holds import held_of
from consent.rights.journal import Erased, write_down
from consent.rights.manifest_queries import recorded_among
from consent.rights.models import ShreddedEvent, UnfinishedShredding

# Longer than any transaction lives: a check that had read the person before the erasure has committed by then.
SETTLES_IN = timedelta(minutes=10)
LAW = "GDPR 17(1)"


def finish_shredding(*, actor: Actor) -> int:
    """This function will delete what recorded erasures have left to delete and return how many payloads went.

    The journal is written before anything is deleted, so that a restore afterwards cannot bring a person back
    unnoticed. Each step can be repeated. An erasure counts as finished ten minutes after it began, when nothing that
    was under way then can still be written about the person; what was is recorded as an erasure of its own.
    """
    eraser()
    gone = 0
    for work in UnfinishedShredding.objects.order_by("erasure"):
        if work.subject is not None:
            write_down(Erased(work.subject, work.began_at, work.erasure))
        gone += shred_payloads(list(ShreddedEvent.objects.filter(erasure=work.erasure).values_list("pk", flat=True)))
        for owner, year in work.keys:
            shred_keys(UUID(owner), [year])
        if work.subject is not None:
            gone += _sweep(actor, work.subject)
        if work.subject is None or clock.now() - work.began_at >= SETTLES_IN:
            if work.subject is not None:
                _shred_idle_keys(work.subject)
            work.delete()
    return gone


def _sweep(actor: Actor, subject: UUID) -> int:
    """What a transaction under way at the time of the erasure has written since: erased as well, on the record."""
    with transaction.atomic():
        lock_erasures()
        forget_permissions(actor=actor, subject=subject)
        at = clock.now()
        held = held_of(subject, at)
        rows = payloads_of(subject)
        known = recorded_among([event_id for event_id, _ in rows])
        late = [event_id for event_id, _ in rows if event_id not in held.event_ids and event_id not in known]
        if not late:
            return 0
        keys = {(subject, moment.year) for event_id, moment in rows if moment.year not in held.years}
        record_erasure(
            actor=actor,
            kind=Kind.RESIDENT_ERASED,
            cause="late",
            law=LAW,
            event_ids=late,
            subject=None,
            keys=sorted(keys, key=str),
            at=at,
        )
    # A crash here leaves an unfinished shredding of its own, found by the next run.
    gone = shred_payloads(late)
    for owner, year in keys:
        shred_keys(owner, [year])
    return gone


def _shred_idle_keys(subject: UUID) -> None:
    """Keys made ahead of any event by somebody who had read the person before: they open nothing."""
    kept = held_of(subject, clock.now()).years
    shred_keys(subject, [year for year in key_years_of(subject) if year not in kept])

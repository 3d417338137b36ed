"""Let go of what has been kept long enough (GDPR 5(1)(e))."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.asking.retention_queries import old_requests
from consent.core.events import Kind
from consent.ledger.actions.forget_permissions import forget_permissions
from consent.ledger.emergency_queries import old_reviews
from consent.ledger.imported_uses import old_imported_uses
from consent.ledger.retention_queries import OldPermission, old_permissions, old_staff_views, old_uses
from consent.ledger.use_reports import events_of_reports, old_reports
from consent.log.shredding import emptied_keys, eraser
from consent.people.actions.forget_representations import forget_representations
from consent.people.actors import Actor
from consent.people.retention_queries import old_representations
from consent.proactive.actions.forget_offers import forget_offers
from consent.proactive.retention_queries import old_offers
from consent.rights import periods
from consent.rights.actions.finish_shredding import finish_shredding
from consent.rights.actions.record_erasure import lock_erasures, record_erasure
from consent.rights.manifest_queries import recorded_among

BATCH = 5_000
LAW = "GDPR 5(1)(e)"


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one class that go together: their events and what must be forgotten beside their payloads."""

    event_ids: tuple[int, ...] = ()
    permissions: tuple[OldPermission, ...] = ()
    entries: tuple[UUID, ...] = ()
    offers: tuple[UUID, ...] = ()


@dataclass(slots=True)
class Retained:
    """How many records of each class went, or would."""

    counts: dict[str, int] = field(default_factory=dict)


def apply_retention(
    *, actor: Actor, dry_run: bool = False, progress: Callable[[str, int], None] | None = None
) -> Retained:
    """This function will shred every record past its class's period and return how many of each class went.

    Batches of at most 5,000, each with a record of its own; after a crash the next run goes on. A data key goes when
    its year is past the period of uses and nothing that it opens is left, so that an old year is shredded alone. With
    ``dry_run`` the first batch of each class is counted and nothing changes. Raises ``ImproperlyConfigured`` without
    the eraser's role.
    """
    eraser()
    if not dry_run:
        finish_shredding(actor=actor)
    done = Retained()
    for record_class in (
        periods.USES,
        periods.STAFF_VIEWS,
        periods.DECISIONS,
        periods.REPRESENTATIONS,
        periods.CONSENT_REQUESTS,
        periods.OFFERS,
    ):
        done.counts[record_class] = 0
        while count := _apply(actor, record_class, clock.now(), dry_run):
            done.counts[record_class] += count
            if progress:
                progress(record_class, count)
            if dry_run:
                break
    if not dry_run:
        _shred_empty_keys(actor)
    return done


def _apply(actor: Actor, record_class: str, at: datetime, dry_run: bool) -> int:
    cut = periods.cut(record_class, at)
    if dry_run:
        return len(_batch(record_class, cut).event_ids)
    with transaction.atomic():
        lock_erasures()
        batch = _batch(record_class, cut)
        staying = recorded_among(batch.event_ids)
        for one in batch.permissions:
            if not _forget(actor, one):
                staying |= set(one.event_ids)  # somebody has decided anew meanwhile: nothing of it is old any more
        event_ids = [event_id for event_id in batch.event_ids if event_id not in staying]
        if not event_ids:
            return 0
        forget_representations(actor=actor, entries=batch.entries)
        forget_offers(actor=actor, offers=batch.offers)
        record_erasure(
            actor=actor,
            kind=Kind.RETENTION_APPLIED,
            cause=record_class,
            law=LAW,
            event_ids=event_ids,
            subject=None,
            keys=(),
            at=at,
        )
    finish_shredding(actor=actor)
    return len(event_ids)


def _forget(actor: Actor, one: OldPermission) -> int:
    return forget_permissions(actor=actor, subject=one.subject, activities=[one.activity], version=one.version)


def _batch(record_class: str, cut: datetime) -> Batch:
    if record_class == periods.USES:
        uses = old_uses(cut, BATCH)
        # A report goes with its use; one that came while that use went has its own period.
        reports = [event_id for event_id, _ in events_of_reports(uses)] or old_reports(cut, BATCH - len(uses))
        rest = dict.fromkeys([*uses, *reports]) or old_imported_uses(cut, BATCH) or old_reviews(cut, BATCH)
        return Batch(tuple(rest))
    if record_class == periods.STAFF_VIEWS:
        return Batch(tuple(old_staff_views(cut, BATCH)))
    if record_class == periods.CONSENT_REQUESTS:
        return Batch(tuple(old_requests(cut, BATCH // 2)))
    if record_class == periods.OFFERS:
        offers = old_offers(cut, BATCH // 10)
        return Batch(tuple(event_id for ids in offers.values() for event_id in ids), offers=tuple(offers))
    if record_class == periods.DECISIONS:
        permissions = old_permissions(cut, BATCH // 10)
        return Batch(
            tuple(event_id for one in permissions for event_id in one.event_ids),
            permissions=tuple(permissions),
        )
    entries = old_representations(cut, BATCH // 10)
    return Batch(
        tuple(event_id for ids in entries.values() for event_id in ids),
        entries=tuple(entries),
    )


def _shred_empty_keys(actor: Actor) -> None:
    """Data keys of past years that open nothing any more: without them the commitments of those years stay shut."""
    at = clock.now()
    last = periods.cut(periods.USES, at).year - 1
    while keys := emptied_keys(last, BATCH):
        with transaction.atomic():
            lock_erasures()
            record_erasure(
                actor=actor,
                kind=Kind.RETENTION_APPLIED,
                cause="keys",
                law=LAW,
                event_ids=(),
                subject=None,
                keys=keys,
                at=at,
            )
        finish_shredding(actor=actor)

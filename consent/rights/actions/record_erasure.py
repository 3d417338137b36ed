"""The record of an erasure: an event that commits to the manifest, the manifest, and what is still to be done."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from consent.core.events import Kind
from consent.core.manifests import manifest_hash
from consent.log.append import append
from consent.people.actors import Actor
from consent.rights.models import Erasure, ShreddedEvent, UnfinishedShredding

BATCH = 5_000


def record_erasure(
    *,
    actor: Actor,
    kind: Kind,
    cause: str,
    law: str,
    event_ids: Sequence[int],
    subject: UUID | None,
    keys: Iterable[tuple[UUID, int]],
    at: datetime,
) -> int:
    """This function will record that these events lose their payloads, inside the caller's transaction.

    Returns the event id of the erasure. Nothing is deleted yet: a crash after the commit leaves an
    ``UnfinishedShredding`` that ``finish_shredding`` carries out. Raises ``ValueError`` for an id named twice.
    """
    event_id = append(
        kind,
        None,
        Erasure(
            kind=kind.value,
            cause=cause,
            law=law,
            count=len(event_ids),
            manifest=manifest_hash(event_ids),
            operator=actor.name,
        ),
        at,
    )
    for start in range(0, len(event_ids), BATCH):
        batch = event_ids[start : start + BATCH]
        ShreddedEvent.objects.bulk_create([ShreddedEvent(event_id=one, erasure=event_id) for one in batch])
    UnfinishedShredding.objects.create(
        erasure=event_id, subject=subject, keys=[[str(owner), year] for owner, year in keys], began_at=at
    )
    return event_id


def lock_erasures() -> None:
    """This function will hold every other erasure off until the caller's transaction ends: manifests never overlap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('mydata erasure', 0))")

"""An erased person: what is still to be told about them goes, and that they were erased is told instead."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from consent.people.actors import Actor
from consent.people.pairwise_queries import pairwise_ids_of
from consent.signals.locks import nobody_is_told
from consent.signals.models import ErasureNotice, SecurityEvent, Stream
from consent.signals.vocabulary import DISABLED


def known_before_erasure(*, actor: Actor, subject: UUID) -> dict[str, str]:
    """This function will return by which id each department knows ``subject``, and keep it so until the erasure.

    Call it first in the erasure's transaction: no token about anybody is made from here to its end.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a person is forgotten together with the record of the erasure")
    nobody_is_told()
    return pairwise_ids_of(subject)


def announce_erasure(*, actor: Actor, erasure: int, known_as: Mapping[str, str]) -> int:
    """This function will delete every token about an erased person and have each stream told of the erasure instead.

    ``erasure`` is its event, ``known_as`` what ``known_before_erasure`` returned. Runs inside the erasure's
    transaction, and returns how many streams will hear. The old id stays with a stream until its token is acknowledged,
    a month at most. GDPR 17(1), 19.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a person is forgotten together with the record of the erasure")
    # Streams before tokens, each in one order, as every action here: nobody waits for another in a circle.
    streams = list(Stream.objects.select_for_update(no_key=True).filter(department__in=list(known_as)).order_by("pk"))
    gone = SecurityEvent.objects.select_for_update().filter(person__in=list(known_as.values())).order_by("pk")
    SecurityEvent.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
    notices = [
        ErasureNotice(stream=stream, event_id=erasure, person=known_as[stream.department])
        for stream in streams
        if stream.status != DISABLED
    ]
    ErasureNotice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)

"""Erase a resident (GDPR 17)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import NotFound
from consent.core.events import Kind
from consent.ledger.actions.forget_permissions import forget_permissions
from consent.ledger.actions.see_emergencies import forget_seen_emergencies
from consent.log.shredding import eraser, key_years_of, payloads_of
from consent.messaging.actions.forget_messages import forget_messages_of
from consent.people.actions.forget_person import forget_person
from consent.people.actors import Actor
from consent.people.queries import known_subjects
from consent.proactive.actions.forget_offers import forget_offers_of
from consent.rights.actions.finish_shredding import finish_shredding
from consent.rights.actions.forget_feedback import forget_feedback
from consent.rights.actions.record_erasure import lock_erasures, record_erasure
from consent.rights.holds import Held, Hold, held_of
from consent.rights.journal import written_down
from consent.rights.manifest_queries import recorded_among
from consent.signals.actions.announce_erasure import announce_erasure, known_before_erasure

LAW = "GDPR 17(1)"


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure does or would do: payloads and keys that go, and what the law holds back."""

    event_ids: tuple[int, ...]
    years: tuple[int, ...]
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class ErasureDone:
    """A finished erasure: its event and what it did."""

    erasure: int
    at: datetime
    plan: ErasurePlan


def plan_erasure(subject: UUID, at: datetime) -> ErasurePlan:
    """This function will tell what erasing ``subject`` at ``at`` (aware) would do; it changes nothing."""
    return _plan(subject, held_of(subject, at))


def erase_resident(
    *, actor: Actor, subject: UUID, cause: str = "request", progress: Callable[[str], None] | None = None
) -> ErasureDone:
    """This function will erase a resident and return what was done; repeating it after a crash finishes the work.

    Identity, logins, pairwise ids, permissions, payloads and data keys go; the commitments stay in the log and
    verify, and the erasure is an event that commits to the manifest of what went. What the law holds back
    (GDPR 17(3)) stays under an id that nothing joins to a person. Raises ``NotFound`` (``no_such_subject``) for a
    subject of whom nothing is here and ``ImproperlyConfigured`` without the eraser's role.

    Two commits: the record with the loss of identity, then the shredding. A crash between them leaves the person
    already unknown and an unfinished shredding that the worker, or this action again, carries out.
    """
    eraser()
    finish_shredding(actor=actor)
    tell = progress or (lambda _: None)
    with transaction.atomic():
        lock_erasures()
        at = clock.now()
        held = held_of(subject, at)
        plan = _plan(subject, held)
        known_as = known_before_erasure(actor=actor, subject=subject)
        forget_permissions(actor=actor, subject=subject)
        forget_seen_emergencies(actor=actor, subject=subject)
        forget_feedback(actor=actor, subject=subject)
        forget_messages_of(actor=actor, subject=subject)
        forget_offers_of(actor=actor, subject=subject)
        known = forget_person(actor=actor, subject=subject)
        if not known and not plan.event_ids:
            raise NotFound("no_such_subject", "nothing about this subject is here")
        erasure = record_erasure(
            actor=actor,
            kind=Kind.RESIDENT_ERASED,
            cause=cause,
            law=LAW,
            event_ids=plan.event_ids,
            subject=subject,
            keys=[(subject, year) for year in plan.years],
            at=at,
        )
        announce_erasure(actor=actor, erasure=erasure, known_as=known_as)
    tell("recorded")
    finish_shredding(actor=actor)
    tell("shredded")
    return ErasureDone(erasure=erasure, at=at, plan=plan)


def replay_journal(*, actor: Actor, progress: Callable[[str], None] | None = None) -> int:
    """This function will erase again everybody whom the journal names and a restored database has brought back.

    Returns how many there were. Safe to repeat, and cheap when nobody is back: who is not here is passed over.
    """
    finish_shredding(actor=actor)
    back = sorted(known_subjects({line.subject for line in written_down()}))
    for subject in back:
        erase_resident(actor=actor, subject=subject, cause="replay", progress=progress)
    return len(back)


def _plan(subject: UUID, held: Held) -> ErasurePlan:
    event_ids = [event_id for event_id, _ in payloads_of(subject) if event_id not in held.event_ids]
    recorded = recorded_among(event_ids)
    return ErasurePlan(
        event_ids=tuple(event_id for event_id in event_ids if event_id not in recorded),
        years=tuple(year for year in key_years_of(subject) if year not in held.years),
        holds=held.holds,
    )

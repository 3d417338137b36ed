"""Take in uses that a vendor's own log tells of: they happened without a check, and are recorded as just that."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from consent import clock
from consent.core.errors import Invalid
from consent.core.events import Kind
from consent.ledger.models import ImportedUse
from consent.log.append import append_many, draw_ids
from consent.log.sealing import seal_text, unseal_text
from consent.people.actors import Actor
from consent.people.pairwise_queries import subjects_of_pairwise_ids
from consent.registry.queries import activities, categories, departments

MOST = 1_000
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, repr=False)
class ToldUse:
    """One line of a log: its own id there, when (aware), whose data by pairwise id, for what, and by whom."""

    external_id: str
    used_at: datetime
    person: str
    activity: str
    category: str
    staff_ref: str = ""

    def __repr__(self) -> str:
        return "<ToldUse>"


class Outcome(StrEnum):
    """What became of a line."""

    ADDED = "added"
    KNOWN = "known already"
    ALTERED = "a line with this id was recorded with another content"
    UNKNOWN_PERSON = "the person's id was never issued to this department"
    UNKNOWN_ACTIVITY = "the activity is none of this department's"
    UNKNOWN_CATEGORY = "the category is not registered"
    NOT_YET = "the time has not come yet"
    TOO_OLD = "the time is past the period for which uses are kept"


def import_uses(
    *, actor: Actor, department: str, system: str, told: Sequence[ToldUse], not_before: datetime
) -> list[Outcome]:
    """This function will record those of at most 1,000 lines that are new, and say of each what became of it.

    A line is known by ``department``, ``system`` (the vendor's, a plain name) and its own id: told again it adds
    nothing, told otherwise it is refused. ``not_before`` (aware) is how far back uses are kept. One transaction; two
    imports of one system wait for each other. Raises ``Invalid`` for an unknown department or more lines.
    GDPR 5(2), 15(1)(c); Information Management Act 906/2019, section 17.
    """
    if len(told) > MOST or department not in {one.code for one in departments()}:
        raise Invalid("import", ["Name a department of the register, and at most 1,000 lines."])
    at = clock.now()
    with transaction.atomic():
        _wait_for_turn(department, system)
        own = {one.code for one in activities() if one.department.code == department}
        registered = {one.code for one in categories()}
        subjects = subjects_of_pairwise_ids(department, {one.person for one in told})
        keys = [_key(department, system, one.external_id) for one in told]
        known = _recorded(department, system, keys)
        outcomes, fresh = [], []
        for one, key in zip(told, keys, strict=True):
            outcome = _problem(one, subjects, own, registered, not_before, at)
            if outcome is None:
                outcome = _repetition(known[key], one, subjects[one.person]) if key in known else Outcome.ADDED
            if outcome is Outcome.ADDED:
                known[key] = _Recorded.of(one, subjects[one.person])
                fresh.append((one, key))
            outcomes.append(outcome)
        _record(department, system, fresh, subjects, at)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What a recorded line says, as far as a repetition must say the same."""

    subject: UUID
    used_at: datetime
    activity: str
    category: str
    staff_ref: str

    @classmethod
    def of(cls, told: ToldUse, subject: UUID) -> "_Recorded":
        """This function will return what ``told`` says."""
        return cls(subject, told.used_at, told.activity, told.category, told.staff_ref)


def _key(department: str, system: str, external_id: str) -> bytes:
    return hashlib.sha256("\0".join((department, system, external_id)).encode()).digest()


def _wait_for_turn(department: str, system: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [f"import {department} {system}"])


def _recorded(department: str, system: str, keys: Sequence[bytes]) -> dict[bytes, _Recorded]:
    rows = ImportedUse.objects.filter(department=department, system=system, external__in=keys)
    return {
        bytes(row.external): _Recorded(row.subject, row.used_at, row.activity, row.category, _staff_ref(row))
        for row in rows
    }


def _staff_ref(row: ImportedUse) -> str:
    if row.sealed is None:
        return ""
    return unseal_text(row.subject, row.event_id, row.recorded_at, bytes(row.sealed))


def _problem(
    told: ToldUse, subjects: dict[str, UUID], own: set[str], registered: set[str], not_before: datetime, at: datetime
) -> Outcome | None:
    wrong = {
        Outcome.UNKNOWN_PERSON: told.person not in subjects,
        Outcome.UNKNOWN_ACTIVITY: told.activity not in own,
        Outcome.UNKNOWN_CATEGORY: told.category not in registered,
        Outcome.NOT_YET: told.used_at > at,
        Outcome.TOO_OLD: told.used_at <= not_before,
    }
    return next((outcome for outcome, is_so in wrong.items() if is_so), None)


def _repetition(recorded: _Recorded, told: ToldUse, subject: UUID) -> Outcome:
    return Outcome.KNOWN if recorded == _Recorded.of(told, subject) else Outcome.ALTERED


def _record(
    department: str, system: str, fresh: Sequence[tuple[ToldUse, bytes]], subjects: dict[str, UUID], at: datetime
) -> None:
    if not fresh:
        return
    facts: list[tuple[str, UUID | None, ImportedUse]] = []
    for event_id, (told, key) in zip(draw_ids(len(fresh)), fresh, strict=True):
        subject = subjects[told.person]
        use = ImportedUse(
            event_id=event_id,
            subject=subject,
            department=department,
            system=system,
            external=key,
            activity=told.activity,
            category=told.category,
            used_at=told.used_at,
            sealed=seal_text(subject, event_id, at, told.staff_ref) if told.staff_ref else None,
        )
        facts.append((Kind.USE_IMPORTED, subject, use))
    append_many(facts, at=at)

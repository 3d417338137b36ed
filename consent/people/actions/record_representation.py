"""Record that somebody may act for another, as a register or an authority told it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from consent.core.errors import Conflict, Invalid, NotFound
from consent.core.events import Kind
from consent.log.append import append_many
from consent.people.actions.representation_change import change_of
from consent.people.actors import Actor
from consent.people.ages import FULL_AGE, turns
from consent.people.models import RegisterEntry, Resident, Subject
from consent.people.representation import ALL_MATTERS, RepresentationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRepresentation:
    """A right to record. ``scope`` is ``all`` or activity codes parted by spaces; ``valid_until`` is not included.

    A guardian's right always covers all matters and ends at the latest when the child comes of age.
    """

    representative: UUID
    represented: UUID
    kind: RepresentationKind
    valid_from: datetime
    valid_until: datetime | None = None
    scope: str = ALL_MATTERS
    source: str


def record_representation(*, actor: Actor, right: NewRepresentation) -> UUID:
    """This function will record one right and return the id of its register entry; see ``record_representations``."""
    return record_representations(actor=actor, rights=[right])[0]


def record_representations(
    *, actor: Actor, rights: Sequence[NewRepresentation], progress: Callable[[int], None] | None = None
) -> list[UUID]:
    """This function will record many rights, each with its event, and return their entries' ids in the order given.

    All are recorded or none. ``progress`` is called with the number recorded since its last call. Raises ``NotFound``
    (code ``subject``) for an unknown subject, ``Invalid`` (code ``representation``) for a right that cannot be, and
    ``Conflict`` (code ``already_represented``) where the same right is already recorded for an overlapping time.
    Law: Act on Child Custody 361/1983; Guardianship Services Act 442/1999.
    """
    with transaction.atomic():
        _lock({right.represented for right in rights}, {right.representative for right in rights})
        births: dict[UUID, date] = dict(
            Resident.objects.filter(pk__in={right.represented for right in rights}).values_list("pk", "birth_date")
        )
        entries = [_entry(right, births.get(right.represented)) for right in rights]
        _refuse_overlaps(entries)
        RegisterEntry.objects.bulk_create(entries)
        append_many(
            [(Kind.REPRESENTATION_BEGAN, entry.represented_id, change_of(entry, "began", actor)) for entry in entries],
            progress=progress,
        )
    return [entry.pk for entry in entries]


def _lock(represented: set[UUID], representatives: set[UUID]) -> None:
    # In one order and for update, so that two recordings about one person happen one after the other.
    found = Subject.objects.filter(pk__in=represented).order_by("pk").select_for_update(no_key=True)
    known = set(found.values_list("pk", flat=True))
    known |= set(Subject.objects.filter(pk__in=representatives - known).values_list("pk", flat=True))
    if not represented | representatives <= known:
        raise NotFound("subject", "a subject is not known")


def _entry(right: NewRepresentation, birth_date: date | None) -> RegisterEntry:
    problems = []
    valid_until = right.valid_until
    scope = " ".join(right.scope.split())
    if right.representative == right.represented:
        problems.append("Nobody represents oneself.")
    if not scope:
        problems.append("A right needs a scope.")
    if not right.source:
        problems.append("A right needs a source.")
    if right.kind is RepresentationKind.GUARDIAN:
        if scope != ALL_MATTERS:
            problems.append("A guardian's right covers all matters.")
        if birth_date is not None:
            full_age = turns(birth_date, FULL_AGE)
            valid_until = full_age if valid_until is None else min(valid_until, full_age)
        elif valid_until is None:
            problems.append("A guardian's right ends when the child comes of age, and the date of birth is not known.")
    if valid_until is not None and valid_until <= right.valid_from:
        problems.append("The right ends before it begins.")
    if problems:
        raise Invalid("representation", problems)
    return RegisterEntry(
        id=uuid4(),
        representative_id=right.representative,
        represented_id=right.represented,
        kind=right.kind,
        scope=scope,
        valid_from=right.valid_from,
        valid_until=valid_until,
        source=right.source,
    )


def _refuse_overlaps(entries: Sequence[RegisterEntry]) -> None:
    recorded = RegisterEntry.objects.filter(represented__in={entry.represented_id for entry in entries})
    taken: dict[tuple[UUID, UUID, str, str], list[RegisterEntry]] = {}
    for entry in [*recorded, *entries]:
        same = taken.setdefault((entry.representative_id, entry.represented_id, entry.kind, entry.scope), [])
        if any(_overlap(entry, other) for other in same):
            raise Conflict("already_represented", "the same right is recorded for an overlapping time")
        same.append(entry)


def _overlap(one: RegisterEntry, other: RegisterEntry) -> bool:
    return (one.valid_until is None or other.valid_from < one.valid_until) and (
        other.valid_until is None or one.valid_from < other.valid_until
    )

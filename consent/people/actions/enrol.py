"""Enrol residents: a placeholder, or nobody yet, becomes a resident and keeps the subject's id."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.core.phone_numbers import normalised
from consent.core.vocabulary import LANGUAGES
from consent.people import national_id
from consent.people.actions.placeholders import find_or_make_subjects
from consent.people.actors import Actor
from consent.people.models import Resident

BATCH = 1_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewResident:
    """What is known of a person at enrolment. Its repr tells nothing."""

    national_id: str
    given_name: str
    family_name: str
    birth_date: date
    language: str
    district: str = ""
    street_address: str = ""
    postal_code: str = ""
    phone: str = ""
    phone_since: date | None = None
    email: str = ""
    non_disclosure: bool = False

    def __repr__(self) -> str:
        return "<NewResident>"


def enrol_resident(*, actor: Actor, person: NewResident) -> UUID:
    """This function will enrol one person and return the subject.

    A placeholder keeps its subject, its pairwise ids and the uses recorded behind them. Raises ``Invalid`` for bad
    data and ``Conflict`` (code ``already_enrolled``) for somebody who is a resident already.
    """
    return enrol_residents(actor=actor, people=[person])[0]


def enrol_residents(
    *, actor: Actor, people: Sequence[NewResident], progress: Callable[[int], None] | None = None
) -> list[UUID]:
    """This function will enrol many people in few statements and return their subjects in the order given.

    All are enrolled or none. ``progress`` is called with the number enrolled since its last call. Raises as
    ``enrol_resident`` does; a national id given twice is ``Invalid``.
    """
    people = [_checked(person) for person in people]
    if len({person.national_id for person in people}) != len(people):
        raise Invalid("national_id", ["A national id is given twice."])
    subjects: list[UUID] = []
    with transaction.atomic():
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            subjects += _enrol(batch)
            if progress:
                progress(len(batch))
    logger.info("%d residents enrolled by %s %s", len(subjects), actor.kind, actor.name or actor.account)
    return subjects


def _checked(person: NewResident) -> NewResident:
    problems = []
    if not person.given_name.strip() or not person.family_name.strip():
        problems.append("A resident needs a given name and a family name.")
    if person.language not in LANGUAGES:
        problems.append("The language is not one of the city's.")
    if person.birth_date > clock.today():
        problems.append("The date of birth is in the future.")
    if problems:
        raise Invalid("resident", problems)
    return replace(
        person,
        national_id=national_id.normalise(person.national_id),
        phone=normalised(person.phone) or person.phone,
    )


def _enrol(people: Sequence[NewResident]) -> list[UUID]:
    indexes = [national_id.blind_index(person.national_id) for person in people]
    known = find_or_make_subjects(indexes)
    at = clock.now()
    rows = [
        Resident(
            subject_id=known[index],
            given_name=person.given_name,
            family_name=person.family_name,
            birth_date=person.birth_date,
            language=person.language,
            national_id_sealed=national_id.seal(known[index], person.national_id),
            district=person.district,
            street_address=person.street_address,
            postal_code=person.postal_code,
            phone=person.phone,
            phone_since=person.phone_since,
            email=person.email,
            non_disclosure=person.non_disclosure,
            created_at=at,
        )
        for index, person in zip(indexes, people, strict=True)
    ]
    # The subject rows are locked above, so nobody enrols the same person between this look and the insert.
    if Resident.objects.filter(pk__in=[row.subject_id for row in rows]).exists():
        raise Conflict("already_enrolled", "a person is a resident already")
    Resident.objects.bulk_create(rows)
    return [row.subject_id for row in rows]

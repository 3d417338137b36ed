"""Telephone numbers of residents, and whether one is shared beyond a family. For the room that sends messages only."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from consent.people.models import Resident, Subject
from consent.people.population import population_register


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """The number of a resident as the register has it, perhaps empty. Its repr tells nobody's number."""

    subject: UUID
    number: str
    since: date | None
    non_disclosure: bool

    def __repr__(self) -> str:
        return f"<Phone of {self.subject}>"


def phones_of(subjects: Iterable[UUID]) -> dict[UUID, Phone]:
    """This function will return the numbers of the residents among ``subjects``, with one statement."""
    rows = Resident.objects.filter(pk__in=set(subjects)).values_list("pk", "phone", "phone_since", "non_disclosure")
    return {row[0]: Phone(*row) for row in rows}


def held_still(subjects: Iterable[UUID]) -> set[UUID]:
    """This function will return the residents among ``subjects`` and keep their erasure off until the transaction ends.

    So that nothing is sealed for somebody whose keys are being shredded at this moment (GDPR 17).
    """
    rows = Subject.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=set(subjects), resident__isnull=False
    )
    return set(rows.order_by("pk").values_list("pk", flat=True))


def shared_numbers(numbers: Collection[str], at: datetime) -> set[str]:
    """This function will return those numbers that residents of more than one family have at ``at``.

    One family are those who are tied by a child: the guardians of a child, and the child. Raises ``Unreachable`` when
    the population register, which alone knows, does not answer.
    """
    holders: dict[str, set[UUID]] = defaultdict(set)
    rows = Resident.objects.filter(phone__in=set(numbers) - {""}).values_list("phone", "pk")
    for number, subject in rows:
        holders[number].add(subject)
    return {number for number, people in holders.items() if len(people) > 1 and not _one_family(people, at)}


def _one_family(people: set[UUID], at: datetime) -> bool:
    register = population_register()
    groups: list[set[UUID]] = []
    for person in sorted(people):
        tied = {person, *(right.represented for right in register.representations_by(person, at))}
        apart = [group for group in groups if not group & tied]
        groups = [*apart, tied.union(*(group for group in groups if group & tied))]
    return len(groups) == 1

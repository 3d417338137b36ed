"""What faces and higher rooms may ask about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min

from consent.core.keys import pairwise_id
from consent.people import keys, national_id
from consent.people.ages import age_on
from consent.people.models import Account, PairwiseId, Resident, Subject


@dataclass(frozen=True, slots=True, repr=False)
class ResidentView:
    """A resident as pages and rules need one. Its repr names nobody."""

    subject: UUID
    given_name: str
    family_name: str
    birth_date: date
    language: str
    non_disclosure: bool = False

    def __repr__(self) -> str:
        return f"<ResidentView {self.subject}>"

    @property
    def name(self) -> str:
        """Given and family name, as a page greets."""
        return f"{self.given_name} {self.family_name}"

    def age(self, at: date | datetime) -> int:
        """This function will return the age in whole years at ``at``, by the city's calendar."""
        return age_on(self.birth_date, at)


def resident(subject: UUID) -> ResidentView | None:
    """This function will return the resident behind ``subject``; None for a placeholder and for an unknown subject."""
    return residents([subject]).get(subject)


def residents(subjects: Iterable[UUID]) -> dict[UUID, ResidentView]:
    """This function will return the residents among ``subjects`` by subject, in one query."""
    rows = Resident.objects.filter(pk__in=set(subjects)).values_list(
        "subject_id", "given_name", "family_name", "birth_date", "language", "non_disclosure"
    )
    return {row[0]: ResidentView(*row) for row in rows}


def contacts_of(subject: UUID) -> tuple[str, ...]:
    """This function will return the telephone number and the e-mail address of a resident, those that are known."""
    found = Resident.objects.filter(pk=subject).values_list("phone", "email").first() or ()
    return tuple(one for one in found if one)


def subject_of_pairwise_id(department: str, value: str) -> UUID | None:
    """This function will return the subject behind an id issued to ``department``; None when it never was."""
    return PairwiseId.objects.filter(department=department, value=value).values_list("subject_id", flat=True).first()


def ids_towards(asked: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """This function will tell of each department, its id of a person and another department that one's id of the same.

    It is keyed by the first id and the other department, and made by the formula: the other need not know the person
    yet. Ids that were never issued to the first are left out. One statement.
    """
    wanted = list(asked)
    rows = PairwiseId.objects.filter(
        department__in={department for department, _, _ in wanted}, value__in={value for _, value, _ in wanted}
    ).values_list("department", "value", "subject__blind_index")
    indexes = {(department, value): bytes(index) for department, value, index in rows}
    return {
        (value, other): pairwise_id(keys.pairwise_key(), other, indexes[department, value])
        for department, value, other in wanted
        if (department, value) in indexes
    }


def account(username: str) -> Account | None:
    """This function will return the account with ``username`` (in any case), or None."""
    return Account.objects.select_related("resident").filter(username=Account.objects.spelled(username)).first()


def open_account(account: UUID) -> Account | None:
    """This function will return the account with an id, or None for an unknown and for a closed one."""
    return Account.objects.select_related("resident").filter(pk=account, is_active=True).first()


def usernames(among: Iterable[str]) -> frozenset[str]:
    """This function will return those usernames among the given ones that an open account has."""
    return frozenset(Account.objects.filter(username__in=set(among), is_active=True).values_list("username", flat=True))


def enrolled(national_ids: Iterable[str]) -> dict[str, UUID]:
    """This function will return which of the normalised national ids belong to residents, and their subjects."""
    wanted = {national_id.blind_index(number): number for number in national_ids}
    rows = Resident.objects.filter(subject__blind_index__in=list(wanted)).values_list(
        "subject__blind_index", "subject_id"
    )
    return {wanted[bytes(index)]: subject for index, subject in rows}


def subject_of_national_id(raw: str) -> UUID | None:
    """This function will return the subject, placeholder or resident, behind a national id; raises ``Invalid``."""
    index = national_id.blind_index(national_id.normalise(raw))
    found = Subject.objects.filter(blind_index=index).first()
    return None if found is None else found.pk


def resident_count() -> int:
    """This function will return how many residents are enrolled; placeholders are not counted."""
    return Resident.objects.count()


def first_enrolment() -> datetime | None:
    """This function will return when the first resident was enrolled, or None for an empty city."""
    at: datetime | None = Resident.objects.aggregate(first=Min("created_at"))["first"]
    return at


def known_subjects(among: Iterable[UUID]) -> set[UUID]:
    """This function will return those subjects behind whom a person still stands, placeholders included."""
    return set(Subject.objects.filter(pk__in=list(among)).values_list("pk", flat=True))

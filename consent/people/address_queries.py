"""Postal addresses of residents, for the room that has letters written only."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from consent.people.models import Resident


@dataclass(frozen=True, slots=True, repr=False)
class PostalAddress:
    """To whom a letter goes. With an order of non-disclosure ``street`` and ``postal_code`` are empty.

    Such a letter goes by way of the Digital and Population Data Services Agency (Act 661/2009 s. 36). Its repr names
    nobody.
    """

    subject: UUID
    name: str
    street: str
    postal_code: str
    language: str
    withheld: bool

    def __repr__(self) -> str:
        return f"<PostalAddress of {self.subject}>"


def addresses_of(subjects: Iterable[UUID]) -> dict[UUID, PostalAddress]:
    """This function will return the addresses of the residents among ``subjects``, with one statement."""
    found = {}
    for row in Resident.objects.filter(pk__in=set(subjects)).defer("national_id_sealed", "phone", "email"):
        hidden = row.non_disclosure
        found[row.pk] = PostalAddress(
            subject=row.pk,
            name=f"{row.given_name} {row.family_name}",
            street="" if hidden else row.street_address,
            postal_code="" if hidden else row.postal_code,
            language=row.language,
            withheld=hidden,
        )
    return found

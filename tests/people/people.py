"""People for these tests: made up, with artificial national ids only."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from consent.demo.city.national_ids import artificial_national_id
from consent.people.actions.enrol import NewResident, enrol_resident
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.actors import Actor
from consent.people.representation import RepresentationKind

SYSTEM = Actor.system("test")
AN_ID = artificial_national_id(date(1990, 2, 1), 950, "Y")
ANOTHER_ID = artificial_national_id(date(1985, 7, 30), 951, "X")
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)

_numbers = count(900)


def a_resident(birth_date: date = date(1990, 2, 1), **known: object) -> NewResident:
    """This function will describe a person whom nobody has enrolled; a hundred of one birthday at the most."""
    separator = "Y" if birth_date.year < 2000 else "B"
    fields: dict[str, object] = {
        "national_id": artificial_national_id(birth_date, 900 + next(_numbers) % 100, separator),
        "given_name": "Tuikku",
        "family_name": "Testinen",
        "birth_date": birth_date,
        "language": "fi",
    }
    return NewResident(**(fields | known))  # type: ignore[arg-type]


def enrolled(birth_date: date = date(1990, 2, 1), **known: object) -> UUID:
    """This function will enrol a new person and return the subject."""
    return enrol_resident(actor=SYSTEM, person=a_resident(birth_date, **known))


def made_guardian(representative: UUID, represented: UUID, **changes: object) -> UUID:
    """This function will record a guardian's right and return its entry."""
    fields: dict[str, object] = {
        "representative": representative,
        "represented": represented,
        "kind": RepresentationKind.GUARDIAN,
        "valid_from": LONG_AGO,
        "source": "test",
    }
    return record_representation(actor=SYSTEM, right=NewRepresentation(**(fields | changes)))  # type: ignore[arg-type]

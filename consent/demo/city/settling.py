"""Settles a made-up city in the platform: residents, guardianships and the cast's accounts, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from consent.demo.city.person import City, Person
from consent.demo.personas import PERSONAS
from consent.people import queries
from consent.people.actions.enrol import NewResident, enrol_residents
from consent.people.actions.open_account import open_account
from consent.people.actions.record_representation import NewRepresentation, record_representations
from consent.people.actors import Actor
from consent.people.ages import turns
from consent.people.representation import RepresentationKind

ACTOR = Actor.system("demo_city")
SOURCE = "population-register"

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Settled:
    """How many of each were settled."""

    residents: int
    guardianships: int
    accounts: int


def guardianship_count(city: City) -> int:
    """This function will return how many guardianships a city has."""
    return sum(len(person.guardians) for person in city.people)


@transaction.atomic
def settle(city: City, *, enrolled: Progress, recorded: Progress) -> Settled:
    """This function will enrol everybody, record who is whose guardian and open the cast's accounts.

    ``enrolled`` and ``recorded`` are called with the number done since their last call. Raises ``Conflict`` when
    somebody of the city is a resident already; then nothing is changed.
    """
    subjects = enrol_residents(actor=ACTOR, people=[_new(person) for person in city.people], progress=enrolled)
    by_national_id = {person.national_id: subject for person, subject in zip(city.people, subjects, strict=True)}
    rights = [
        NewRepresentation(
            representative=by_national_id[guardian],
            represented=by_national_id[person.national_id],
            kind=RepresentationKind.GUARDIAN,
            valid_from=turns(person.birth_date, 0),
            source=SOURCE,
        )
        for person in city.people
        for guardian in person.guardians
    ]
    record_representations(actor=ACTOR, rights=rights, progress=recorded)
    accounts = open_cast_accounts(city, by_national_id)
    return Settled(len(subjects), len(rights), accounts)


def open_cast_accounts(city: City, subjects: dict[str, UUID]) -> int:
    """This function will open those of the cast's accounts that are missing and return how many it opened.

    ``subjects`` are the subjects of the city's residents by national id.
    """
    played = {person.persona: person for person in city.people if person.persona}
    there = queries.usernames(persona.id for persona in PERSONAS)
    missing = [persona for persona in PERSONAS if persona.id not in there]
    for persona in missing:
        resident = played.get(persona.id)
        open_account(
            actor=ACTOR,
            username=persona.id,
            display_name=persona.name,
            language=resident.language if resident else "fi",
            resident=subjects[resident.national_id] if resident else None,
            roles=persona.roles,
        )
    return len(missing)


def _new(person: Person) -> NewResident:
    return NewResident(
        national_id=person.national_id,
        given_name=person.given_name,
        family_name=person.family_name,
        birth_date=person.birth_date,
        language=person.language,
        district=person.district,
        street_address=person.street_address,
        postal_code=person.postal_code,
        phone=person.phone,
        phone_since=person.phone_since,
        non_disclosure=person.non_disclosure,
    )

"""Settles the replay's families and offers them their places, a few at a time: what is there already is left alone."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from consent.demo.city.person import Person
from consent.demo.replay.campaign import ACTOR, CLIENT, DEPARTMENT, INPUT
from consent.demo.replay.families import Household, Unit, unit_of
from consent.people import queries
from consent.people.actions.enrol import NewResident, enrol_residents
from consent.people.actions.record_representation import NewRepresentation, record_representations
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.ages import turns
from consent.people.representation import RepresentationKind
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.drafts import Candidate
from consent.proactive.read_models import CampaignView, Refusal

AT_ONCE = 100
SOURCE = "population-register"


class Crowded(Exception):
    """The database holds other people with the same made-up national ids: the replay needs one of its own."""


def settle_families(families: Sequence[Household]) -> Iterator[int]:
    """This function will enrol families with their guardianships, and yield how many are done after each handful.

    A handful is settled as a whole or not at all, so that whatever is killed in between, the next run goes on behind
    it. Raises ``Crowded``.
    """
    for start in range(0, len(families), AT_ONCE):
        handful = families[start : start + AT_ONCE]
        people = [person for family in handful for person in (*family.guardians, *family.children)]
        here = queries.enrolled(person.national_id for person in people)
        if here and len(here) < len(people):
            raise Crowded
        if not here:
            _settle(people)
        yield start + len(handful)


def offer_places(families: Sequence[Household], units: Sequence[Unit], campaign: CampaignView) -> Iterator[int]:
    """This function will hand the children to the campaign as candidates, and yield how many families are done.

    The campaign knows a child that it has been handed before. Raises ``Crowded`` for a child it will not know.
    """
    for start in range(0, len(families), AT_ONCE):
        handful = families[start : start + AT_ONCE]
        candidates = [
            Candidate(
                person=resolve_pairwise_id(department=DEPARTMENT, national_id=child.national_id),
                inputs={INPUT: child.birth_date.isoformat()},
                pool=unit_of(child, units).code,
            )
            for family in handful
            for child in family.children
        ]
        made = make_offers(
            actor=ACTOR, client=CLIENT, department=DEPARTMENT, campaign=campaign.id, candidates=candidates
        )
        if any(isinstance(one, Refusal) for one in made):
            raise Crowded
        yield start + len(handful)


@transaction.atomic
def _settle(people: Sequence[Person]) -> None:
    subjects = enrol_residents(actor=ACTOR, people=[_new(person) for person in people])
    by_id = {person.national_id: subject for person, subject in zip(people, subjects, strict=True)}
    rights = [
        NewRepresentation(
            representative=by_id[guardian],
            represented=by_id[person.national_id],
            kind=RepresentationKind.GUARDIAN,
            valid_from=turns(person.birth_date, 0),
            source=SOURCE,
        )
        for person in people
        for guardian in person.guardians
    ]
    record_representations(actor=ACTOR, rights=rights)


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

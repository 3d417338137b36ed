"""The city enrols its residents, one or many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.demo.city.national_ids import artificial_national_id
from consent.people import queries
from consent.people.actions.enrol import enrol_resident, enrol_residents
from consent.people.models import Resident, Subject
from consent.people.national_id import unseal
from tests.people.people import AN_ID, ANOTHER_ID, SYSTEM, a_resident


def test_an_enrolled_resident_is_found_by_subject_and_by_national_id(db: None) -> None:
    person = a_resident(national_id=AN_ID.lower(), district="Kallio", phone="+358400000000")
    subject = enrol_resident(actor=SYSTEM, person=person)
    view = queries.resident(subject)
    assert view is not None
    assert (view.name, view.birth_date, view.language) == ("Tuikku Testinen", person.birth_date, "fi")
    assert queries.enrolled([AN_ID, ANOTHER_ID]) == {AN_ID: subject}
    row = Resident.objects.get()
    assert (row.district, row.phone, row.non_disclosure) == ("Kallio", "+358400000000", False)
    assert unseal(subject, row.national_id_sealed) == AN_ID


def test_nobody_is_enrolled_twice(db: None) -> None:
    enrol_resident(actor=SYSTEM, person=a_resident(national_id=AN_ID))
    with pytest.raises(Conflict) as refusal:
        enrol_resident(actor=SYSTEM, person=a_resident(national_id=AN_ID, given_name="Toinen"))
    assert refusal.value.code == "already_enrolled"
    assert Resident.objects.get().given_name == "Tuikku"


def test_all_are_enrolled_or_none(db: None) -> None:
    enrol_resident(actor=SYSTEM, person=a_resident(national_id=AN_ID))
    with pytest.raises(Conflict):
        enrol_residents(actor=SYSTEM, people=[a_resident(national_id=ANOTHER_ID), a_resident(national_id=AN_ID)])
    assert queries.enrolled([ANOTHER_ID]) == {}
    assert Subject.objects.count() == 1


def test_a_national_id_given_twice_is_refused(db: None) -> None:
    with pytest.raises(Invalid):
        enrol_residents(actor=SYSTEM, people=[a_resident(national_id=AN_ID), a_resident(national_id=AN_ID.lower())])
    assert not Subject.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"language": "de"},
        {"given_name": " "},
        {"family_name": ""},
        {"birth_date": clock.today() + timedelta(days=2), "national_id": AN_ID},
        {"national_id": "010190-1234"},
    ],
)
def test_bad_data_is_refused_and_nothing_is_stored(db: None, change: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        enrol_resident(actor=SYSTEM, person=a_resident(**({"national_id": AN_ID} | change)))
    assert not Subject.objects.exists()


def test_many_are_enrolled_in_few_statements(db: None) -> None:
    people = [
        a_resident(national_id=artificial_national_id(birth.birth_date, number, "Y"))
        for birth in [a_resident()]
        for number in range(900, 1000)
    ]
    told: list[int] = []
    with CaptureQueriesContext(connection) as captured:
        subjects = enrol_residents(actor=SYSTEM, people=people, progress=told.append)
    assert len(captured) <= 8
    assert sum(told) == len(set(subjects)) == 100
    found = queries.enrolled(person.national_id for person in people)
    assert [found[person.national_id] for person in people] == subjects

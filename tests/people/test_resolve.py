"""A department resolves a national id, and learns nothing else by it."""

import base64
import hashlib
import hmac
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from consent.core.errors import Invalid
from consent.people import keys
from consent.people.actions.enrol import enrol_resident
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import PairwiseId, Resident, Subject
from consent.people.national_id import blind_index
from consent.people.queries import resident, subject_of_pairwise_id
from tests.people.people import AN_ID, ANOTHER_ID, SYSTEM, a_resident


def statements(national_id: str, department: str = "library") -> tuple[list[str], str]:
    """This function will return the statements one resolution ran, and its answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = resolve_pairwise_id(department=department, national_id=national_id)
    queries = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    spelled = [re.sub(r"'[^']*'|\b\d+\b", "?", query) for query in queries]
    return spelled, answer


@pytest.mark.law("GDPR", "25", "A department cannot tell a resident from somebody the platform does not know")
def test_known_and_unknown_people_resolve_by_the_same_statements_to_the_same_shape(db: None) -> None:
    enrol_resident(actor=SYSTEM, person=a_resident(national_id=AN_ID))
    known, known_id = statements(AN_ID)
    unknown, unknown_id = statements(ANOTHER_ID)
    known_again, _ = statements(AN_ID)
    unknown_again, _ = statements(ANOTHER_ID)
    assert known == unknown == known_again == unknown_again
    assert len(known) == 3
    assert re.fullmatch("[a-z2-7]{32}", known_id)
    assert re.fullmatch("[a-z2-7]{32}", unknown_id)


def test_each_resolution_writes_known_or_not(db: None) -> None:
    """A resolution that only read for known people would answer them sooner: the flush of a commit can be measured."""
    enrol_resident(actor=SYSTEM, person=a_resident(national_id=AN_ID))
    for national_id in (AN_ID, ANOTHER_ID, AN_ID, ANOTHER_ID):
        spelled, _ = statements(national_id)
        subject, key, pairwise_id = spelled
        assert all(query.lstrip().startswith("INSERT") for query in spelled)
        # Both write a row each time; the data key between them is there or is made, and is never written twice.
        assert all("DO UPDATE" in query for query in (subject, pairwise_id))
        assert "DO NOTHING" in key


def test_the_id_follows_the_published_formula(db: None) -> None:
    answer = resolve_pairwise_id(department="library", national_id=AN_ID)
    index = hmac.digest(keys.lookup_key(), AN_ID.encode(), hashlib.sha256)
    message = b"mydata-ppid-v1" + b"\x00" + b"\x00\x07" + b"library" + index
    expected = base64.b32encode(hmac.digest(keys.pairwise_key(), message, hashlib.sha256)[:20]).decode()
    assert answer.upper() == expected


def test_two_departments_never_get_the_same_id(db: None) -> None:
    departments = ["library", "education", "health", "sports"]
    answers = {resolve_pairwise_id(department=department, national_id=AN_ID) for department in departments}
    assert len(answers) == 4
    assert Subject.objects.count() == 1


def test_an_id_means_nothing_to_another_department(db: None) -> None:
    answer = resolve_pairwise_id(department="library", national_id=AN_ID)
    assert subject_of_pairwise_id("library", answer) == Subject.objects.get().pk
    assert subject_of_pairwise_id("education", answer) is None


def test_the_id_is_the_same_each_time_and_issued_once(db: None) -> None:
    answers = {resolve_pairwise_id(department="library", national_id=spelling) for spelling in (AN_ID, AN_ID.lower())}
    assert len(answers) == 1
    assert PairwiseId.objects.count() == 1


def test_enrolment_keeps_the_subject_and_the_id(db: None) -> None:
    before = resolve_pairwise_id(department="library", national_id=AN_ID)
    placeholder = Subject.objects.get()
    assert resident(placeholder.pk) is None
    subject = enrol_resident(actor=SYSTEM, person=a_resident(national_id=AN_ID))
    assert subject == placeholder.pk
    assert resolve_pairwise_id(department="library", national_id=AN_ID) == before
    assert subject_of_pairwise_id("library", before) == subject
    assert Resident.objects.get().pk == subject


@pytest.mark.parametrize("department", ["", "Library", "a" * 33, "lib rary", "library\n", "kirjasto-ä", "\x00"])
def test_a_department_code_that_cannot_be_is_refused_and_nothing_is_stored(db: None, department: str) -> None:
    with pytest.raises(Invalid) as refusal:
        resolve_pairwise_id(department=department, national_id=AN_ID)
    assert refusal.value.code == "department"
    assert not Subject.objects.exists()


def test_a_broken_national_id_is_refused_and_nothing_is_stored(db: None) -> None:
    broken = AN_ID[:-1] + ("A" if AN_ID[-1] != "A" else "B")
    with pytest.raises(Invalid) as refusal:
        resolve_pairwise_id(department="library", national_id=broken)
    assert refusal.value.code == "national_id"
    assert broken not in str(refusal.value) + repr(refusal.value)
    assert not Subject.objects.exists()


def test_many_who_ask_at_once_about_a_newcomer_make_one_placeholder(own_database: str) -> None:
    departments = ["library", "education"] * 4
    together = Barrier(len(departments))

    def ask(department: str) -> str:
        try:
            together.wait(timeout=30)
            return resolve_pairwise_id(department=department, national_id=AN_ID)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(departments)) as pool:
        answers = list(pool.map(ask, departments))
    assert len(set(answers)) == 2
    assert bytes(Subject.objects.get().blind_index) == blind_index(AN_ID)
    assert PairwiseId.objects.count() == 2

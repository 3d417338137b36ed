"""A protected child reveals no place, a field outside the permit stays shut, and no unit takes one child too many."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import IntegrityError, connections
from django.test import Client

from services.kit.testkit import assert_nothing_leaks
from services.kit.testkit.bad_permits import bad_permits, permit_for
from services.preschool import records
from services.preschool.facts import Guardians, Home, Place
from services.preschool.models import Child, Guardian, Placement, Unit
from services.preschool.records import (
    BIRTH_DATE,
    HOME,
    KITCHEN,
    PLACE,
    PLACEMENT,
    ChildRecord,
    NoPlaceFree,
    ProtectedChild,
    assign_place,
    locate_child,
    read_allergies,
    read_birth_date,
    read_guardians,
    read_home,
    read_place,
)
from services.sdk.errors import CategoryNotCovered, PermitError, WrongActivity
from services.sdk.fake import FakeLedger
from services.sdk.permits import Permit
from tests.services.preschool import FOR_PLACEMENT, PHONE, STREET, UNIT_NAME, Pupil, allow, build, enrol_child

READERS = [read_birth_date, read_home, read_guardians, read_place, read_allergies]


def permit_to(ledger: FakeLedger, pupil: Pupil, *categories: str, activity: str = PLACEMENT) -> Permit:
    """This function will locate a child and get a genuine permit for these categories."""
    allow(ledger, pupil, activity, *categories)
    with ledger.client() as client:
        assert locate_child(pupil.reference, client.resolve) == pupil.pairwise_id
        permit = client.check(activity, categories, pupil.pairwise_id)[categories[0]]
    assert isinstance(permit, Permit)
    return permit


@pytest.mark.law(
    "Act 661/2009", "36", "a child's page reveals neither address, contacts nor unit under a non-disclosure order"
)
def test_a_protected_child_reveals_no_place_to_anybody(officer: Client, db: None, education: FakeLedger) -> None:
    build("kallio-1", 2)
    secret = enrol_child(education, 904, protected=True, units=("kallio-1",))
    allow(education, secret)
    allow(education, secret, KITCHEN)
    for address in (secret.placement, secret.kitchen):
        page = officer.get(address).content.decode()
        for word in (STREET, "Kallio", "00530", PHONE, "Aino", UNIT_NAME, "kallio-1", "<select"):
            assert word not in page, word
    page = officer.get(secret.placement).content.decode()
    assert len(re.findall(r">\s*Protected\s*<|Protected</span>", page)) == 3
    assert f"{secret.born:%Y-%m-%d}" in page


def test_nobody_moves_a_protected_child_here(officer: Client, db: None, education: FakeLedger) -> None:
    build("kallio-1", 2)
    build("malmi-1", 2)
    secret = enrol_child(education, 904, protected=True, units=("kallio-1",))
    allow(education, secret)
    answer = officer.post(secret.place, {"unit": "malmi-1"}, follow=True)
    assert "non-disclosure order" in answer.content.decode()
    assert Placement.objects.get().unit_id == "kallio-1"
    with pytest.raises(ProtectedChild):
        permit = permit_to(education, secret, *FOR_PLACEMENT)
        assign_place(actor="S-1", permit=permit, pairwise_id=secret.pairwise_id, unit="kallio-1")


def test_where_a_protected_child_lives_is_not_even_kept(db: None, education: FakeLedger) -> None:
    secret = enrol_child(education, 904, protected=True)
    permit = permit_to(education, secret, *FOR_PLACEMENT)
    assert bytes(Child.objects.get().home_sealed) == b""
    assert not Guardian.objects.exists()
    assert read_home(permit, secret.pairwise_id) == Home(protected=True)
    assert read_guardians(permit, secret.pairwise_id) == Guardians(protected=True)
    assert read_place(permit, secret.pairwise_id) == Place(protected=True)
    with pytest.raises(IntegrityError):
        Child.objects.update(home_sealed=b"x")


def test_the_module_leaks_nothing(db: None) -> None:
    assert_nothing_leaks(records)


def test_nothing_personal_lies_open_in_the_tables(db: None, education: FakeLedger) -> None:
    pupil = enrol_child(education, 903)
    stored = repr([*Child.objects.values(), *Guardian.objects.values(), *records.Allergy.objects.values()])
    for word in (pupil.national_id, pupil.born.isoformat(), STREET, "Kallio", "Aino", PHONE, "peanut"):
        assert word not in stored


def test_a_record_opens_field_by_field(db: None, education: FakeLedger) -> None:
    pupil = enrol_child(education, 903)
    record = ChildRecord(permit_to(education, pupil, HOME), pupil.pairwise_id)
    assert record.home.street_address == STREET
    for name in ("birth_date", "guardians", "place"):
        with pytest.raises(CategoryNotCovered):
            getattr(record, name)


def test_a_permit_to_place_opens_no_allergy(db: None, education: FakeLedger, django_assert_num_queries) -> None:
    pupil = enrol_child(education, 903)
    permit = permit_to(education, pupil, *FOR_PLACEMENT)
    with django_assert_num_queries(0), pytest.raises(WrongActivity):
        read_allergies(permit, pupil.pairwise_id)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_no_bad_permit_opens_anything(db: None, reader) -> None:
    for _, permit in bad_permits(reader.category, reader.activity):
        with pytest.raises(PermitError):
            reader(permit, "a" * 32)


@pytest.mark.parametrize("category", [HOME, PLACE, BIRTH_DATE])
def test_no_place_is_assigned_under_half_a_permit(db: None, education: FakeLedger, category: str) -> None:
    build("kallio-1", 2)
    pupil = enrol_child(education, 903)
    half = permit_for(category, PLACEMENT, pupil.pairwise_id)
    for permit in (half, None, *(bad for _, bad in bad_permits(PLACE, PLACEMENT))):
        with pytest.raises(PermitError):
            assign_place(actor="S-1", permit=permit, pairwise_id=pupil.pairwise_id, unit="kallio-1")
    assert not Placement.objects.exists()


def _in_a_thread(permit: Permit, pupil: Pupil, unit: str, together: Barrier) -> str:
    together.wait(10)
    try:
        placed = assign_place(actor="S-1", permit=permit, pairwise_id=pupil.pairwise_id, unit=unit)
        return "placed" if placed else "there"
    except NoPlaceFree:
        return "full"
    finally:
        connections.close_all()


def test_eight_officers_at_once_never_fill_a_unit_over_its_capacity(own_database: str, education: FakeLedger) -> None:
    build("kallio-1", 3)
    pupils = [enrol_child(education, number) for number in range(903, 911)]
    permits = [permit_to(education, pupil, *FOR_PLACEMENT) for pupil in pupils]
    together = Barrier(len(pupils))
    with ThreadPoolExecutor(len(pupils)) as officers:
        tasks = [
            officers.submit(_in_a_thread, permit, pupil, "kallio-1", together)
            for permit, pupil in zip(permits, pupils, strict=True)
        ]
        outcomes = sorted(task.result(60) for task in tasks)
    assert outcomes == ["full"] * 5 + ["placed"] * 3
    assert Unit.objects.get().taken == Placement.objects.count() == 3


def test_children_who_change_places_at_once_do_not_wait_for_each_other(
    own_database: str, education: FakeLedger
) -> None:
    for code in ("kallio-1", "malmi-1"):
        build(code, 5)
    ones = [enrol_child(education, number, units=("kallio-1",)) for number in (903, 904)]
    others = [enrol_child(education, number, units=("malmi-1",)) for number in (905, 906)]
    moves = [(pupil, "malmi-1") for pupil in ones] + [(pupil, "kallio-1") for pupil in others]
    permits = [permit_to(education, pupil, *FOR_PLACEMENT) for pupil, _ in moves]
    together = Barrier(len(moves))
    with ThreadPoolExecutor(len(moves)) as officers:
        tasks = [
            officers.submit(_in_a_thread, permit, pupil, unit, together)
            for permit, (pupil, unit) in zip(permits, moves, strict=True)
        ]
        assert [task.result(60) for task in tasks] == ["placed"] * 4
    assert dict(Unit.objects.values_list("code", "taken")) == {"kallio-1": 2, "malmi-1": 2}


def test_the_database_itself_refuses_one_child_too_many(
    own_database: str, app_connection: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    build("kallio-1", 1, taken=1)
    with pytest.raises(psycopg.errors.CheckViolation):
        app_connection.execute("UPDATE preschool_unit SET taken = taken + 1")

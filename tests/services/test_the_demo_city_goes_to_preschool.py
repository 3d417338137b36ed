"""load_demo enrols the five- and six-year-olds of the extract, by seed, and changes nothing the second time."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from services.kit.extract import read_extract
from services.preschool.actions.newcomers import newcomers
from services.preschool.models import Allergy, Child, DemoChild, Guardian, Placement, Unit
from services.preschool.records import ALLERGIES, KITCHEN, PLACEMENT
from services.preschool.references import complete, is_reference
from services.sdk.fake import FakeLedger
from services.sdk.reasons import Reason
from tests.cast import national_id, years_ago
from tests.services.preschool import FOR_PLACEMENT

MOTHER = national_id(years_ago(36), 901)


def person(age: int, number: int, **more: Any) -> dict[str, Any]:
    """This function will make up a resident of an age in years."""
    born = years_ago(age, 40 + number % 7)
    return {
        "national_id": national_id(born, number),
        "given_name": f"Given{number}",
        "family_name": "Virtanen",
        "birth_date": born.isoformat(),
        "language": "fi",
        "district": "Kallio",
        "street_address": f"Fleminginkatu {number} A 7",
        "postal_code": "00530",
        "phone": "",
        "guardians": [MOTHER],
        "persona": None,
    } | more


def people() -> list[dict[str, Any]]:
    """This function will make up Aino, Eino, many children of his age, and some who are too young or too old."""
    aino = person(36, 901, national_id=MOTHER, given_name="Aino", phone="040 555 0199", guardians=[], persona="aino")
    children = [person(5 + number % 2, 910 + number) for number in range(60)]
    return [aino, person(5, 903, persona="eino"), *children, *(person(age, 980 + age) for age in (3, 4, 7, 8))]


@pytest.fixture
def extract(tmp_path: Path, settings) -> Path:
    """An extract of a small city, where the settings say it is."""
    path = tmp_path / "extract.json"
    write(path, people())
    settings.DEMO, settings.DEMO_EXTRACT = True, path
    return path


def write(path: Path, residents: list[dict[str, Any]], seed: int = 7) -> None:
    """This function will write an extract of these residents."""
    content = {"version": 1, "seed": seed, "as_of": years_ago(0, 0).isoformat(), "people": residents}
    path.write_text(json.dumps(content))


def load() -> str:
    """This function will run the command for this module and return what it said."""
    said = StringIO()
    call_command("load_demo", "preschool", stdout=said)
    return said.getvalue()


def everything() -> list[tuple[object, ...]]:
    """This function will return what the module holds, apart from seals, which differ by design."""
    return [
        *Child.objects.order_by("pk").values_list("pk", "reference", "national_id_fingerprint", "protected"),
        *Guardian.objects.order_by("pk").values_list("pk", "child"),
        *Allergy.objects.order_by("pk").values_list("pk", "child", "severe"),
        *Placement.objects.order_by("pk").values_list("pk", "child", "unit", "starts_on"),
        *Unit.objects.order_by("pk").values_list(),
        *DemoChild.objects.order_by("pk").values_list(),
    ]


def drawn() -> list[tuple[object, ...]]:
    """This function will return who is placed where, apart from the database's own numbers."""
    return sorted(Placement.objects.values_list("child__reference", "unit"))


@pytest.mark.django_db
def test_the_second_time_changes_nothing(extract: Path) -> None:
    assert "preschool: 0 rows" not in load()
    before = everything()
    assert "preschool: 0 rows added" in load()
    assert everything() == before


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_city_and_another_another(extract: Path) -> None:
    load()
    first, references = drawn(), set(Child.objects.values_list("reference", flat=True))
    for seed, same in ((7, True), (8, False)):
        Child.objects.all().delete()
        Unit.objects.all().delete()
        write(extract, people(), seed)
        load()
        assert (drawn() == first) is same
        assert set(Child.objects.values_list("reference", flat=True)) == references


@pytest.mark.django_db
def test_those_of_pre_primary_age_are_enrolled_and_no_unit_is_too_full(extract: Path) -> None:
    load()
    assert Child.objects.count() == 61 + 2
    assert all(is_reference(each) for each in Child.objects.values_list("reference", flat=True))
    assert Guardian.objects.count() == 61
    taken = dict(Unit.objects.filter(taken__gt=0).values_list("code", "taken"))
    assert sum(taken.values()) == Placement.objects.count() > 35
    assert {code: Placement.objects.filter(unit=code).count() for code in taken} == taken
    assert not Child.objects.exclude(pairwise_id="").exists()


@pytest.mark.django_db
def test_a_city_that_grew_gets_the_newcomers_only(extract: Path) -> None:
    load()
    children = set(Child.objects.values_list("pk", "reference"))
    write(extract, [*people(), person(6, 975)])
    load()
    assert len(set(Child.objects.values_list("pk", "reference")) - children) == 1
    assert children < set(Child.objects.values_list("pk", "reference"))


@pytest.mark.django_db
def test_eino_is_there_with_an_allergy_and_without_a_place_yet(
    extract: Path, officer: Client, education: FakeLedger
) -> None:
    load()
    reference = DemoChild.objects.get(who="eino").reference
    eino = education.pairwise_id(people()[1]["national_id"])
    education.answer(KITCHEN, ALLERGIES, eino, Reason.CONSENT)
    for category in FOR_PLACEMENT:
        education.answer(PLACEMENT, category, eino, Reason.LAW)
    kitchen = officer.get(f"/services/preschool/children/{reference}/kitchen/").content.decode()
    assert kitchen.count('<th scope="row"') >= 1
    page = officer.get(f"/services/preschool/children/{reference}/").content.decode()
    assert "Has no place yet" in page
    assert "Fleminginkatu 903 A 7" in page
    assert "Aino Virtanen" in page


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["child", "guardian"])
def test_a_family_with_a_secret_home_is_protected(extract: Path, whose: str) -> None:
    residents = people()
    residents[2 if whose == "child" else 0]["non_disclosure"] = True
    write(extract, residents)
    load()
    assert Child.objects.filter(protected=True).count() == (2 if whose == "child" else 62)


@pytest.mark.parametrize("value", [True, "true", 1, None, "no"])
def test_what_is_not_plainly_open_counts_as_secret(extract: Path, value: object) -> None:
    residents = people()
    residents[2]["non_disclosure"] = value
    write(extract, residents)
    assert read_extract(extract).people[2].non_disclosure
    assert not read_extract(extract).people[1].non_disclosure


def test_the_newcomers_have_artificial_ids_that_nobody_in_the_city_has(extract: Path) -> None:
    city = read_extract(extract)
    made = list(newcomers(city.people, date(2026, 11, 24)))
    again = list(newcomers([*city.people, *made], date(2026, 11, 24)))
    ids = {each.national_id for each in (*city.people, *made, *again)}
    assert len(ids) == len(city.people) + 4
    assert all(900 <= int(each.national_id[7:10]) <= 999 for each in (*made, *again))
    assert all(each.age(date(2026, 11, 24)) == 5 for each in made)


def test_a_reference_with_a_typing_error_is_none() -> None:
    assert is_reference(complete("12345678"))
    assert not is_reference(f"{complete('12345678')[:-1]}x")
    assert not is_reference("²²²²²²²²²")

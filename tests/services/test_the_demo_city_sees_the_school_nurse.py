"""load_demo opens a card for each pupil of the extract, by seed, and changes nothing the second time."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from deploy.local.steps import _clients
from services.kit.references import is_reference
from services.schoolhealth.models import DemoPupil, Finding, Measure, Pupil
from services.schoolhealth.records import FOR_THE_SCHOOL, NEEDS, SUPPORT
from services.schoolhealth.vocabulary import MEASURES, SUITABLE, URGENT
from services.schoolhealth.vocabulary import NEEDS as WORDS
from services.sdk.reasons import Reason
from tests.cast import years_ago
from tests.services.schoolhealth import BothLedgers
from tests.services.test_the_demo_city_goes_to_preschool import person

MANIFEST = Path(__file__).resolve().parents[2] / "services" / "schoolhealth" / "manifest.yaml"
pytestmark = pytest.mark.django_db


def people() -> list[dict[str, Any]]:
    """This function will make up Eino, forty pupils of ages 5 to 15, and some who are too young or too old."""
    pupils = [person(5 + number % 11, 910 + number) for number in range(40)]
    return [person(5, 903, persona="eino"), *pupils, *(person(age, 960 + age) for age in (3, 4, 16, 30))]


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
    call_command("load_demo", "schoolhealth", stdout=said)
    return said.getvalue()


def everything() -> list[tuple[object, ...]]:
    """This function will return what the module holds, apart from seals, which differ by design."""
    return [
        *Pupil.objects.order_by("pk").values_list("pk", "reference", "national_id_fingerprint"),
        *Finding.objects.order_by("pk").values_list("pk", "pupil", "urgent"),
        *Measure.objects.order_by("pk").values_list("pk", "pupil"),
        *DemoPupil.objects.order_by("pk").values_list(),
    ]


def test_the_second_time_changes_nothing(extract: Path) -> None:
    assert "schoolhealth: 0 rows" not in load()
    before = everything()
    assert "schoolhealth: 0 rows added" in load()
    assert everything() == before


def test_those_of_school_age_have_a_card_and_some_of_them_findings(extract: Path) -> None:
    load()
    assert Pupil.objects.count() == 41
    assert all(is_reference(each) for each in Pupil.objects.values_list("reference", flat=True))
    with_findings = Finding.objects.values("pupil").distinct().count()
    assert 2 <= with_findings < 25
    assert not Pupil.objects.exclude(pairwise_id="", school_pairwise_id="").exists()


def test_another_seed_draws_others_and_keeps_the_references(extract: Path) -> None:
    load()
    first = sorted(Finding.objects.values_list("pupil__reference", flat=True))
    references = set(Pupil.objects.values_list("reference", flat=True))
    Pupil.objects.all().delete()
    write(extract, people(), seed=8)
    load()
    assert set(Pupil.objects.values_list("reference", flat=True)) == references
    assert sorted(Finding.objects.values_list("pupil__reference", flat=True)) != first


def test_eino_and_one_who_decides_alone_are_there_to_try(extract: Path, officer: Client, both: BothLedgers) -> None:
    load()
    home = officer.get("/services/schoolhealth/").content.decode()
    assert home.count("Made-up pupils") == 1
    for who, given in (("eino", people()[0]), ("young", None)):
        reference = DemoPupil.objects.get(who=who).reference
        assert reference in home
        if given:
            for ledger in (both.school, both.health):
                for category in (NEEDS, SUPPORT):
                    ledger.answer(FOR_THE_SCHOOL, category, ledger.pairwise_id(given["national_id"]), Reason.CONSENT)
            page = officer.get(f"/services/schoolhealth/pupils/{reference}/").content.decode()
            assert "Asthma" in page
        assert Finding.objects.filter(pupil__reference=reference).exists()


def test_outside_a_demo_nobody_is_offered_to_try(extract: Path, officer: Client, settings) -> None:
    load()
    settings.DEMO = False
    assert "Made-up pupils" not in officer.get("/services/schoolhealth/").content.decode()


def test_each_need_has_arrangements_that_suit_it() -> None:
    assert set(SUITABLE) == set(WORDS)
    assert {measure for measures in SUITABLE.values() for measure in measures} <= set(MEASURES)
    assert set(WORDS) >= URGENT


def test_the_first_run_makes_a_client_for_each_side() -> None:
    service = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert _clients(service) == {"schoolhealth": "health", "schoolhealth.education": "education"}

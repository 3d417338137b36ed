"""An operator fills a demo platform with a city, and runs the command again by mistake."""

import json
import stat
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from consent import clock
from consent.demo.city.generator import make_city
from consent.log.queries import event_count
from consent.people import queries
from consent.people.actions.enrol import NewResident, enrol_resident
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.people.models import Account, RegisterEntry, RepresentationChange, Resident, Subject
from consent.people.population import population_register


@pytest.fixture
def extract(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's extract file goes."""
    settings.DEMO_EXTRACT = tmp_path / "new" / "folder" / "extract.json"
    return settings.DEMO_EXTRACT


def demo_city(**options: Any) -> str:
    """This function will run the command and return what it said."""
    said = StringIO()
    call_command("demo_city", stdout=said, **({"residents": 120, "seed": 7} | options))
    return said.getvalue()


def everything() -> list[object]:
    """This function will return all that the command may have written to the people room and the log."""
    return [
        sorted(model.objects.values_list(*[field.attname for field in model._meta.concrete_fields]), key=str)
        for model in (Subject, Resident, Account, RegisterEntry, RepresentationChange)
    ] + [event_count()]


def test_a_city_is_made_with_its_residents_guardians_and_cast(db: None, extract: Path) -> None:
    said = demo_city()
    people = json.loads(extract.read_bytes())["people"]
    rights = sum(len(person["guardians"]) for person in people)
    assert queries.resident_count() == len(people) == 120
    assert RegisterEntry.objects.count() == RepresentationChange.objects.count() == event_count() == rights > 10
    assert "120 residents" in said
    assert queries.usernames(["aino", "saara", "mikko", "kaisa", "officer", "librarian", "registrar"]) == frozenset(
        Account.objects.values_list("username", flat=True)
    )
    assert [account.has_usable_password() for account in Account.objects.all()] == [False] * 7


def test_aino_and_saara_act_for_eino_and_mikko_does_not(db: None, extract: Path) -> None:
    demo_city()
    subjects = {
        person["persona"]: queries.enrolled([person["national_id"]])[person["national_id"]]
        for person in json.loads(extract.read_bytes())["people"]
        if person["persona"]
    }

    def may(username: str) -> bool:
        account = queries.account(username)
        assert account is not None
        assert account.resident_id == subjects[username]
        representative: UUID = subjects[username]
        return population_register().may_represent(representative, subjects["eino"], clock.now()) is not None

    assert {username: may(username) for username in ("aino", "saara", "mikko")} == {
        "aino": True,
        "saara": True,
        "mikko": False,
    }


def test_staff_of_the_cast_have_their_roles_and_live_nowhere(db: None, extract: Path) -> None:
    demo_city()
    reach = {
        "librarian": [("librarian", "library")],
        "officer": [("officer", "education")],
        "kaisa": [("dpo", None)],
        "registrar": [("registrar", None)],
    }
    for username, roles in reach.items():
        account = queries.account(username)
        assert account is not None
        assert account.resident_id is None
        assert list(account.roles.values_list("role", "department")) == roles


def test_the_extract_is_for_its_owners_eyes_only(db: None, extract: Path) -> None:
    demo_city()
    assert stat.S_IMODE(extract.stat().st_mode) == 0o600
    assert [path.name for path in extract.parent.iterdir()] == ["extract.json"]


def test_the_same_city_twice_changes_nothing(db: None, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo_city()
    before, file = everything(), (extract.read_bytes(), extract.stat().st_mtime_ns)
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "nothing changed" in demo_city()
    assert everything() == before
    assert (extract.read_bytes(), extract.stat().st_mtime_ns) == file


def test_a_lost_extract_is_written_again_to_the_same_bytes(db: None, extract: Path) -> None:
    demo_city()
    before = extract.read_bytes()
    extract.unlink()
    assert "wrote the extract" in demo_city()
    assert extract.read_bytes() == before


def test_a_city_made_at_midnight_is_known_again(db: None, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = clock.today() - timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: yesterday)
    demo_city()
    monkeypatch.undo()
    assert "here already" in demo_city()


@pytest.mark.parametrize("other", [{"seed": 8}, {"residents": 121}])
def test_another_city_is_refused_with_advice_and_changes_nothing(
    db: None, extract: Path, other: dict[str, int]
) -> None:
    demo_city()
    before, file = everything(), extract.read_bytes()
    with pytest.raises(CommandError, match=r"--seed 7 --residents 120.*make clean"):
        demo_city(**other)
    extract.unlink()
    with pytest.raises(CommandError, match="another city of 120 residents"):
        demo_city(**other)
    assert everything() == before
    assert not extract.exists()
    extract.write_bytes(file)


def test_a_platform_with_a_resident_of_its_own_is_no_place_for_a_city(db: None, extract: Path) -> None:
    alone = make_city(7, 120, clock.today()).people[50]
    person = NewResident(
        national_id=alone.national_id,
        given_name=alone.given_name,
        family_name=alone.family_name,
        birth_date=alone.birth_date,
        language=alone.language,
    )
    enrol_resident(actor=Actor.system("test"), person=person)
    with pytest.raises(CommandError, match="of 1 residents"):
        demo_city()
    assert queries.resident_count() == 1
    assert not extract.exists()


def test_a_resident_who_was_erased_stays_erased(
    own_database: str, extract: Path, owner_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    demo_city()
    erased = json.loads(extract.read_bytes())["people"][-1]["national_id"]
    Resident.objects.filter(pk=queries.enrolled([erased])[erased]).delete()
    assert "wrote the extract" in demo_city()
    assert queries.enrolled([erased]) == {}
    assert erased not in extract.read_text()


def test_production_refuses_a_made_up_city(db: None, extract: Path, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        demo_city()
    assert queries.resident_count() == 0
    assert not extract.exists()


def test_a_size_that_is_no_city_is_refused(db: None, extract: Path) -> None:
    for residents in (0, 19, 10**7):
        with pytest.raises(CommandError, match="between"):
            demo_city(residents=residents)


def test_a_city_that_cannot_be_finished_leaves_nothing(
    db: None, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr("consent.demo.city.settling.open_account", broken)
    with pytest.raises(OSError, match="power"):
        demo_city()
    assert queries.resident_count() == RegisterEntry.objects.count() == event_count() == 0
    assert not extract.exists()
    assert connection.in_atomic_block  # the test's own transaction is still whole


def test_placeholders_of_its_residents_are_taken_over(db: None, extract: Path) -> None:
    aino = make_city(7, 120, clock.today()).people[0]
    before = resolve_pairwise_id(department="library", national_id=aino.national_id)
    demo_city()
    subject = queries.subject_of_pairwise_id("library", before)
    assert subject == queries.enrolled([aino.national_id])[aino.national_id]

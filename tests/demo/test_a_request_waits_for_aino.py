"""A newcomer to the demo signs in as Aino, and a request about Eino waits for her."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from consent import clock
from consent.asking.models import ConsentRequest
from consent.asking.queries import waiting_for
from consent.people import queries


def demo_request() -> str:
    """This function will let early education ask, and return what the command said."""
    said = StringIO()
    call_command("demo_request", "--client-id", "c-1", stdout=said)
    return said.getvalue()


@pytest.fixture
def city(db: None, settings: Settings, tmp_path: Path) -> dict[str, str]:
    """A small city beside the registered purposes of its services; national ids by persona."""
    settings.DEMO_EXTRACT = tmp_path / "extract.json"
    call_command("publish_registry", verbosity=0)
    call_command("demo_city", residents=120, seed=7, stdout=StringIO())
    people = json.loads(settings.DEMO_EXTRACT.read_bytes())["people"]
    return {person["persona"]: person["national_id"] for person in people if person["persona"]}


def test_one_request_waits_and_is_not_made_again(city: dict[str, str]) -> None:
    assert "one request waits for Aino" in demo_request()
    assert "asked_already" in demo_request()
    assert ConsentRequest.objects.count() == 1
    eino = queries.enrolled([city["eino"]])[city["eino"]]
    assert [code for _, code in waiting_for([eino], clock.now())] == ["kitchen-allergies"]


def test_nobody_is_asked_outside_a_demo_or_before_the_register(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DEMO_EXTRACT = tmp_path / "extract.json"
    with pytest.raises(CommandError, match="needs a demo city"):
        demo_request()
    settings.DEMO_EXTRACT.write_text(json.dumps({"people": []}), encoding="utf-8")
    with pytest.raises(CommandError, match="publish_registry first"):
        demo_request()
    settings.DEMO = False
    with pytest.raises(CommandError, match="needs a demo city"):
        demo_request()
    assert not ConsentRequest.objects.exists()

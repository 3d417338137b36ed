"""Whoever writes a test begins where it says: in an empty database, among the cast, or in a database of its own."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from consent.people.models import Resident
from tests.architecture.tree import ROOT
from tests.cast import Cast, enrol, years_ago
from tests.places import Places
from tests.sharing import PIECES, piece

FAMILY = 5  # with the stranger of the cast


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_cast_is_there_and_what_a_test_adds_is_gone_at_the_next(time: str, settled: Cast, db: None) -> None:
    assert Resident.objects.count() == FAMILY
    assert Resident.objects.filter(pk=settled.aino.subject).exists()
    enrol("Pia", years_ago(30), 921)
    assert Resident.objects.count() == FAMILY + 1


def test_nobody_lives_where_nobody_was_asked_for(db: None) -> None:
    assert Resident.objects.count() == 0


def test_a_clone_of_ones_own_has_the_cast_when_asked_for(own_database: str, settled: Cast) -> None:
    assert str(connection.settings_dict["NAME"]) == own_database
    assert Resident.objects.count() == FAMILY


def test_a_clone_of_ones_own_is_empty_otherwise(own_database: str) -> None:
    assert Resident.objects.count() == 0


def test_a_file_that_works_in_a_database_of_its_own_stays_there(django_db_setup: Places, own_database: str) -> None:
    django_db_setup.show(settled=False)
    assert settings.DATABASES["default"]["NAME"] == own_database
    with pytest.raises(LookupError, match="the cast lives in"):
        django_db_setup.show(settled=True)


def test_every_piece_that_one_process_does_alone_is_there() -> None:
    assert [path for path in PIECES if not Path(ROOT, path).exists()] == []


def test_a_file_stays_together_and_so_do_those_that_start_servers() -> None:
    assert piece("tests/core/test_a.py::test_one") == piece("tests/core/test_a.py::test_two[x::y]")
    assert piece("tests/core/test_a.py::test_one") != piece("tests/core/test_b.py::test_one")
    assert piece("tests/local/test_a.py::test_one") == piece("tests/faults/test_b.py::test_one")
    assert piece("tests/browser/test_a.py::test_one") == piece("tests/browser/test_b.py::test_one")

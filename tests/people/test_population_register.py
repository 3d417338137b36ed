"""The stand-in register works, and nobody can take it for the real one unawares."""

import logging

import pytest
from pytest_django.fixtures import Settings

from consent.people.checks import check_population_register
from consent.people.population import (
    PopulationRegister,
    TableRegister,
    population_register,
    shout_when_stand_in,
)


class CityRegister:
    """A register that some authority keeps, as far as these tests care."""

    def representations_by(self, subject: object, at: object) -> list[object]:
        """This function will know nobody."""
        return []

    representatives_of = representations_by

    def may_represent(self, representative: object, represented: object, at: object, **asked: object) -> None:
        """This function will let nobody act."""


def test_the_register_is_the_one_that_the_settings_name(settings: Settings) -> None:
    assert isinstance(population_register().register, TableRegister)
    assert isinstance(population_register(), PopulationRegister)
    settings.POPULATION_REGISTER = f"{__name__}.CityRegister"
    assert type(population_register().register).__name__ == "CityRegister"


@pytest.mark.parametrize(
    ("path", "error"), [("nowhere.Register", ImportError), ("consent.people.actors.Actor.system", ImportError)]
)
def test_a_register_that_is_not_there_stops_the_act(settings: Settings, path: str, error: type[Exception]) -> None:
    settings.POPULATION_REGISTER = path
    with pytest.raises(error):
        population_register()


def test_a_thing_that_is_no_register_stops_the_act(settings: Settings) -> None:
    settings.POPULATION_REGISTER = "builtins.dict"
    with pytest.raises(TypeError):
        population_register()


def test_outside_demo_the_stand_in_shouts(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.DEMO = False
    with caplog.at_level(logging.WARNING, "consent.people.population"):
        shout_when_stand_in()
    assert ["stand-in" in record.message for record in caplog.records] == [True]
    assert [found.id for found in check_population_register()] == ["people.W001"]


def test_in_demo_it_is_quiet(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    shout_when_stand_in()
    assert caplog.records == []
    assert check_population_register() == []


def test_a_real_register_is_quiet(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.DEMO = False
    settings.POPULATION_REGISTER = f"{__name__}.CityRegister"
    shout_when_stand_in()
    assert caplog.records == []
    assert check_population_register() == []

"""System check that nobody takes the stand-in register for the population register."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning

from consent.people.population import is_stand_in


def check_population_register(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """This function will warn, outside demo mode, when representations come from the stand-in table."""
    if settings.DEMO or not is_stand_in():
        return []
    return [
        Warning(
            "The population register is a stand-in: who may act for whom is known only from this platform's own table.",
            hint="Set POPULATION_REGISTER to an adapter of the city's population register, or silence people.W001 when "
            "the table is kept up to date by other means.",
            id="people.W001",
        )
    ]

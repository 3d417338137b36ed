"""System check that nobody takes a fixture's decisions for the ledger's."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning

from consent.api.access.policy_config import LEDGER


def check_policy_source(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """This function will warn when something else than the ledger decides; outside a demonstration nothing else can."""
    if settings.ACCESS_POLICY_SOURCE == LEDGER:
        return []
    return [
        Warning(
            f"Decisions come from {settings.ACCESS_POLICY_SOURCE} and not from the ledger: nothing is recorded.",
            hint="Remove ACCESS_POLICY_SOURCE and ACCESS_POLICY_FIXTURE when the trial is over.",
            id="api.W001",
        )
    ]

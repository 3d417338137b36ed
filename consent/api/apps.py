"""The departments' face."""

from django.apps import AppConfig
from django.core import checks


class ApiConfig(AppConfig):
    """Registers how the OpenAPI document describes our authentication."""

    name = "consent.api"
    label = "api"

    def ready(self) -> None:
        """This function will import what drf-spectacular finds by being imported, and register the room's check."""
        from consent.api.checks import check_policy_source
        from consent.api.schema import security  # noqa: F401

        checks.register(check_policy_source)

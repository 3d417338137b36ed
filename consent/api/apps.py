"""The departments' face."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers how the OpenAPI document describes our authentication."""

    name = "consent.api"
    label = "api"

    def ready(self) -> None:
        """This function will import what drf-spectacular finds by being imported."""
        from consent.api.schema import security  # noqa: F401

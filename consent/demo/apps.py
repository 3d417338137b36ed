"""The demo room: sign-in as one of the cast, and a synthetic city. Installed in demo mode only."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A face room without tables."""

    name = "consent.demo"
    verbose_name = "demo"

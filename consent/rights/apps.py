"""Exports, requests and feedback: what residents may demand of the city about their data."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Registers the room with Django."""

    name = "consent.rights"
    label = "rights"

"""The officers' desk: a department's campaigns, how they go, and what a person must look at."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the room with Django."""

    name = "consent.desk"
    label = "desk"

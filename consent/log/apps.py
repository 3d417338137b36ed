"""The log room: append-only events, their data keys and the rules that keep them so."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class LogConfig(AppConfig):
    """Registers the check that the append-only triggers are in force."""

    name = "consent.log"

    def ready(self) -> None:
        """This function will register the database check of the triggers."""
        from consent.log.checks import check_triggers

        register(Tags.database)(check_triggers)

"""The log room: append-only events, their data keys and the rules that keep them so."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class LogConfig(AppConfig):
    """Registers the checks that the append-only tables are so, for everyone."""

    name = "consent.log"

    def ready(self) -> None:
        """This function will register the database checks of triggers and rights."""
        from consent.log.checks import check_rights, check_triggers

        register(Tags.database)(check_triggers)
        register(Tags.database)(check_rights)

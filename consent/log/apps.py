"""The log room: append-only events, their data keys and the rules that keep them so."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class LogConfig(AppConfig):
    """Registers the log's facts about itself, and the checks that the append-only tables are so, for everyone."""

    name = "consent.log"

    def ready(self) -> None:
        """This function will register the log's own kinds and the database checks."""
        from consent.core.events import Kind
        from consent.log import kinds
        from consent.log.checks import check_guard, check_rights, check_triggers
        from consent.log.models import KeyChange, LogBegan
        from consent.log.own_events import encode_key_change, encode_log_began

        kinds.register(Kind.LOG_BEGAN, LogBegan, encode_log_began, subject_field="")
        for kind in (Kind.LOG_KEY_BEGAN, Kind.LOG_KEY_RETIRED, Kind.LOG_KEY_COMPROMISED):
            kinds.register(kind, KeyChange, encode_key_change, subject_field="")
        register(Tags.database)(check_guard)
        register(Tags.database)(check_triggers)
        register(Tags.database)(check_rights)

"""Exports, requests, erasure, retention and feedback: what residents may demand of the city about their data."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Tells the log which payloads are this room's, and which events were emptied by design."""

    name = "consent.rights"
    label = "rights"

    def ready(self) -> None:
        """This function will register the room's event kinds with the log."""
        from consent.core.events import Kind
        from consent.log.kinds import register
        from consent.log.shredded import register_manifest_source
        from consent.rights.events import encode_erasure
        from consent.rights.manifest_queries import shredded_among
        from consent.rights.models import Erasure

        for kind in (Kind.RESIDENT_ERASED, Kind.RETENTION_APPLIED):
            register(kind, Erasure, encode_erasure, subject_field="")
        register_manifest_source(shredded_among)

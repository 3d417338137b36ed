"""Asking: a department asks a resident to decide, once, and then waits; silence is an answer too."""

from django.apps import AppConfig


class AskingConfig(AppConfig):
    """Tells the log which payloads are this room's."""

    name = "consent.asking"
    label = "asking"

    def ready(self) -> None:
        """This function will register the room's event kinds with the log."""
        from consent.asking.encoders import encode_cancellation, encode_request
        from consent.asking.models import Cancellation, ConsentRequest
        from consent.core.events import Kind
        from consent.log.kinds import register

        register(Kind.CONSENT_REQUESTED, ConsentRequest, encode_request)
        register(Kind.CONSENT_REQUEST_CANCELLED, Cancellation, encode_cancellation)

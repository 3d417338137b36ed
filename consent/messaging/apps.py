"""Messaging: what the city sends to telephones, and what comes back; numbers and texts stay inside this room."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class MessagingConfig(AppConfig):
    """The room records no events: whoever has a message sent does, when told what became of it."""

    name = "consent.messaging"
    label = "messaging"

    def ready(self) -> None:
        """This function will have the worker send and hand over replies, and check the settings."""
        from consent.log.loops import register_loop
        from consent.messaging.checks import check_messaging
        from consent.messaging.rounds import AskingRounds, ReplyRounds, SendingRounds

        register_loop("messages", SendingRounds)
        register_loop("message-statuses", AskingRounds)
        register_loop("replies", ReplyRounds)
        register(Tags.security)(check_messaging)

"""What the worker does for messages all the time: it sends, asks and hands over replies; none waits for another."""

import logging
from abc import ABC, abstractmethod
from threading import Event as Flag

from django.db import DatabaseError, InterfaceError, connection

from consent.messaging.actions.ask_provider import ask_provider
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.actions.send import give_up_claims, send_due, sending_is_possible
from consent.people.actors import Actor

SENT_EVERY, HANDLED_EVERY, ASKED_EVERY = 0.25, 0.5, 10.0
# After a failure nobody is in a hurry: an owner or a register that is away is asked again a little later.
AFTER_FAILURE = 5.0
logger = logging.getLogger(__name__)


class _Rounds(ABC):
    """Rounds that go on whatever goes wrong."""

    every: float
    actor: Actor

    def __init__(self) -> None:
        self._stopped = Flag()

    def stop(self) -> None:
        """This function will end the rounds after what is at hand."""
        self._stopped.set()

    def run(self) -> None:
        """This function will go on until it is stopped, whatever goes wrong."""
        while not self._stopped.is_set():
            wait = self.every
            try:
                self.round()
            except (DatabaseError, InterfaceError) as failure:
                logger.warning("%s was interrupted: %s", self.actor.name, type(failure).__name__)
                connection.close()
            except Exception as failure:
                # The kind of the failure only: its words may hold a number or a text.
                logger.error("%s failed: %s", self.actor.name, type(failure).__name__)
                connection.close()
                wait = AFTER_FAILURE
            self._stopped.wait(wait)
        connection.close()

    @abstractmethod
    def round(self) -> None:
        """This function will do what is due now."""


class SendingRounds(_Rounds):
    """Sends what is due, and gives up what a dead sender left."""

    every, actor = SENT_EVERY, Actor.system("messages")

    def run(self) -> None:
        """This function will say once when nothing can be sent, and go on until it is stopped."""
        if not sending_is_possible():
            logger.warning("no text messages are sent (SMS_BACKEND): what is queued waits")
        super().run()

    def round(self) -> None:
        """This function will send until nothing is due, the pace is reached or the rounds are stopped."""
        give_up_claims(actor=self.actor)
        while not self._stopped.is_set() and send_due(actor=self.actor):
            pass


class AskingRounds(_Rounds):
    """Asks a provider that does not report by itself."""

    every, actor = ASKED_EVERY, Actor.system("message-statuses")

    def round(self) -> None:
        """This function will ask about what is due."""
        while not self._stopped.is_set() and ask_provider(actor=self.actor):
            pass


class ReplyRounds(_Rounds):
    """Hands over replies and reports that nobody has handled yet."""

    every, actor = HANDLED_EVERY, Actor.system("replies")

    def round(self) -> None:
        """This function will hand over what waits, a handful at a time."""
        lay_reports(actor=self.actor)
        while not self._stopped.is_set() and handle_inbound(actor=self.actor, limit=50):
            pass

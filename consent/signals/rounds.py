"""What the worker does for streams all the time: it follows the log, and pushes; neither ever waits for the other."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Event as Flag

from django.db import DatabaseError, InterfaceError, connection

from consent import clock
from consent.people.actors import Actor
from consent.signals.actions.follow import follow_stream
from consent.signals.actions.push import push_next
from consent.signals.actions.sign_anew import sign_anew
from consent.signals.pushing.addresses import push_is_offered
from consent.signals.queries import streams_behind, streams_to_push
from consent.tokens.keys import public_keys

FOLLOWED_EVERY, PUSHED_EVERY = 0.5, 1.0
# So many stretches or tokens of one stream before the next stream's turn.
TURN = 20

logger = logging.getLogger(__name__)


class _Rounds(ABC):
    """Rounds through the streams that have something to be done; what goes wrong with one does not stop the others."""

    every: float
    actor: Actor

    def __init__(self) -> None:
        self._stopped = Flag()

    def stop(self) -> None:
        """This function will end the rounds after the stretch or the push at hand."""
        self._stopped.set()

    def run(self) -> None:
        """This function will go on until it is stopped, whatever goes wrong."""
        while not self._stopped.is_set():
            try:
                self.round()
            except (DatabaseError, InterfaceError) as failure:
                logger.warning("%s was interrupted: %s", self.actor.name, type(failure).__name__)
                connection.close()
            except Exception:
                logger.exception("%s failed", self.actor.name)
                connection.close()
            self._stopped.wait(self.every)
        connection.close()

    @abstractmethod
    def round(self) -> None:
        """This function will give each stream its turn once."""

    def _turn(self, stream: str, step: Callable[[str], bool]) -> None:
        try:
            for _ in range(TURN):
                if self._stopped.is_set() or not step(stream):
                    return
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s failed with one stream", self.actor.name)


class FollowingRounds(_Rounds):
    """Makes tokens of what is new in the log."""

    every, actor = FOLLOWED_EVERY, Actor.system("signals")

    def __init__(self) -> None:
        super().__init__()
        self._published: frozenset[str] = frozenset()

    def round(self) -> None:
        """This function will have every stream that is behind the log read on, and orphaned tokens signed anew."""
        published = frozenset(key["kid"] for key in public_keys())
        if published != self._published:
            while sign_anew(actor=self.actor) and not self._stopped.is_set():
                pass
            self._published = published
        for stream in streams_behind(clock.now()):
            self._turn(stream, lambda one: follow_stream(actor=self.actor, stream=one))


class PushRounds(_Rounds):
    """Pushes tokens whose time has come, where the operator offers push."""

    every, actor = PUSHED_EVERY, Actor.system("signals-push")

    def round(self) -> None:
        """This function will push what is due, of each stream in its order."""
        if push_is_offered():
            for stream in streams_to_push(clock.now()):
                self._turn(stream, lambda one: push_next(actor=self.actor, stream=one))

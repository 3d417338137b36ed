"""Asking the witnesses again and again, beside the sequencer and never in its way."""

import logging
from threading import Event as Flag

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from consent.log.witnessing import ask_witnesses

EVERY = 5.0

# "mydata", and the third thing that one process at a time does (see consent.log.leadership).
_ROOM, _ASKING = 0x6D79_6461, 3

logger = logging.getLogger(__name__)


class WitnessRounds:
    """Asks every few seconds while there is something new; of several workers one asks."""

    def __init__(self) -> None:
        self._stopped = Flag()

    def stop(self) -> None:
        """This function will end the rounds; it may be called from another thread."""
        self._stopped.set()

    def run(self) -> None:
        """This function will ask until it is stopped; without a policy it has nothing to do and returns."""
        if settings.LOG_WITNESS_POLICY is None:
            return
        while not self._stopped.is_set():
            try:
                self._round()
            except (DatabaseError, InterfaceError) as failure:
                logger.warning("a round of witnesses was interrupted: %s", type(failure).__name__)
            except Exception:
                logger.exception("a round of witnesses failed")
            finally:
                connection.close()  # and with it the lock
            self._stopped.wait(EVERY)

    def _round(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_ROOM, _ASKING])
            if not cursor.fetchone()[0]:
                return
        ask_witnesses()

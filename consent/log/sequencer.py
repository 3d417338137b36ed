"""The sequencer: one process gives every event its index, keeps the tiles and signs checkpoints.

Writers never wait for it: they leave a pending row in their own transaction. A batch is two transactions with the fork
guard between them. What a crash leaves:

* before A commits: nothing; the pending rows are still there.
* after A, before the guard: leaves and tiles that no checkpoint covers; the next leader signs them.
* after the guard, before B commits: a checkpoint that only the guard has; the next leader stores the guard's own note.
* after B: nothing undone. A transaction that was reported as failed and yet committed is one of these.
"""

import logging
import time
from threading import Event as Flag

from django.db import DatabaseError, InterfaceError, connection, transaction

from consent.core.errors import Conflict
from consent.log import leadership
from consent.log.actions.begin_log import begin_first_log
from consent.log.fork_guard import Highest
from consent.log.models import Log
from consent.log.placing import BATCH, Placed, place_pending
from consent.log.reconciling import reconcile, refuse_a_rewound_database
from consent.log.refusals import GuardMoved, LogRefused, LogRewound
from consent.log.signing import sign_stored

EVERY = 0.1  # a batch begins this long after the one before it began, unless there is more waiting than one batch
STANDBY = 0.3  # how often another process tries to take over
AFTER_REFUSAL = 2.0
ACTOR = "sequencer"

logger = logging.getLogger(__name__)


def sequence_batch(log: Log, highest: Highest | None) -> tuple[Placed, Highest | None]:
    """This function will place one batch of pending events and sign the size they reach.

    ``highest`` is what the guard has (``reconcile``); the new one is returned. It needs no lead taken before: it is
    refused while another process leads, and the guard refuses it when another has signed. Raises ``LogRefused``, and
    ``django.db.DatabaseError`` as the database does; both leave what the head of this file says.
    """
    with transaction.atomic(durable=True):
        leadership.require_lead()
        placed = place_pending(log.number)
        if highest is not None and placed.size - placed.leaves < highest.size:
            raise LogRewound(f"Size {highest.size} of {log.origin} has been signed; leaves have gone since.")
        # A crash before this commit leaves everything pending.
    # A crash here, or a commit that was reported as failed and was not, leaves leaves without a checkpoint.
    return placed, sign_stored(log, highest)


def ready_log() -> Log:
    """This function will return the log to continue, and begin the city's first when nobody has heard of one."""
    log = Log.objects.order_by("-number").first()
    return begin_first_log(actor=ACTOR) if log is None else log


class Sequencer:
    """The loop around batches: waits for the lead, continues the log, and gives way when anything is wrong."""

    def __init__(self) -> None:
        self._stopped = Flag()

    def stop(self) -> None:
        """This function will end the loop after the batch at hand; it may be called from another thread."""
        self._stopped.set()

    def run(self) -> None:
        """This function will sequence until it is stopped. Whatever goes wrong, it waits and tries again."""
        said = ""
        while not self._stopped.is_set():
            pause = STANDBY
            try:
                if leadership.take_lead():
                    self._lead()
                said = ""
            except GuardMoved as refusal:
                logger.warning("%s", refusal)
            except (LogRefused, Conflict, OSError) as refusal:
                pause = AFTER_REFUSAL
                if (text := str(refusal)) != said:
                    logger.critical("The log is not continued: %s", text)
                said = text
            except (DatabaseError, InterfaceError) as failure:
                logger.warning("sequencing was interrupted: %s", type(failure).__name__)
            except Exception:
                pause = AFTER_REFUSAL
                logger.exception("sequencing failed")
            finally:
                connection.close()  # and with it the lead
            self._stopped.wait(pause)

    def _lead(self) -> None:
        refuse_a_rewound_database()
        log = ready_log()
        highest = sign_stored(log, reconcile(log))
        logger.info("this process sequences %s from size %s", log.origin, highest.size if highest else 0)
        while not self._stopped.is_set():
            began = time.monotonic()
            placed, highest = sequence_batch(log, highest)
            if placed.claimed > placed.leaves:
                logger.error("%s pending rows belong to no new event", placed.claimed - placed.leaves)
            if placed.claimed < BATCH:
                self._stopped.wait(max(0.0, EVERY - (time.monotonic() - began)))

"""The sequencer for tests, which run none: ``sequence_all`` works pending events off in the test's own database."""

from consent.log.fork_guard import Highest
from consent.log.models import Log, Pending, SignedCheckpoint
from consent.log.reconciling import reconcile
from consent.log.sequencer import ready_log, sequence_batch
from consent.log.signing import sign_stored


def begun_log() -> tuple[Log, Highest | None]:
    """This function will return the log as a new leader finds and signs it, begun when there was none."""
    log = ready_log()
    return log, sign_stored(log, reconcile(log))


def sequence_all() -> SignedCheckpoint:
    """This function will give every pending event its index, sign, and return the newest checkpoint.

    Needs the fixture ``log_keys``: a guard and keys of the test's own. Works in a test's rolled-back transaction too.
    """
    log, highest = begun_log()
    while Pending.objects.exists():
        _, highest = sequence_batch(log, highest)
    return SignedCheckpoint.objects.filter(log_number=log.number).latest("size")

"""Comparing the database with the fork guard: may this database be continued, and what did a crash leave undone?"""

from django.conf import settings
from django.db import transaction

from consent.core.checkpoints import Checkpoint, verify_checkpoint
from consent.core.strict import FormatError
from consent.log import fork_guard
from consent.log.fork_guard import Highest
from consent.log.leadership import require_lead
from consent.log.models import Log, SignedCheckpoint
from consent.log.placing import stored_size
from consent.log.refusals import GuardDamaged, GuardMissing, LogForked, LogRewound, OriginDiffers
from consent.log.signing import record_checkpoint
from consent.log.signing_keys import vkeys
from consent.log.stored_tree import root_at


def origin_of(number: int) -> str:
    """This function will return the origin of a log by its number: ``LOG_ORIGIN``, with ``/n`` for a successor."""
    origin = str(settings.LOG_ORIGIN)
    return origin if number == 1 else f"{origin}/{number}"


def number_of(origin: str) -> int | None:
    """This function will return the number of a log of this city by its origin, None for another city's."""
    if origin == settings.LOG_ORIGIN:
        return 1
    start, _, number = origin.rpartition("/")
    ours = start == settings.LOG_ORIGIN and number.isascii() and number.isdigit() and not number.startswith("0")
    return int(number) if ours and int(number) > 1 else None


def refuse_a_rewound_database() -> None:
    """This function will raise a ``LogRefused`` when the database is behind what was signed, or another's.

    It only looks: any process may call it, at any time, beside a sequencer at work.
    """
    log = Log.objects.order_by("-number").first()
    if log is None:
        _require_no_other(0)
    else:
        check_against_guard(log)


def check_against_guard(log: Log) -> Highest | None:
    """This function will return what the guard has for the current log, after finding that the database bears it out.

    None while nothing has been signed. Raises ``LogRewound``, ``LogForked``, ``GuardMissing``, ``GuardDamaged`` or
    ``OriginDiffers``.
    """
    if log.origin != origin_of(log.number):
        raise OriginDiffers(log.origin, origin_of(log.number))
    _require_no_other(log.number)
    # In this order: whoever signs meanwhile writes leaves first, then the guard, then the checkpoint.
    last = SignedCheckpoint.objects.filter(log_number=log.number).order_by("-size").first()
    highest = fork_guard.highest(log.origin)
    if highest is None:
        if last is not None:
            raise GuardMissing(f"Size {last.size} of {log.origin} is signed, but the guard has no file of it.")
        return None
    if last is not None and last.size > highest.size:
        raise GuardMissing(f"Size {last.size} of {log.origin} is signed, but the guard is only at {highest.size}.")
    if last is not None and last.size == highest.size and bytes(last.root) != highest.root:
        raise LogForked(f"The database has a checkpoint of size {last.size} of {log.origin} that was never signed.")
    size = stored_size(log.number)
    if size < highest.size:
        raise LogRewound(f"Size {highest.size} of {log.origin} has been signed; the database holds {size} leaves.")
    if root_at(log.number, highest.size) != highest.root:
        raise LogForked(f"At size {highest.size} of {log.origin} another root has been signed than the database has.")
    _verify_guarded(log, highest)
    return highest


def reconcile(log: Log) -> Highest | None:
    """This function will finish what a crashed leader left, and return what the guard has.

    A checkpoint that the guard has and the database lacks is stored as the guard's own note, and never signed again.
    Raises as ``check_against_guard`` does.
    """
    highest = check_against_guard(log)
    if highest is None:
        return None
    if SignedCheckpoint.objects.filter(log_number=log.number, size=highest.size).exists():
        return highest
    with transaction.atomic(durable=True):
        require_lead()
        # A crash here leaves things as they were: the next leader does the same again.
        record_checkpoint(log, highest)
    return highest


def _verify_guarded(log: Log, highest: Highest) -> None:
    try:
        found = verify_checkpoint(highest.note, [key.vkey for key in vkeys(log)])
    except FormatError:
        raise GuardDamaged(str(fork_guard.guard_file(log.origin))) from None
    if found != Checkpoint(highest.origin, highest.size, highest.root):
        raise GuardDamaged(str(fork_guard.guard_file(log.origin)))


def _require_no_other(number: int) -> None:
    """A log that only the guard knows is newer than this database."""
    for one in fork_guard.known():
        other = number_of(one.origin)
        if other is not None and other > number:
            raise LogRewound(
                f"The log {one.origin} has been signed up to {one.size}; the database has never heard of it."
            )

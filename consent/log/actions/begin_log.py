"""Beginning a log: the very first one, or a successor of one whose newest state is lost."""

from django.db import transaction

from consent import clock
from consent.core.checkpoints import Checkpoint
from consent.core.errors import Conflict, Invalid
from consent.core.events import Kind
from consent.core.notes import public_bytes, vkey
from consent.core.strict import FormatError
from consent.log import fork_guard
from consent.log.append import append
from consent.log.fork_guard import Highest
from consent.log.key_files import unused_key
from consent.log.last_good import last_good, root_from_leaves, uncovered
from consent.log.leadership import require_lead
from consent.log.models import KeyChange, Log, LogBegan
from consent.log.placing import place, place_first, stored_size
from consent.log.reconciling import number_of, origin_of, refuse_a_rewound_database
from consent.log.refusals import LogForked, LogRewound
from consent.log.signing_keys import BEGAN, believed_checkpoint


def begin_first_log(*, actor: str) -> Log:
    """This function will begin the city's first log, in one transaction; ``actor`` names who or what does it.

    Raises ``Conflict`` when the database has a log, and ``LogRewound`` when the guard knows one that it has not.
    """
    refuse_a_rewound_database()
    with transaction.atomic(durable=True):
        require_lead()
        if Log.objects.exists():
            raise Conflict("log_exists", "this database has a log already")
        return _begin(1, after="", highest="", actor=actor)


def begin_successor(*, actor: str, known_checkpoint: str = "") -> Log:
    """This function will begin a log that names its predecessor's last good checkpoint, in one transaction.

    ``known_checkpoint`` is a signed note that somebody kept. When the database reaches it, the successor begins after
    it; otherwise it only tells how far the predecessor had got. The difference is the loss, for everyone to see. Raises
    ``Conflict`` when the database is as it was signed, and ``Invalid`` for a note that no key of the log made.
    """
    if _is_sound():
        raise Conflict("nothing_to_mend", "the database is as it was signed: there is nothing to mend")
    predecessor = Log.objects.order_by("-number").first()
    lost = max(fork_guard.known(), key=lambda one: (number_of(one.origin) or 0, one.size), default=None)
    known = _known(predecessor, known_checkpoint) if known_checkpoint else None
    with transaction.atomic(durable=True):
        require_lead()
        good = last_good(predecessor) if predecessor else None
        if known and predecessor and _reaches(predecessor, known):
            good = known
        numbers = [predecessor.number if predecessor else 0, number_of(lost.origin) or 0 if lost else 0]
        notes = [one for one in (lost, known) if one is not None]
        highest = max(notes, key=lambda one: (number_of(one.origin) or 0, one.size)).note if notes else ""
        log = _begin(max(numbers) + 1, after=good.note if good else "", highest=highest, actor=actor)
        if predecessor:
            # What no checkpoint of the predecessor covers could never be proven there: it goes on here.
            for event_ids in uncovered(predecessor, good.size if good else 0):
                place(log.number, event_ids, again_after=log.number)
        # A crash before the commit leaves nothing of all this; one after it leaves a log that the next leader signs.
    return log


def _begin(number: int, *, after: str, highest: str, actor: str) -> Log:
    log = Log.objects.create(number=number, origin=origin_of(number), began_at=clock.now())
    used = set(KeyChange.objects.values_list("vkey", flat=True))
    key = vkey(log.origin, public_bytes(unused_key(log.origin, used)))
    began = LogBegan(log_number=number, origin=log.origin, after=after, highest=highest, operator=actor)
    keyed = KeyChange(change=BEGAN, log_number=number, vkey=key, operator=actor)
    ids = [append(Kind.LOG_BEGAN, None, began), append(Kind.LOG_KEY_BEGAN, None, keyed)]
    place_first(number, ids)
    return log


def _is_sound() -> bool:
    """What is only missing from the guard is mended there (``--adopt``), never by a successor."""
    try:
        refuse_a_rewound_database()
    except (LogRewound, LogForked):
        return False
    return True


def _known(log: Log | None, note: str) -> Highest:
    if log is None:
        raise Invalid("checkpoint", message="the database has no log whose keys could verify the checkpoint")
    try:
        believed_checkpoint(log, note)
        found = Highest.of(note)
    except FormatError as reason:
        raise Invalid("checkpoint", message=f"the checkpoint is not one that this log has signed: {reason}") from None
    if found.origin != log.origin:
        raise Invalid("checkpoint", message=f"the checkpoint is of {found.origin}, not of {log.origin}")
    return found


def _reaches(log: Log, known: Highest) -> bool:
    if known.size > stored_size(log.number):
        return False
    return Checkpoint(log.origin, known.size, root_from_leaves(log.number, known.size)) == Checkpoint(
        known.origin, known.size, known.root
    )

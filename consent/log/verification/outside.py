"""What is known of the logs from outside the database: the fork guard, and what a successor says of its predecessor."""

from dataclasses import dataclass, field

from django.conf import settings

from consent.core.checkpoints import Checkpoint, CheckpointError, parse_note, verify_checkpoint
from consent.core.notes import NoteError, parse_vkey
from consent.log.fork_guard import Highest, known
from consent.log.models import Log, LogBegan
from consent.log.reconciling import number_of
from consent.log.refusals import GuardDamaged
from consent.log.signing_keys import vkeys
from consent.log.verification.faults import Fault, FaultKind
from consent.log.verification.one_log import Anchor
from consent.log.verification.reading import fetch
from consent.log.verification.signed import KeySpan, Trust
from consent.log.witness_policy import witness_vkeys

_SUCCESSOR = """
SELECT b.event_id FROM log_logbegan b
JOIN log_log g ON g.number = b.log_number
JOIN log_leaf l ON l.log_number = b.log_number AND l.index = 0 AND l.event_id = b.event_id
WHERE b.log_number > %s ORDER BY b.log_number LIMIT 1
"""
_LAST = "SELECT coalesce(max(size), 0) FROM log_signedcheckpoint WHERE log_number = %s"
_RETIRED = """
SELECT k.vkey, min(l.index) FROM log_keychange k
JOIN log_leaf l ON l.event_id = k.event_id AND l.log_number = k.log_number
WHERE k.log_number = %s AND k.change = 'retired' GROUP BY k.vkey
"""
_BEGAN = """
SELECT b.origin, l.index FROM log_logbegan b JOIN log_leaf l ON l.event_id = b.event_id
WHERE b.log_number = %s AND l.log_number = %s
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """What the fork guard held at one moment. ``asked`` is False in a process that was not told where it is."""

    asked: bool = True
    highest: dict[str, Highest] = field(default_factory=dict)
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Succession:
    """What a successor says of the log before it: where it was left off, and how many signed leaves were lost."""

    number: int
    kept: Checkpoint | None
    lost: int


def read_guard() -> Guard:
    """This function will read the fork guard; a process that neither signs nor guards may not know of it."""
    if settings.GUARD_DIR is None:
        return Guard(asked=False)
    try:
        return Guard(highest={one.origin: one for one in known()})
    except GuardDamaged as damaged:
        return Guard(damage=str(damaged))


def trust_of(log: Log) -> Trust:
    """This function will return whose signatures count for a log, as its own events tell."""
    retired = dict(fetch(_RETIRED, [log.number]))
    try:
        keys = tuple(
            KeySpan(key.vkey, key.trusted_size, retired.get(key.vkey)) for key in vkeys(log) if _is_key(key.vkey)
        )
    except ValueError:
        keys = ()  # an event that says what none can say: no checkpoint is vouched for
    return Trust(log.origin, keys, tuple(witness_vkeys()))


def succession_of(log: Log) -> Succession | None:
    """This function will return what the successor of a log says of it, None for the log that grows.

    Only the first entry of a log that is there counts; whether the city itself made it is verified with that log.
    """
    rows = fetch(_SUCCESSOR, [log.number])
    if not rows:
        return None
    successor = LogBegan.objects.get(pk=rows[0][0])
    after, highest = _checkpoint(successor.after), _checkpoint(successor.highest)
    kept = after if after is not None and after.origin == log.origin else None
    signed = highest.size if highest else 0
    if kept and highest and highest.origin == log.origin:
        signed -= kept.size
    return Succession(successor.log_number, kept, max(0, signed))


def anchors_of(log: Log, guard: Guard) -> list[Anchor]:
    """This function will return the sizes and roots that the log must have, known from elsewhere than its tables.

    Of a log that has a successor that is what the successor says was left of it; what was lost is not looked for.
    """
    succession = succession_of(log)
    if succession is not None:
        kept = succession.kept
        source = f"the checkpoint after which log {succession.number} began"
        return [Anchor(kept.size, kept.root, source)] if kept else []
    here = guard.highest.get(log.origin)
    return [Anchor(here.size, here.root, "the fork guard")] if here else []


def faults_of(log: Log, guard: Guard) -> list[Fault]:
    """This function will return what is wrong with a log as a whole: its name, and what the guard says of it."""
    faults = []
    succession = succession_of(log)
    if succession is not None and succession.kept is None:
        return []  # nothing of it is left to stand by
    began = fetch(_BEGAN, [log.number, log.number])
    if began != [(log.origin, 0)]:
        message = "the log's first entry is not that of a log of this name"
        faults.append(Fault(FaultKind.LOG_CHANGED, message, log.number, 0))
    if guard.asked and succession is None:
        faults += _guard_faults(log, guard)
    return faults


def unknown_logs(guard: Guard) -> list[Fault]:
    """This function will return the logs of this city that the guard knows and that are newer than the database's."""
    newest = max((log.number for log in Log.objects.all()), default=0)
    message = "the fork guard knows a log that the database has never heard of"
    return [
        Fault(FaultKind.REWOUND, f"{message}: {origin}", index=0)
        for origin in sorted(guard.highest)
        if (number_of(origin) or 0) > newest
    ]


def _guard_faults(log: Log, guard: Guard) -> list[Fault]:
    signed = int(fetch(_LAST, [log.number])[0][0])
    here = guard.highest.get(log.origin)
    message = ""
    if guard.damage:
        message = guard.damage
    elif here is None:
        message = "checkpoints were signed and the fork guard knows of none" if signed else ""
    elif here.size < signed:
        message = f"size {signed} was signed, and the fork guard knows only of {here.size}"
    elif not _is_vouched(here, log):
        message = "no key that signed then made what the fork guard holds"
    return [Fault(FaultKind.GUARD_CHANGED, message, log.number)] if message else []


def _is_vouched(here: Highest, log: Log) -> bool:
    try:
        verify_checkpoint(here.note, trust_of(log).signers_at(here.size))
    except (NoteError, CheckpointError):
        return False
    return True


def _is_key(vkey: str) -> bool:
    # What is spoilt vouches for nothing, and takes nothing from the other keys: the fault is where the key was told.
    try:
        parse_vkey(vkey)
    except ValueError:
        return False
    return True


def _checkpoint(note: str) -> Checkpoint | None:
    try:
        return parse_note(note) if note else None
    except (NoteError, CheckpointError):
        return None

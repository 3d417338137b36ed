"""What everybody may know of the logs: signed checkpoints with the lines of witnesses, keys, and what was lost."""

from dataclasses import dataclass
from datetime import datetime

from consent.core.checkpoints import Checkpoint, CheckpointError, parse_note
from consent.core.notes import NoteError, add_signature
from consent.core.policy import Policy, quorum_met, witnesses_of
from consent.log.models import Cosignature, Log, LogBegan, SignedCheckpoint
from consent.log.signing_keys import TrustedKey, vkeys
from consent.log.tree_queries import latest_checkpoint, logs
from consent.log.witness_policy import readable_policy

# So many cosigned checkpoints are looked through for one that has its quorum.
LOOKED_THROUGH = 50


@dataclass(frozen=True, slots=True)
class Published:
    """A signed checkpoint as it is handed out: the note with its witnesses' lines, who they are, and the quorum."""

    size: int
    root: bytes
    signed_at: datetime
    note: str
    witnesses: tuple[str, ...]
    quorum: bool


@dataclass(frozen=True, slots=True)
class LogView:
    """One log: what it signed last, and for a predecessor how its successor says it ended.

    ``kept`` is the size after which the successor began, ``lost`` how many signed leaves were lost then.
    """

    number: int
    origin: str
    began_at: datetime
    latest: Published | None
    keys: tuple[TrustedKey, ...]
    successor: int | None = None
    kept: int = 0
    lost: int = 0


def published_checkpoint(log: int) -> Published | None:
    """This function will return the newest signed checkpoint of a log, None before anything has been signed."""
    latest = latest_checkpoint(log)
    return None if latest is None else _published(latest, readable_policy())


def witnessed_checkpoint(log: int) -> Published | None:
    """This function will return the newest checkpoint that the policy's quorum has cosigned, None while none has."""
    policy = readable_policy()
    if policy is None:
        return None
    sizes = Cosignature.objects.filter(log_number=log).order_by("-size").values_list("size", flat=True).distinct()
    signed = SignedCheckpoint.objects.filter(log_number=log, size__in=list(sizes[:LOOKED_THROUGH])).order_by("-size")
    found = (_published(one, policy) for one in signed)
    return next((one for one in found if one.quorum), None)


def log_views() -> list[LogView]:
    """This function will return every log as the public is shown it, the present one first."""
    every = logs()
    began = {one.log_number: one for one in LogBegan.objects.order_by("log_number")}
    later = {log.number: every[place + 1].number for place, log in enumerate(every[:-1])}
    return [_view(log, began.get(later[log.number]) if log.number in later else None) for log in reversed(every)]


def _view(log: Log, successor: LogBegan | None) -> LogView:
    kept = _checkpoint(successor.after) if successor else None
    highest = _checkpoint(successor.highest) if successor else None
    reached = kept.size if kept and kept.origin == log.origin else 0
    lost = 0 if highest is None else highest.size - (reached if highest.origin == log.origin else 0)
    return LogView(
        number=log.number,
        origin=log.origin,
        began_at=log.began_at,
        latest=published_checkpoint(log.number),
        keys=tuple(vkeys(log)),
        successor=successor.log_number if successor else None,
        kept=reached,
        lost=max(0, lost),
    )


def _published(signed: SignedCheckpoint, policy: Policy | None) -> Published:
    note = signed.note
    lines = Cosignature.objects.filter(log_number=signed.log_number, size=signed.size).order_by("witness")
    for line in lines.values_list("line", flat=True):
        note = add_signature(note, line)
    if policy is None:
        return Published(signed.size, bytes(signed.root), signed.signed_at, note, (), quorum=False)
    try:
        seen = witnesses_of(policy, note)
    except NoteError:
        seen = []  # a line was tampered with: it is handed out as it is, and counts for nothing
    return Published(signed.size, bytes(signed.root), signed.signed_at, note, tuple(seen), quorum_met(policy, seen))


def _checkpoint(note: str) -> Checkpoint | None:
    try:
        return parse_note(note) if note else None
    except (NoteError, CheckpointError):
        return None

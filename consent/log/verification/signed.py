"""What was signed: checkpoints by the log's keys, and the lines of witnesses over them."""

from dataclasses import dataclass, field

from consent.core.checkpoints import CheckpointError, verify_checkpoint
from consent.core.cosignatures import cosigned_by
from consent.core.notes import NoteError, add_signature
from consent.log.verification.faults import Fault, FaultKind
from consent.log.verification.reading import fetch

_CHECKPOINTS = """
SELECT c.size, c.root, c.note, array_agg(w.line) FILTER (WHERE w.line IS NOT NULL)
FROM log_signedcheckpoint c LEFT JOIN log_cosignature w ON w.log_number = c.log_number AND w.size = c.size
WHERE c.log_number = %s AND c.size > %s AND c.size <= %s GROUP BY c.log_number, c.size ORDER BY c.size
"""
_LOST = """
SELECT DISTINCT w.size FROM log_cosignature w
WHERE w.log_number = %s AND w.size > %s AND w.size <= %s AND NOT EXISTS (
    SELECT FROM log_signedcheckpoint c WHERE c.log_number = w.log_number AND c.size = w.size)
"""


@dataclass(frozen=True, slots=True)
class KeySpan:
    """A key of the log: up to which size it is believed, and the index of its retirement, which it may not cover."""

    vkey: str
    believed: int | None = None
    retired: int | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: the log's own keys and witnesses' keys.

    What a compromised key signed above its size was signed all the same: the leaves must bear it out, and it vouches
    for nothing.
    """

    origin: str
    keys: tuple[KeySpan, ...]
    witnesses: tuple[str, ...] = ()

    def keys_at(self, size: int) -> list[str]:
        """This function will return the keys that are believed about a checkpoint of this size."""
        believed = (key for key in self.keys if key.believed is None or size <= key.believed)
        return [key.vkey for key in believed if key.retired is None or size <= key.retired]

    def signers_at(self, size: int) -> list[str]:
        """This function will return the keys that may have signed a checkpoint of this size."""
        return [key.vkey for key in self.keys if key.retired is None or size <= key.retired]


@dataclass(slots=True)
class Signed:
    """What was signed over a stretch of leaves: the root of each size, and faults.

    ``vouched`` has the sizes for which a key stands that is trusted so far.
    """

    roots: dict[int, bytes] = field(default_factory=dict)
    vouched: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    cosignatures: int = 0


def read_signed(log: int, first: int, end: int, trust: Trust) -> Signed:
    """This function will verify the signatures over the sizes above ``first`` up to ``end``.

    Whether a root that was signed is that of the leaves is for the caller to compare.
    """
    found = Signed()
    for size, root, note, lines in fetch(_CHECKPOINTS, [log, first, end]):
        _verify(log, size, root, note, lines or [], trust, found)
    for (size,) in fetch(_LOST, [log, first, end]):
        message = f"checkpoint {size}, which a witness cosigned, is gone"
        found.faults.append(Fault(FaultKind.CHECKPOINT_MISSING, message, log, size - 1))
    return found


def _verify(log: int, size: int, root: bytes, note: str, lines: list[str], trust: Trust, found: Signed) -> None:
    def fault(kind: FaultKind, message: str) -> None:
        found.faults.append(Fault(kind, message, log, size - 1))

    every = [key.vkey for key in trust.keys]
    try:
        checkpoint = verify_checkpoint(note, every)
    except (NoteError, CheckpointError) as reason:
        fault(FaultKind.CHECKPOINT_CHANGED, f"no key of the log vouches for checkpoint {size}: {reason}")
        return
    if (checkpoint.origin, checkpoint.size, checkpoint.root) != (trust.origin, size, root):
        fault(FaultKind.CHECKPOINT_CHANGED, f"checkpoint {size} is stored as another than was signed")
        return
    found.roots[size] = root
    # A signature costs more than a thousand hashes: it is verified again only where not every key counts.
    signers, believed = trust.signers_at(size), trust.keys_at(size)
    if signers != every and not _is_vouched(note, signers):
        fault(FaultKind.CHECKPOINT_CHANGED, f"checkpoint {size} is signed by a key that it says is retired")
    if believed == every or _is_vouched(note, believed):
        found.vouched.add(size)
    for line in lines:
        try:
            found.cosignatures += len(cosigned_by(add_signature(note, line), trust.witnesses))
        except (NoteError, CheckpointError):
            fault(FaultKind.COSIGNATURE_CHANGED, f"a witness's line over checkpoint {size} does not verify")


def _is_vouched(note: str, vkeys: list[str]) -> bool:
    try:
        verify_checkpoint(note, vkeys)
    except NoteError:
        return False
    return True

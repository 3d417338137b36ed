"""Checkpoints (C2SP tlog-checkpoint): the size and root of a log, as the text of a signed note."""

from dataclasses import dataclass

from consent.core.notes import NoteError, VerifierKey, parse_vkey, split, verify
from consent.core.strict import HASH_BYTES, LARGEST, FormatError, base64_text, decimal, hash_bytes, line_break_text
from consent.core.verifier_keys import ED25519


class CheckpointError(FormatError):
    """A text that is not a checkpoint, or values that none can hold."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its origin, its size and its root. Extension lines are opaque and usually absent."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def encode(checkpoint: Checkpoint) -> str:
    """This function will write the text of a checkpoint, ready to be signed (C2SP tlog-checkpoint, "Note text").

    Raises ``CheckpointError`` for an empty origin or extension line, a line feed or a control character within a line,
    a size outside 0 to 2^63 - 1 or a root that is not 32 bytes.
    """
    lines = (checkpoint.origin, *checkpoint.extensions)
    if not all(lines) or any("\n" in line for line in lines):
        raise CheckpointError("the origin and every extension are a line that is not empty")
    _require_text("".join(lines))
    if type(checkpoint.size) is not int or not 0 <= checkpoint.size <= LARGEST:
        raise CheckpointError("a size is between 0 and 2^63 - 1")
    if type(checkpoint.root) is not bytes or len(checkpoint.root) != HASH_BYTES:
        raise CheckpointError("a root has 32 bytes")
    first, *extensions = lines
    return "".join(f"{line}\n" for line in (first, checkpoint.size, base64_text(checkpoint.root), *extensions))


def parse(text: str) -> Checkpoint:
    """This function will read the text of a checkpoint, and accept only what ``encode`` writes.

    Raises ``CheckpointError`` for a missing or an empty line, a size with leading zeros, a root that is not the
    canonical base64 of 32 bytes, a control character, or a text that does not end with a line feed.
    """
    _require_text(text)
    origin, *rest = text.split("\n")
    if len(rest) < 3 or rest.pop() != "" or not origin or not all(rest):
        raise CheckpointError("a checkpoint is an origin, a size and a root, a line each")
    try:
        return Checkpoint(origin, decimal(rest[0]), hash_bytes(rest[1]), tuple(rest[2:]))
    except FormatError as reason:
        raise CheckpointError(f"the size or the root is {reason}") from None


def parse_note(note: str) -> Checkpoint:
    """This function will read the checkpoint in a signed note and verify nothing.

    Raises ``NoteError`` or ``CheckpointError`` when either is malformed.
    """
    return parse(split(note)[0])


def verify_checkpoint(note: str, vkeys: list[str]) -> Checkpoint:
    """This function will return the checkpoint that a key of its own log vouches for, out of the log keys ``vkeys``.

    A key of another log says nothing here: its name is not the origin (C2SP tlog-checkpoint, "Signatures"). Raises
    ``NoteError`` as ``notes.verify`` does, ``CheckpointError`` when the text is no checkpoint.
    """
    origin = parse_note(note).origin
    own = [one for one in vkeys if _is_of(parse_vkey(one), origin)]
    if not own:
        raise NoteError("no known key is of the checkpoint's log")
    return parse(verify(note, own))


def _is_of(key: VerifierKey, origin: str) -> bool:
    return key.name == origin and key.algorithm == ED25519


def _require_text(text: str) -> None:
    try:
        line_break_text(text)
    except FormatError as reason:
        raise CheckpointError(f"the checkpoint has {reason}") from None

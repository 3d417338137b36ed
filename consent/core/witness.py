"""The witness protocol (C2SP tlog-witness), without network and storage: what is asked, and what a witness answers."""

from dataclasses import dataclass

from consent.core.checkpoints import Checkpoint, CheckpointError, parse_note, verify_checkpoint
from consent.core.merkle import EMPTY_ROOT, ProofError, verify_consistency
from consent.core.notes import NoteError
from consent.core.strict import HASH_BYTES, LARGEST, FormatError, base64_text, decimal, hash_bytes

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


class WitnessRequestError(FormatError):
    """A body that is not an add-checkpoint request; a witness answers it with 400."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request to cosign: the size the witness is thought to have, the proof from there, and the signed checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest checkpoint of a log that a witness cosigned."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A witness's answer. On 200 ``checkpoint`` must be persisted first and cosigned then; the body is that line."""

    status: int
    body: str = ""
    content_type: str = TEXT_TYPE
    checkpoint: Checkpoint | None = None


NOTHING_SEEN = Seen(0, EMPTY_ROOT)


def encode(request: AddCheckpoint) -> str:
    """This function will write the body of an add-checkpoint request (C2SP tlog-witness, "add-checkpoint").

    Raises ``WitnessRequestError`` when a part of it has no place in one.
    """
    if type(request.old_size) is not int or not 0 <= request.old_size <= LARGEST:
        raise WitnessRequestError("a size is between 0 and 2^63 - 1")
    if len(request.proof) > MOST_HASHES or any(len(one) != HASH_BYTES for one in request.proof):
        raise WitnessRequestError("a proof has at most 63 hashes of 32 bytes")
    return "\n".join([f"old {request.old_size}", *map(base64_text, request.proof)]) + "\n\n" + request.note


def parse(body: bytes) -> AddCheckpoint:
    """This function will read the body of an add-checkpoint request; the checkpoint in it is well formed, not verified.

    Raises ``WitnessRequestError`` for anything that ``encode`` would not write.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise WitnessRequestError("the body is not UTF-8") from None
    head, blank, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old ") or len(lines) > MOST_HASHES:
        raise WitnessRequestError("a request is an old size, at most 63 hashes, a blank line and a checkpoint")
    try:
        request = AddCheckpoint(decimal(first.removeprefix("old ")), tuple(hash_bytes(line) for line in lines), note)
        parse_note(note)
    except FormatError as reason:
        raise WitnessRequestError(f"the request is malformed: {reason}") from None
    return request


def decide(request: AddCheckpoint, vkeys: list[str] | None, seen: Seen = NOTHING_SEEN) -> Answer:
    """This function will decide an add-checkpoint request (C2SP tlog-witness, "add-checkpoint").

    ``vkeys`` are the keys that the witness trusts for the checkpoint's origin, None for a log it does not know, and
    ``seen`` is what it cosigned last for that origin. Reading ``seen`` and storing what follows must be one atomic
    step, and what is stored must be durable before a cosignature leaves: a witness signs no older tree and no fork.
    """
    if vkeys is None:
        return Answer(404, "the log is not known here\n")
    try:
        checkpoint = verify_checkpoint(request.note, vkeys)
    except (NoteError, CheckpointError):
        return Answer(403, "no trusted key of the log signed the checkpoint\n")
    if request.old_size > checkpoint.size:
        return Answer(400, "the old size is larger than the checkpoint\n")
    forked = checkpoint.size == seen.size and checkpoint.root != seen.root
    if request.old_size != seen.size or forked:
        return Answer(409, f"{seen.size}\n", SIZE_TYPE)
    if not _is_consistent(request, checkpoint, seen):
        return Answer(422, "the checkpoint is not proved to continue the tree that was cosigned\n")
    return Answer(200, checkpoint=checkpoint)


def _is_consistent(request: AddCheckpoint, checkpoint: Checkpoint, seen: Seen) -> bool:
    if seen.size == 0:
        return not request.proof
    try:
        verify_consistency(seen.size, checkpoint.size, seen.root, checkpoint.root, list(request.proof))
    except ProofError:
        return False
    return True

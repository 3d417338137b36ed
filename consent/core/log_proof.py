"""Proofs of logging (C2SP tlog-proof): an inclusion proof and the checkpoint it leads to, in one text."""

from dataclasses import dataclass

from consent.core.checkpoints import Checkpoint, CheckpointError, parse_note, verify_checkpoint
from consent.core.merkle import verify_inclusion
from consent.core.notes import NoteError
from consent.core.strict import HASH_BYTES, LARGEST, FormatError, base64_bytes, base64_text, decimal, hash_bytes

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class LogProofError(FormatError):
    """A text that is not a proof of logging."""


@dataclass(frozen=True, slots=True)
class LogProof:
    """Where an entry is, the hashes from its leaf to the root, and the signed checkpoint.

    ``extra`` is opaque and vouched for by nobody; empty means that there is none.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""


def encode(proof: LogProof) -> str:
    """This function will write a proof of logging (C2SP tlog-proof, "Format").

    Raises ``LogProofError`` when a part of it has no place in one.
    """
    if type(proof.index) is not int or not 0 <= proof.index <= LARGEST:
        raise LogProofError("an index is between 0 and 2^63 - 1")
    if len(proof.proof) > MOST_HASHES or any(len(one) != HASH_BYTES for one in proof.proof):
        raise LogProofError("a proof has at most 63 hashes of 32 bytes")
    _require_checkpoint(proof.checkpoint)
    lines = [HEADER]
    if proof.extra:
        lines.append(f"extra {base64_text(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines.extend(base64_text(one) for one in proof.proof)
    return "\n".join(lines) + "\n\n" + proof.checkpoint


def parse(text: str) -> LogProof:
    """This function will read a proof of logging, and accept only what ``encode`` writes; nothing is verified.

    Raises ``LogProofError`` for anything else.
    """
    head, blank, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank:
        raise LogProofError(f"a proof begins with {HEADER} and has a checkpoint behind a blank line")
    try:
        extra = base64_bytes(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
        if extra == b"" or not lines or not lines[0].startswith("index "):
            raise LogProofError("a proof names an index, and no extra data that is empty")
        index = decimal(lines.pop(0).removeprefix("index "))
        proof = tuple(hash_bytes(line) for line in lines)
    except FormatError as reason:
        raise LogProofError(f"a line of the proof is {reason}") from None
    if len(proof) > MOST_HASHES:
        raise LogProofError("a proof has at most 63 hashes")
    _require_checkpoint(checkpoint)
    return LogProof(index, proof, checkpoint, extra or b"")


def verify(proof: LogProof, leaf_hash: bytes, vkeys: list[str]) -> Checkpoint:
    """This function will return the checkpoint once a key of its log vouches for it and the leaf is in its tree.

    Raises ``NoteError`` when no key of ``vkeys`` does, ``CheckpointError`` when the note holds no checkpoint,
    ``ProofError`` when the leaf is not at the index.
    """
    checkpoint = verify_checkpoint(proof.checkpoint, vkeys)
    verify_inclusion(proof.index, checkpoint.size, leaf_hash, proof.proof, checkpoint.root)
    return checkpoint


def _require_checkpoint(note: str) -> None:
    try:
        parse_note(note)
    except (NoteError, CheckpointError) as reason:
        raise LogProofError(f"the checkpoint is malformed: {reason}") from None

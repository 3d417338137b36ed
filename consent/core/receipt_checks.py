"""Whether a file is a receipt that the city's log vouches for: every check in its order, the first that fails named.

Nothing but the file and the trusted keys is asked. No byte of the file is left out: a receipt has one spelling only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from consent.core.canonical import canonical
from consent.core.checkpoints import Checkpoint, CheckpointError, parse_note, verify_checkpoint
from consent.core.log_proof import LogProof, LogProofError, parse
from consent.core.merkle import ProofError, leaf_hash, verify_inclusion
from consent.core.notes import NoteError, Signature, signatures
from consent.core.receipts import (
    FIELDS,
    FORMAT,
    MAX_BYTES,
    NOTICE_FIELDS,
    NOTICE_SHAPE,
    SALT_BYTES,
    commitment,
    has_shape,
    is_event,
    views,
)
from consent.core.strict import FormatError, base64_bytes
from consent.core.strict_json import NotCanonical, Unreadable, read_canonical
from consent.core.verifier_keys import ED25519, parse_vkey


class Refused(Exception):
    """A file that is not accepted; ``check`` names the check that failed, the words are in receipt_words."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key of the log, and the size up to which its checkpoints are trusted; None: all (it was never compromised)."""

    vkey: str
    trusted_size: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What an accepted receipt says and where the log has it."""

    event: Mapping[str, Any]
    notice: Mapping[str, Any] | None
    origin: str
    index: int
    size: int


def check_receipt(data: bytes, keys: Sequence[TrustedKey]) -> Verified:
    """This function will return what the receipt says once every check has passed; raises ``Refused``.

    RFC 8785, RFC 9162 §2.1.3.2, C2SP tlog-proof, tlog-checkpoint and signed-note.
    """
    receipt = _read(data)
    salt = _salt(receipt["salt"])
    event = _event(receipt["event"])
    proof = _proof(receipt["proof"])
    checkpoint = _checkpoint(proof.checkpoint, keys)
    entry = commitment(salt, receipt["event"])
    try:
        verify_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.proof, checkpoint.root)
    except ProofError:
        _refuse("not_in_log")
    notice = _notice(receipt["notice"], event)
    _views(receipt["views"], event, notice, entry)
    return Verified(event, notice, checkpoint.origin, proof.index, checkpoint.size)


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        _refuse("too_large")
    try:
        receipt = read_canonical(data.decode("utf-8"))
    except NotCanonical:
        _refuse("not_canonical")
    except (Unreadable, UnicodeDecodeError):
        _refuse("unreadable")
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        _refuse("unknown_format")
    notice = receipt.get("notice")
    texts = [receipt.get(name) for name in ("event", "proof", "salt")]
    if isinstance(notice, dict) and notice.keys() == NOTICE_FIELDS:
        texts += notice.values()
    elif notice is not None:
        _refuse("wrong_shape")
    if receipt.keys() != FIELDS or not all(isinstance(text, str) for text in texts):
        _refuse("wrong_shape")
    return receipt


def _salt(text: str) -> bytes:
    try:
        salt = base64_bytes(text)
    except FormatError:
        _refuse("bad_salt")
    if len(salt) != SALT_BYTES:
        _refuse("bad_salt")
    return salt


def _event(text: str) -> dict[str, Any]:
    try:
        event = read_canonical(text)
    except (NotCanonical, Unreadable):
        _refuse("bad_event")
    if not is_event(event):
        _refuse("bad_event")
    return event  # type: ignore[no-any-return]


def _proof(text: str) -> LogProof:
    try:
        proof = parse(text)
        lines = signatures(proof.checkpoint)
    except (LogProofError, NoteError):
        _refuse("bad_proof")
    # A line that nobody here can verify, and extra data, which nobody vouches for, could be changed unseen.
    if proof.extra or len(lines) != 1:
        _refuse("bad_proof")
    return proof


def _checkpoint(note: str, keys: Sequence[TrustedKey]) -> Checkpoint:
    claimed = parse_note(note)
    signature = signatures(note)[0]
    by = [key for key in keys if _signs(key.vkey, signature)]
    if not by or signature.name != claimed.origin:
        _refuse("unknown_key")
    try:
        checkpoint = verify_checkpoint(note, [key.vkey for key in by])
    except (NoteError, CheckpointError):
        _refuse("bad_signature")
    if any(key.trusted_size is not None and checkpoint.size > key.trusted_size for key in by):
        _refuse("key_not_trusted")
    return checkpoint


def _signs(vkey: str, signature: Signature) -> bool:
    key = parse_vkey(vkey)
    return key.algorithm == ED25519 and (key.name, key.key_id) == (signature.name, signature.key_id)


def _notice(shown: Mapping[str, str] | None, event: Mapping[str, Any]) -> dict[str, Any] | None:
    if shown is None and event["notice_hash"] is None:
        return None
    if (
        shown is None
        or shown["hash"] != event["notice_hash"]
        or shown["language"] != event["language"]
        or hashlib.sha256(shown["document"].encode("utf-8")).hexdigest() != event["notice_hash"]
    ):
        _refuse("notice_changed")
    try:
        document = read_canonical(shown["document"])
    except (NotCanonical, Unreadable):
        _refuse("bad_notice")
    if not has_shape(document, NOTICE_SHAPE) or document["activity"] != event["activity"]:
        _refuse("bad_notice")
    return document  # type: ignore[no-any-return]


def _views(shown: Any, event: Mapping[str, Any], notice: Mapping[str, Any] | None, entry: bytes) -> None:
    if canonical(shown) != canonical(views(event, notice, entry)):
        _refuse("views_changed")


def _refuse(check: str) -> NoReturn:
    raise Refused(check)

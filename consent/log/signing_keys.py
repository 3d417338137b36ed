"""The log's signing keys as its own events tell them: which signs now, which signed when, and how far each is trusted.

Keys of tokens and of Shared Signals are others: only these vouch for checkpoints, and so for receipts.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.checkpoints import Checkpoint, parse_note, verify_checkpoint
from consent.core.notes import parse_vkey
from consent.log.key_files import private_key
from consent.log.models import KeyChange, Log
from consent.log.refusals import KeyMissing

BEGAN, RETIRED, COMPROMISED = "began", "retired", "compromised"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key that has signed this log. A compromised one is believed up to ``trusted_size`` and no further.

    ``checkpoint`` is the last good checkpoint as this key signed it when it took over; empty for a log's first key.
    """

    vkey: str
    valid_from: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None
    trusted_size: int | None = None
    checkpoint: str = ""

    @property
    def key_id(self) -> str:
        """This function will return the key's id in hexadecimal, as a verifier key spells it."""
        return parse_vkey(self.vkey).key_id.hex()

    @property
    def signs(self) -> bool:
        """This function will tell whether the key may still sign."""
        return self.retired_at is None and self.compromised_at is None

    def vouches_for(self, size: int) -> bool:
        """This function will tell whether a checkpoint of ``size`` is believed on the word of this key."""
        return self.trusted_size is None or size <= self.trusted_size


def vkeys(log: Log) -> list[TrustedKey]:
    """This function will return every key that has ever signed a log, oldest first; receipts of each verify forever."""
    found: dict[str, TrustedKey] = {}
    for change in KeyChange.objects.filter(log_number=log.number).order_by("event_id"):
        key = found.get(change.vkey)
        if change.change == BEGAN:
            found[change.vkey] = TrustedKey(change.vkey, change.recorded_at, checkpoint=change.checkpoint)
        elif key is not None and change.change == RETIRED:
            found[change.vkey] = _changed(key, retired_at=change.recorded_at)
        elif key is not None and change.change == COMPROMISED:
            sizes = [size for size in (key.trusted_size, change.trusted_size) if size is not None]
            at = key.compromised_at or change.recorded_at
            found[change.vkey] = _changed(key, compromised_at=at, trusted_size=min(sizes))
    return list(found.values())


def trusted_vkeys(log: Log, size: int) -> list[str]:
    """This function will return the keys on whose word a checkpoint of ``size`` is believed."""
    return [key.vkey for key in vkeys(log) if key.vouches_for(size)]


def believed_checkpoint(log: Log, note: str) -> Checkpoint:
    """This function will return the checkpoint that somebody brings, on the word of keys believed at its size.

    Raises ``NoteError`` or ``CheckpointError`` for one that only a compromised key, or none, vouches for.
    """
    return verify_checkpoint(note, trusted_vkeys(log, parse_note(note).size))


def signing_vkey(log: Log) -> str:
    """This function will return the key that signs a log now; raises ``KeyMissing`` when there is none."""
    signing = [key.vkey for key in vkeys(log) if key.signs]
    if not signing:
        raise KeyMissing(f"No key signs the log {log.origin} now.")
    return signing[-1]


def current_key(log: Log) -> Ed25519PrivateKey:
    """This function will return the private key that signs a log now; raises ``KeyMissing`` when it is not here.

    Ask within the transaction that stores what is signed, under ``leadership.keys_stand_still``: a rotation that is
    recorded meanwhile must wait, so that nothing is ever signed by a retired key.
    """
    return private_key(parse_vkey(signing_vkey(log)).public)


def _changed(
    key: TrustedKey,
    retired_at: datetime | None = None,
    compromised_at: datetime | None = None,
    trusted_size: int | None = None,
) -> TrustedKey:
    return TrustedKey(
        key.vkey,
        key.valid_from,
        retired_at or key.retired_at,
        compromised_at or key.compromised_at,
        key.trusted_size if trusted_size is None else trusted_size,
        key.checkpoint,
    )

"""Changing the key that signs the log, without a pause and without a doubt about what the old one signed."""

from django.db import transaction

from consent.core.checkpoints import Checkpoint, encode, verify_checkpoint
from consent.core.errors import Conflict, NotFound
from consent.core.events import Kind
from consent.core.notes import public_bytes, sign, vkey
from consent.core.strict import FormatError
from consent.log.append import append
from consent.log.key_files import unused_key
from consent.log.leadership import keys_stand_still
from consent.log.models import KeyChange, Log, SignedCheckpoint
from consent.log.refusals import StoredBytesDiffer
from consent.log.signing_keys import BEGAN, COMPROMISED, RETIRED, TrustedKey, trusted_vkeys, vkeys
from consent.log.stored_tree import root_at


def rotate_key(*, actor: str, log: Log) -> str:
    """This function will let a new key take over and return its verifier key.

    The new key signs the last good checkpoint; old receipts verify with the old key forever. Raises ``LogRefused`` when
    the last checkpoint is not borne out by the database, or when no key can be made.
    """
    # A crash before the commit leaves at most a key file that nothing refers to; the next rotation takes it.
    with transaction.atomic():
        keys_stand_still()
        retiring = [key for key in vkeys(log) if key.signs]
        begun = _begin_key(log, last_good_size=None, actor=actor)
        for key in retiring:
            _record(RETIRED, Kind.LOG_KEY_RETIRED, log, key.vkey, actor)
    return begun


def declare_compromised(*, actor: str, log: Log, key_id: str, trusted_size: int) -> str | None:
    """This function will record that somebody else may have had a key, and up to which size it is still believed.

    When it is the key that signs, a new one takes over in the same transaction and signs the last checkpoint that is
    still good; its verifier key is returned. Raises ``NotFound`` for an unknown key, and ``Conflict`` for a size that
    the log has not signed or that would widen what is believed.
    """
    with transaction.atomic():
        keys_stand_still()
        key = next((one for one in vkeys(log) if one.key_id == key_id.lower()), None)
        if key is None:
            raise NotFound("key", "the log has never had a key of this id")
        _require_narrower(log, key, trusted_size)
        _record(COMPROMISED, Kind.LOG_KEY_COMPROMISED, log, key.vkey, actor, trusted_size)
        return _begin_key(log, last_good_size=trusted_size, actor=actor) if key.signs else None


def _require_narrower(log: Log, key: TrustedKey, trusted_size: int) -> None:
    last = SignedCheckpoint.objects.filter(log_number=log.number).order_by("-size").first()
    if not 0 <= trusted_size <= (last.size if last else 0):
        raise Conflict("trusted_size", f"the log has signed sizes up to {last.size if last else 0}")
    if key.trusted_size is not None and trusted_size >= key.trusted_size:
        raise Conflict("trusted_size", f"the key is already believed up to {key.trusted_size} only")


def _begin_key(log: Log, *, last_good_size: int | None, actor: str) -> str:
    used = set(KeyChange.objects.values_list("vkey", flat=True))
    key = unused_key(log.origin, used)
    new = vkey(log.origin, public_bytes(key))
    good = _last_good(log, last_good_size)
    checkpoint = sign(encode(good), log.origin, key) if good else ""
    _record(BEGAN, Kind.LOG_KEY_BEGAN, log, new, actor, checkpoint=checkpoint)
    return new


def _last_good(log: Log, most: int | None) -> Checkpoint | None:
    stored = SignedCheckpoint.objects.filter(log_number=log.number)
    if most is not None:
        stored = stored.filter(size__lte=most)
    last = stored.order_by("-size").first()
    if last is None:
        return None
    try:
        found = verify_checkpoint(last.note, trusted_vkeys(log, last.size))
    except FormatError:
        raise StoredBytesDiffer(f"The checkpoint of size {last.size} is signed by no key that is believed.") from None
    if found.size != last.size or root_at(log.number, found.size) != found.root:
        raise StoredBytesDiffer(f"The checkpoint of size {last.size} is not that of the stored tree.")
    return found


def _record(
    change: str,
    kind: Kind,
    log: Log,
    key: str,
    actor: str,
    trusted_size: int | None = None,
    *,
    checkpoint: str = "",
) -> None:
    row = KeyChange(
        change=change,
        log_number=log.number,
        vkey=key,
        trusted_size=trusted_size,
        checkpoint=checkpoint,
        operator=actor,
    )
    append(kind, None, row)

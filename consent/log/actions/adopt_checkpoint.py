"""Giving back to a guard that was lost what somebody else has kept."""

from contextlib import suppress

from consent.core.checkpoints import verify_checkpoint
from consent.core.errors import Conflict, Invalid
from consent.core.strict import FormatError
from consent.log import fork_guard
from consent.log.fork_guard import Highest
from consent.log.models import Log, SignedCheckpoint
from consent.log.placing import stored_size
from consent.log.refusals import GuardDamaged
from consent.log.signing_keys import believed_checkpoint, vkeys
from consent.log.stored_tree import root_at


def adopt_checkpoint(*, actor: str, log: Log, note: str) -> Highest:
    """This function will set the guard to the largest of ``note`` and the database's own checkpoints, and return it.

    ``actor`` vouches that nobody has a larger one. The next look decides whether the database is behind it. Raises
    ``Conflict`` when the guard has not lost anything, ``Invalid`` for a note that no key of the log made.
    """
    if not actor:
        raise Invalid("actor", message="somebody must vouch for the checkpoint")
    keys = [key.vkey for key in vkeys(log)]
    candidates = [_brought(log, note)]
    last = SignedCheckpoint.objects.filter(log_number=log.number).order_by("-size").first()
    if last is not None:
        candidates.append(_own(last.note, keys))
    found = max(candidates, key=lambda one: one.size)
    kept = _kept(log, keys)
    if kept is not None and kept.size >= found.size:
        raise Conflict("nothing_to_adopt", f"the guard has {kept.size}, nothing larger is known")
    fork_guard.replace(found)
    return found


def _kept(log: Log, keys: list[str]) -> Highest | None:
    """What the guard has. Only what cannot mislead counts as damaged: the tree bears it out and the signature does not.

    A size that the database does not reach may be signed by a key that this older database has never heard of.
    """
    try:
        kept = fork_guard.highest(log.origin)
    except GuardDamaged:
        return None
    if kept is not None and kept.size <= stored_size(log.number) and root_at(log.number, kept.size) == kept.root:
        with suppress(FormatError):
            verify_checkpoint(kept.note, keys)
            return kept
        return None
    return kept


def _own(note: str, keys: list[str]) -> Highest:
    """What the database has was signed all the same, whatever is believed of its key since."""
    try:
        verify_checkpoint(note, keys)
    except FormatError as reason:
        raise Invalid("checkpoint", message=f"the database's own last checkpoint does not verify: {reason}") from None
    return Highest.of(note)


def _brought(log: Log, note: str) -> Highest:
    try:
        checkpoint = believed_checkpoint(log, note)
    except FormatError as reason:
        raise Invalid("checkpoint", message=f"the checkpoint is not one that this log has signed: {reason}") from None
    if checkpoint.origin != log.origin:
        raise Invalid("checkpoint", message=f"the checkpoint is of {checkpoint.origin}, not of {log.origin}")
    return Highest.of(note)

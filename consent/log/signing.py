"""Signing what is stored: the second of the sequencer's two transactions, with the fork guard in its middle."""

from django.db import transaction

from consent import clock
from consent.core.checkpoints import Checkpoint, encode
from consent.core.notes import sign
from consent.log import fork_guard
from consent.log.fork_guard import Highest
from consent.log.leadership import keys_stand_still, require_lead
from consent.log.models import Log, SignedCheckpoint
from consent.log.placing import stored_size
from consent.log.signing_keys import current_key
from consent.log.stored_tree import NOTHING, Signed, verified_root


def sign_stored(log: Log, highest: Highest | None) -> Highest | None:
    """This function will sign the size that the database has reached, and return the highest checkpoint from then on.

    ``highest`` is what the guard has, as ``reconcile`` found it. Returns it unchanged when nothing was added. Raises a
    ``LogRefused`` when what is stored is not what it should be, or when somebody else has signed.
    """
    signed = Signed(highest.size, highest.root) if highest else NOTHING
    size = stored_size(log.number)
    if size == signed.size:
        return highest
    root = verified_root(log.number, signed, size)
    with transaction.atomic(durable=True):
        require_lead()
        keys_stand_still()
        note = sign(encode(Checkpoint(log.origin, size, root)), log.origin, current_key(log))
        new = Highest(log.origin, size, root, note)
        # A crash before this line leaves leaves without a checkpoint: the next leader signs them.
        fork_guard.advance(highest, new)
        # A crash between these lines leaves a signed checkpoint that only the guard knows: the next leader verifies
        # it and stores the guard's own note, so that this size is never signed a second time.
        record_checkpoint(log, new)
    # A crash after the commit leaves everything done. A commit that failed and yet persisted is the same.
    return new


def record_checkpoint(log: Log, signed: Highest) -> None:
    """This function will store a signed checkpoint where everyone reads it."""
    SignedCheckpoint.objects.create(
        log_number=log.number, size=signed.size, root=signed.root, note=signed.note, signed_at=clock.now()
    )

"""A log that is signed within the test's own transaction, where the sequencer, which commits, has no place."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from consent import clock
from consent.core import merkle
from consent.core.checkpoints import Checkpoint, encode
from consent.core.events import Kind
from consent.core.notes import public_bytes, sign, vkey
from consent.core.tiles import TILE_WIDTH
from consent.log.append import append
from consent.log.models import Event, KeyChange, Leaf, Log, SignedCheckpoint

ORIGIN = "tests.city.example/log"
_KEY = Ed25519PrivateKey.from_private_bytes(b"a key of the tests, nowhere else")
VKEY = vkey(ORIGIN, public_bytes(_KEY))


def sign_log() -> None:
    """This function will give every event that waits its index and sign the size; the first call begins the log."""
    with transaction.atomic():
        log = Log.objects.filter(number=1).first()
        if log is None:
            log = Log.objects.create(number=1, origin=ORIGIN, began_at=clock.now())
            append(Kind.LOG_KEY_BEGAN, None, KeyChange(change="began", log_number=1, vkey=VKEY, operator="tests"))
        size = Leaf.objects.count()
        placed = Leaf.objects.values("event_id")
        waiting = Event.objects.exclude(pk__in=placed).order_by("pk").values_list("pk", "commitment")
        Leaf.objects.bulk_create(
            Leaf(log_number=1, index=index, event_id=event_id, entry=entry)
            for index, (event_id, entry) in enumerate(waiting, start=size)
        )
        entries = [bytes(leaf.entry) for leaf in Leaf.objects.order_by("index")]
        assert len(entries) < TILE_WIDTH, "a test's log has no full tile"
        root = merkle.root([merkle.leaf_hash(entry) for entry in entries])
        note = sign(encode(Checkpoint(ORIGIN, len(entries), root)), ORIGIN, _KEY)
        SignedCheckpoint.objects.create(log_number=1, size=len(entries), root=root, note=note, signed_at=clock.now())

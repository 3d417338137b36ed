"""What may be asked of the tree. Every proof is verified against a signed checkpoint before it is handed out."""

from dataclasses import dataclass

from django.db.models import Max, Min

from consent.core.checkpoints import verify_checkpoint
from consent.core.errors import NotFound
from consent.core.merkle import leaf_hash, verify_consistency, verify_inclusion
from consent.core.notes import signatures
from consent.core.tile_tree import TileTree
from consent.log.models import KeyChange, Leaf, Log, SignedCheckpoint
from consent.log.signing_keys import COMPROMISED, trusted_vkeys, vkeys
from consent.log.tile_queries import tile_reader


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where an event is in the log, and the proof of it that leads to a signed checkpoint."""

    log_number: int
    origin: str
    index: int
    entry: bytes
    proof: tuple[bytes, ...]
    checkpoint_note: str


def current_log() -> Log | None:
    """This function will return the log that grows now: the latest; None before the first has begun."""
    return Log.objects.order_by("-number").first()


def log_of(number: int) -> Log:
    """This function will return a log by its number; raises ``NotFound`` (code ``log``) when there is none."""
    found = Log.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("log")
    return found


def logs() -> list[Log]:
    """This function will return every log, the first one first."""
    return list(Log.objects.order_by("number"))


def latest_checkpoint(log: int | None = None) -> SignedCheckpoint | None:
    """This function will return the largest checkpoint that a log, by default the current one, has signed."""
    if log is None:
        current = current_log()
        if current is None:
            return None
        log = current.number
    return SignedCheckpoint.objects.filter(log_number=log).order_by("-size").first()


def checkpoint_covering(log: int, index: int) -> SignedCheckpoint | None:
    """This function will return the first believed checkpoint of a log that covers ``index``, None while none does.

    One that a compromised key signed beyond its trusted size is passed over, with all that the key signed after it:
    what covers the entry by which it was declared is signed by another. Clocks may jump, so no time is asked.
    """
    covering = SignedCheckpoint.objects.filter(log_number=log, size__gt=index).order_by("size")
    found = covering.first()
    while found is not None:
        signers = {signature.key_id.hex() for signature in signatures(found.note)}
        keys = [key for key in vkeys(log_of(log)) if key.key_id in signers]
        doubtful = [key.vkey for key in keys if not key.vouches_for(found.size)]
        if len(doubtful) < len(keys) or not doubtful:
            return found
        found = covering.filter(size__gt=max(found.size, _declared_at(log, doubtful))).first()
    return None


def _declared_at(log: int, compromised: list[str]) -> int:
    """The last index at which one of these keys was first declared compromised, -1 while none has one."""
    declared = KeyChange.objects.filter(log_number=log, vkey__in=compromised, change=COMPROMISED)
    first = declared.values("vkey").annotate(event=Min("event_id")).values("event")
    found = Leaf.objects.filter(log_number=log, event_id__in=first).aggregate(last=Max("index"))["last"]
    return -1 if found is None else int(found)


def checkpoint_of(log: int, size: int) -> SignedCheckpoint:
    """This function will return the checkpoint of exactly this size; raises ``NotFound`` when there is none."""
    found = SignedCheckpoint.objects.filter(log_number=log, size=size).first()
    if found is None:
        raise NotFound("checkpoint")
    return found


def index_of(event_id: int) -> tuple[int, int] | None:
    """This function will return the log and the index of an event, None while it waits for them.

    Of an event that has a leaf in a rewound log too, the later log's counts.
    """
    return Leaf.objects.filter(event_id=event_id).order_by("-log_number").values_list("log_number", "index").first()


def inclusion(event_id: int) -> Inclusion | None:
    """This function will prove that an event is in the log, by the first checkpoint that covers it.

    None while the event has no index or no checkpoint covers it yet. Reads O(log n) tiles. Raises ``ProofError`` or
    ``NoteError`` when what is stored does not prove it: then the log is damaged and nothing is handed out.
    """
    leaf = Leaf.objects.filter(event_id=event_id).order_by("-log_number").first()
    signed = checkpoint_covering(leaf.log_number, leaf.index) if leaf else None
    if leaf is None or signed is None:
        return None
    log = log_of(leaf.log_number)
    checkpoint = verify_checkpoint(signed.note, trusted_vkeys(log, signed.size))
    tree = TileTree(tile_reader(log.number), checkpoint.size)
    proof = tree.inclusion_proof(leaf.index)
    entry = bytes(leaf.entry)
    verify_inclusion(leaf.index, checkpoint.size, leaf_hash(entry), proof, checkpoint.root)
    return Inclusion(log.number, log.origin, leaf.index, entry, tuple(proof), signed.note)


def consistency(log: int, m: int, n: int) -> list[bytes]:
    """This function will prove that the checkpoint of size ``m`` is the start of that of size ``n`` (RFC 9162 §2.1.4).

    Raises ``NotFound`` when a log has signed no checkpoint of such a size, ``ProofError`` for ``m`` above ``n``, and
    ``ProofError`` or ``NoteError`` when what is stored does not prove it.
    """
    # A proof says only that the one tree continues the other; whom to believe is for its reader to say.
    every = [key.vkey for key in vkeys(log_of(log))]
    old, new = (verify_checkpoint(checkpoint_of(log, size).note, every) for size in (m, n))
    proof = TileTree(tile_reader(log), n).consistency_proof(m)
    verify_consistency(m, n, old.root, new.root, proof)
    return proof

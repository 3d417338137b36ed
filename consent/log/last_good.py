"""How far a damaged or rewound log is still as it was signed, recomputed from its leaves and events alone."""

from collections.abc import Iterator

from consent.core.checkpoints import Checkpoint, verify_checkpoint
from consent.core.frontier import Frontier
from consent.core.strict import FormatError
from consent.log.fork_guard import Highest
from consent.log.models import Event, Leaf, Log, SignedCheckpoint
from consent.log.placing import BATCH, leaf_hashes, stored_size
from consent.log.refusals import StoredBytesDiffer
from consent.log.signing_keys import vkeys
from consent.log.stored_tree import entries_of


def last_good(log: Log) -> Highest | None:
    """This function will return the largest stored checkpoint that its signature and every leaf before it bear out."""
    keys = [key.vkey for key in vkeys(log)]
    grown, good = _Grown(log.number), None
    stored = SignedCheckpoint.objects.filter(log_number=log.number, size__lte=stored_size(log.number))
    for size, note in stored.order_by("size").values_list("size", "note").iterator():
        try:
            grown.to(size)
            found = verify_checkpoint(note, keys)
        except StoredBytesDiffer:
            break
        except FormatError:
            continue
        if found != Checkpoint(log.origin, size, grown.frontier.root()):
            break
        good = Highest.of(note)
    return good


def root_from_leaves(log: int, size: int) -> bytes:
    """This function will return the root at ``size`` out of the leaves; raises ``StoredBytesDiffer`` on a bad one."""
    grown = _Grown(log)
    grown.to(size)
    return grown.frontier.root()


def uncovered(log: Log, size: int) -> Iterator[list[int]]:
    """This function will yield, a batch at a time, the events at or after index ``size`` of a log that still exist."""
    for start in range(size, stored_size(log.number), BATCH):
        leaves = Leaf.objects.filter(log_number=log.number, index__gte=start, index__lt=start + BATCH)
        ids = list(leaves.order_by("index").values_list("event_id", flat=True))
        there = set(Event.objects.filter(pk__in=ids).values_list("pk", flat=True))
        yield [event_id for event_id in ids if event_id in there]


class _Grown:
    """A tree that grows over the stored leaves, read in batches and cut where a checkpoint is."""

    def __init__(self, log: int) -> None:
        self.frontier = Frontier()
        self._log = log
        self._read_to = 0
        self._ahead: list[bytes] = []
        self._stored = stored_size(log)

    def to(self, size: int) -> None:
        """This function will grow to ``size``; raises ``StoredBytesDiffer`` at a leaf that is not its event's."""
        while self.frontier.size < size:
            if not self._ahead:
                self._read(size)
            take = size - self.frontier.size
            self.frontier.extend(self._ahead[:take])
            self._ahead = self._ahead[take:]

    def _read(self, size: int) -> None:
        start, end = self._read_to, min(self._read_to + BATCH, self._stored)
        try:
            entries = entries_of(self._log, start, end)
        except StoredBytesDiffer:
            # The bad leaf may lie behind the size that is asked for.
            end = min(size, end)
            entries = entries_of(self._log, start, end)
        self._ahead, self._read_to = leaf_hashes(entries), end

"""One log from its first entry, or from a checkpoint that is trusted already, to its end."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consent.core.checkpoints import Checkpoint
from consent.core.tiles import TILE_HEIGHT, TILE_WIDTH
from consent.log.verification.faults import Fault, FaultKind, in_order
from consent.log.verification.ranges import MOST_FAULTS, STRETCH, Found, Stretch
from consent.log.verification.reading import fetch
from consent.log.verification.signed import Trust
from consent.log.verification.spine import Spine

_LENGTH = "SELECT coalesce(max(index) + 1, 0) FROM log_leaf WHERE log_number = %s"
_BEYOND = "SELECT size FROM log_signedcheckpoint WHERE log_number = %s AND size > %s ORDER BY size LIMIT %s"
_LAST_TILES = "SELECT level, max(index) FROM log_tile WHERE log_number = %s GROUP BY level ORDER BY level"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A size and root known from outside the database, and in words where from."""

    size: int
    root: bytes
    source: str


@dataclass(slots=True)
class LogResult:
    """What one log turned out to be. ``size`` is the largest whose root is signed and is that of the leaves."""

    number: int
    origin: str
    leaves: int = 0
    size: int = 0
    verified_from: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    erased: int = 0
    unfinished: int = 0
    events: int = 0
    lost: int = 0
    volume: int = 0
    payloads: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0


class LogWalk:
    """Cuts a log into stretches, takes what each gave in order, and compares roots with what was signed.

    ``kept`` is the size after which a successor began, None for the log that grows: what lies behind it was given up
    for everyone to see, and its events have their leaves in the successor.
    """

    def __init__(
        self, number: int, trust: Trust, since: Checkpoint | None, anchors: list[Anchor], kept: int | None = None
    ) -> None:
        self.trust = trust
        self.anchors = anchors
        self.result = LogResult(number, trust.origin)
        self._kept = kept
        self.result.leaves = int(fetch(_LENGTH, [number])[0][0])
        if kept is not None:
            self.result.leaves = min(kept, self.result.leaves)
        if since is not None:
            self.anchors = [*anchors, Anchor(since.size, since.root, "the checkpoint to begin with")]
        # A stretch that begins at the trusted size itself would leave nothing to compare its root with.
        covered = min(since.size, self.result.leaves) - 1 if since is not None else 0
        self.result.verified_from = max(0, covered // STRETCH * STRETCH)
        self._spine = Spine(number, self.result.verified_from // TILE_WIDTH)
        self._good = 0
        self._broken = False
        self._find_what_is_beyond()

    def stretches(self) -> Iterator[Stretch]:
        """This function will yield the stretches of the log that are to be recomputed, in order."""
        for first in range(self.result.verified_from, self.result.leaves, STRETCH):
            end = min(first + STRETCH, self.result.leaves)
            sizes = tuple(one.size for one in self.anchors if first < one.size <= end)
            yield Stretch(self.result.number, first, end, self.trust, sizes)

    def take(self, found: Found) -> None:
        """This function will fold one stretch, which must be the one behind the last."""
        result = self.result
        result.events += found.events
        result.erased += found.erased
        result.unfinished += found.unfinished
        result.volume += found.volume
        result.checkpoints += len(found.signed)
        result.cosignatures += found.cosignatures
        for model, count in found.payloads.items():
            result.payloads[model] = result.payloads.get(model, 0) + count
        self._report(found.faults)
        for anchor in self.anchors:
            if anchor.size in found.roots and self._spine.root(found.roots[anchor.size]) != anchor.root:
                message = f"the root of the first {anchor.size} leaves is not that of {anchor.source}"
                self._report([Fault(FaultKind.FORKED, message, result.number, 0, anchor.size)])
        for size, signed in sorted(found.signed.items()):
            if self._spine.root(found.roots[size]) == signed:
                self._good = size
                result.size = size if size in found.vouched else result.size
            elif not self._broken:
                self._broken = True
                message = f"the leaves do not give the root that was signed for size {size}"
                self._report([Fault(FaultKind.TREE_CHANGED, message, result.number, self._good, size)])
        self._spine.extend(found.tile_roots)

    def finish(self) -> LogResult:
        """This function will return the log's result once every stretch has been taken."""
        self._report(self._spine.faults)
        if self._kept is None:
            self._find_unfounded_tiles()
        self.result.faults = in_order(self.result.faults)[:MOST_FAULTS]
        return self.result

    def _find_unfounded_tiles(self) -> None:
        for level, last in fetch(_LAST_TILES, [self.result.number]):
            full = self.result.leaves >> (TILE_HEIGHT * (level + 1))
            if last >= full:
                where = full << (TILE_HEIGHT * (level + 1))
                message = f"a tile of level {level} holds more than the leaves below it"
                self._report([Fault(FaultKind.TILE_UNFOUNDED, message, self.result.number, where)])

    def _find_what_is_beyond(self) -> None:
        number, leaves = self.result.number, self.result.leaves
        for (size,) in fetch(_BEYOND, [number, leaves, 1]) if self._kept is None else ():
            message = f"checkpoint {size} was signed over leaves that are gone"
            self._report([Fault(FaultKind.LEAF_MISSING, message, number, leaves)])
        for anchor in self.anchors:
            if anchor.size > leaves:
                message = f"{anchor.source} has {anchor.size} leaves, the database has {leaves}"
                self._report([Fault(FaultKind.REWOUND, message, number, leaves)])

    def _report(self, faults: list[Fault]) -> None:
        self.result.fault_count += len(faults)
        self.result.faults += faults
        if len(self.result.faults) > 10 * MOST_FAULTS:
            self.result.faults = in_order(self.result.faults)[:MOST_FAULTS]

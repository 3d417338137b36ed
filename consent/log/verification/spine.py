"""The tree above the leaf tiles, folded stretch by stretch: memory is O(log n) however long the log is."""

from consent.core.frontier import Frontier
from consent.core.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root
from consent.core.tiles import TILE_WIDTH
from consent.log.verification.faults import Fault, FaultKind
from consent.log.verification.reading import fetch

_TILE = "SELECT hashes, root FROM log_tile WHERE log_number = %s AND level = %s AND index = %s"
_BELOW = """
SELECT root FROM log_tile WHERE log_number = %s AND level = %s AND index >= %s AND index < %s ORDER BY index
"""


class Spine:
    """Knows the roots of all full leaf tiles so far, as the hashes of each level's open tile, and compares full ones.

    It may begin behind ``tiles`` full leaf tiles that somebody has verified before; then what is stored of those is
    taken as it is, and the root that it gives must be compared with what was verified.
    """

    def __init__(self, log: int, tiles: int = 0) -> None:
        self.log = log
        self.tiles = tiles
        self.faults: list[Fault] = []
        self._open: list[list[bytes]] = []  # of level 1, 2, …: the hashes of its last, not yet full tile
        peaks: list[bytes] = []
        level = 1
        while count := tiles >> (8 * (level - 1)):
            index, width = divmod(count, TILE_WIDTH)
            first = index * TILE_WIDTH
            hashes = [row[0] for row in fetch(_BELOW, [log, level - 1, first, first + width])]
            if len(hashes) != width:
                message = f"tiles of level {level - 1} are gone"
                self.faults.append(Fault(FaultKind.TILE_MISSING, message, log, 0, tiles * TILE_WIDTH))
                hashes = (hashes + [bytes(HASH_BYTES)] * width)[:width]
            self._open.append(hashes)
            peaks = [*_peaks(hashes), *peaks]
            level += 1
        self._frontier = Frontier(tiles, peaks)

    def extend(self, tile_roots: list[bytes]) -> None:
        """This function will add the roots of the next full leaf tiles, comparing each tile above that becomes full."""
        self._frontier.extend(tile_roots)
        for one in tile_roots:
            self.tiles += 1
            self._add(1, one)

    def root(self, over_rest: bytes | None) -> bytes:
        """This function will return the root of all full leaf tiles and, behind them, leaves whose root is given.

        The rest may be as many leaves as the smallest perfect subtree before it has, not more.
        """
        reached = over_rest
        for peak in reversed(self._frontier.hashes):
            reached = peak if reached is None else node_hash(peak, reached)
        return EMPTY_ROOT if reached is None else reached

    def _add(self, level: int, one: bytes) -> None:
        if len(self._open) < level:
            self._open.append([])
        hashes = self._open[level - 1]
        hashes.append(one)
        if len(hashes) == TILE_WIDTH:
            self._open[level - 1] = []
            self._compare(level, hashes)
            self._add(level + 1, root(hashes))

    def _compare(self, level: int, hashes: list[bytes]) -> None:
        width = TILE_WIDTH**level  # leaves under one hash of this tile
        index = self.tiles * TILE_WIDTH // (width * TILE_WIDTH) - 1
        first = index * width * TILE_WIDTH
        rows = fetch(_TILE, [self.log, level, index])
        if not rows:
            self.faults.append(Fault(FaultKind.TILE_MISSING, f"a full tile of level {level} is gone", self.log, first))
            return
        stored, stored_root = rows[0]
        if stored != b"".join(hashes):
            differing = next(n for n in range(TILE_WIDTH) if stored[32 * n : 32 * n + 32] != hashes[n])
            message = f"a hash of a tile of level {level} is not that of the tile below"
            where = first + differing * width
            self.faults.append(Fault(FaultKind.TILE_CHANGED, message, self.log, where, where + width))
        elif stored_root != root(hashes):
            message = f"the root of a tile of level {level} is not that of its hashes"
            self.faults.append(Fault(FaultKind.TILE_CHANGED, message, self.log, first))


def _peaks(hashes: list[bytes]) -> list[bytes]:
    """The roots of the perfect subtrees over the hashes of an open tile, from the largest to the smallest."""
    peaks, first = [], 0
    for height in reversed(range(8)):
        if len(hashes) >> height & 1:
            peaks.append(root(hashes[first : first + (1 << height)]))
            first += 1 << height
    return peaks

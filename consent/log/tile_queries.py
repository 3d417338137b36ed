"""The bytes of tiles and entry bundles at any size that has been signed, and the reader that proofs are made from."""

from consent.core.errors import NotFound
from consent.core.merkle import leaf_hash
from consent.core.tile_tree import Read
from consent.core.tiles import (
    ENTRIES,
    TILE_WIDTH,
    TilePath,
    decode_tile,
    encode_entries,
    encode_tile,
    width_at,
)
from consent.log.models import Leaf, Tile


def tile_reader(log: int) -> Read:
    """This function will return what reads the first ``width`` hashes of any tile of a log, one statement a tile.

    A full tile is stored. Fewer hashes are read from what lies below them: leaves, or the roots of full tiles.
    """

    def read(level: int, index: int, width: int) -> list[bytes]:
        if width == TILE_WIDTH:
            stored = Tile.objects.filter(log_number=log, level=level, index=index).values_list("hashes", flat=True)
            return [one for hashes in stored for one in decode_tile(bytes(hashes))]
        if level == 0:
            return [leaf_hash(entry) for entry in _entries(log, index, width)]
        first = index * TILE_WIDTH
        below = Tile.objects.filter(log_number=log, level=level - 1, index__gte=first, index__lt=first + width)
        return [bytes(root) for root in below.order_by("index").values_list("root", flat=True)]

    return read


def tile_bytes(log: int, path: TilePath, size: int) -> bytes:
    """This function will return a tile or an entry bundle of the tree of ``size``, which has been signed.

    Raises ``NotFound`` (code ``tile``) for one that this size does not have (C2SP tlog-tiles, "Partial Tiles"), and
    ``ValueError`` when what is stored is not as wide as it must be.
    """
    if not path.width <= width_at(path.level, path.index, size):
        raise NotFound("tile", "the log has not been as large")
    if path.level == ENTRIES:
        entries = _entries(log, path.index, path.width)
        if len(entries) != path.width:
            raise ValueError("the stored bundle is not as wide as the log's size says")
        return encode_entries(entries)
    hashes = tile_reader(log)(path.level, path.index, path.width)
    if len(hashes) != path.width:
        raise ValueError("the stored tile is not as wide as the log's size says")
    return encode_tile(hashes)


def _entries(log: int, index: int, width: int) -> list[bytes]:
    first = index * TILE_WIDTH
    leaves = Leaf.objects.filter(log_number=log, index__gte=first, index__lt=first + width)
    return [bytes(entry) for entry in leaves.order_by("index").values_list("entry", flat=True)]

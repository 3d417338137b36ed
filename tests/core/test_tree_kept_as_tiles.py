"""A log kept as tiles, or as its frontier alone, is the same tree."""

import functools
import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.core import merkle
from consent.core.frontier import Frontier
from consent.core.merkle import ProofError, leaf_hash, root, verify_consistency, verify_inclusion
from consent.core.tile_tree import TileKey, TileTree, full_tiles, new_tiles, with_tiles
from consent.core.tiles import decode_tile, paths_of
from tests.core import naive_tree

EDGES = (1, 2, 3, 254, 255, 256, 257, 511, 512, 513, 65_279, 65_280, 65_281, 65_535, 65_536, 65_537, 65_792, 70_000)


@functools.cache
def entry(index: int) -> bytes:
    """This function will return the data of the log's entry ``index``."""
    return b"entry %d" % index


@functools.cache
def leaves(size: int) -> list[bytes]:
    """This function will return the leaf hashes of a log of ``size`` entries."""
    return [leaf_hash(entry(index)) for index in range(size)]


class Shelf:
    """Every tile that was ever written, full and partial ones."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[TileKey, bytes] = {}
        self.reads: list[TileKey] = []

    def read(self, level: int, index: int, width: int) -> list[bytes]:
        """This function will return the first ``width`` hashes of a tile."""
        self.reads.append((level, index, width))
        there = min(have for at, number, have in self.tiles if (at, number) == (level, index) and have >= width)
        return decode_tile(self.tiles[level, index, there], there)[:width]

    def append(self, leaf_hashes: list[bytes]) -> dict[TileKey, bytes]:
        """This function will add leaves, and refuse to overwrite a tile with another content."""
        added = new_tiles(self.read, self.size, leaf_hashes)
        assert not added.keys() & self.tiles.keys()
        self.tiles.update(added)
        self.size += len(leaf_hashes)
        return added


@functools.cache
def grown() -> Shelf:
    """This function will return a shelf grown to the edges in turn, so that every edge's partial tiles are there."""
    shelf = Shelf()
    for size in EDGES:
        shelf.append(leaves(EDGES[-1])[shelf.size : size])
    return shelf


def test_the_tiles_are_those_of_the_specification() -> None:
    """The n-th hash of tile N of level L is the root of leaves (256 N + n) 256^L and on, as many as 256^L."""
    shelf = Shelf()
    shelf.append(leaves(70_000))
    assert shelf.tiles.keys() == {(tile.level, tile.index, tile.width) for tile in paths_of(70_000)}
    assert shelf.read(0, 273, 112) == leaves(70_000)[273 * 256 :]
    assert shelf.read(1, 1, 17) == [root(leaves(70_000)[at : at + 256]) for at in range(65_536, 65_536 + 17 * 256, 256)]
    assert shelf.read(2, 0, 1) == [root(leaves(70_000)[:65_536])]


@pytest.mark.parametrize("size", EDGES)
def test_roots_at_the_edges_are_those_of_the_whole_list(size: int) -> None:
    expected = naive_tree.mth([entry(index) for index in range(size)])
    frontier = Frontier()
    frontier.extend(leaves(EDGES[-1])[:size])
    assert root(leaves(EDGES[-1])[:size]) == expected
    assert frontier.root() == expected
    assert TileTree(grown().read, size).root() == expected
    assert TileTree(grown().read, EDGES[-1]).root(size) == expected


@pytest.mark.parametrize("size", EDGES)
def test_proofs_at_the_edges_are_those_of_the_whole_list(size: int) -> None:
    whole = leaves(EDGES[-1])[:size]
    tree = TileTree(grown().read, size)
    chosen = random.Random(size)
    around = {0, 1, 254, 255, 256, 257, 65_535, 65_536, size // 2, size - 2, size - 1, chosen.randrange(size)}
    for index in sorted(one for one in around if 0 <= one < size):
        proof = tree.inclusion_proof(index)
        verify_inclusion(index, size, whole[index], proof, tree.root())
        assert tree.leaf_hash(index) == whole[index]
        older = tree.consistency_proof(index + 1)
        verify_consistency(index + 1, size, root(whole[: index + 1]), tree.root(), older)
        if size < 1000:
            assert proof == naive_tree.path(index, [entry(number) for number in range(size)])
            assert older == naive_tree.proof(index + 1, [entry(number) for number in range(size)])
        else:
            assert proof == merkle.inclusion_proof(index, whole)
            assert older == merkle.consistency_proof(index + 1, whole)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 100, 255, 256, 257, 300, 511, 512, 4096]), min_size=1, max_size=8), st.data())
def test_batches_of_any_size_grow_one_tree(batches: list[int], draw: st.DataObject) -> None:
    shelf, frontier, everything = Shelf(), Frontier(), leaves(EDGES[-1])
    for batch in batches:
        leaf_hashes = everything[shelf.size : shelf.size + batch]
        before, old = shelf.size, shelf.tiles.copy()
        full = full_tiles(shelf.read, before, leaf_hashes)
        added = shelf.append(leaf_hashes)
        frontier.extend(leaf_hashes)
        assert {(tile.level, tile.index, 256): tile.hashes for tile in full} == {
            key: data for key, data in added.items() if key[2] == 256
        }
        assert all(tile.root == root(decode_tile(tile.hashes)) for tile in full)
        assert frontier.root() == TileTree(shelf.read, shelf.size).root() == root(everything[: shelf.size])
        before_stored = Shelf()
        before_stored.tiles = old
        assert TileTree(with_tiles(before_stored.read, added), shelf.size).root() == frontier.root()
        for size in range(before + 1, min(before + 3, shelf.size)):  # the new tiles are wider than such a tree's
            assert TileTree(with_tiles(before_stored.read, added), size).root() == root(everything[:size])
        assert Frontier.decode(frontier.encode()).encode() == frontier.encode()
    if shelf.size:
        m = draw.draw(st.integers(1, shelf.size))
        tree = TileTree(shelf.read, shelf.size)
        verify_consistency(m, shelf.size, tree.root(m), tree.root(), tree.consistency_proof(m))
        verify_inclusion(m - 1, shelf.size, everything[m - 1], tree.inclusion_proof(m - 1), tree.root())


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 3000), st.data())
def test_a_tree_is_read_at_any_older_size(size: int, draw: st.DataObject) -> None:
    shelf = Shelf()
    shelf.append(leaves(EDGES[-1])[:size])
    n = draw.draw(st.integers(1, size))
    index = draw.draw(st.integers(0, n - 1))
    tree = TileTree(shelf.read, size)
    whole = leaves(EDGES[-1])[:n]
    assert tree.root(n) == root(whole)
    assert tree.inclusion_proof(index, n) == merkle.inclusion_proof(index, whole)
    assert tree.consistency_proof(index + 1, n) == merkle.consistency_proof(index + 1, whole)


def test_a_batch_costs_one_hash_for_each_inner_node(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    shelf.append(leaves(EDGES[-1])[:300])
    counted = []
    monkeypatch.setattr(merkle, "sha256", lambda data: counted.append(1) or hashlib.sha256(data))
    frontier = Frontier()
    frontier.extend(leaves(EDGES[-1])[:4096])
    assert len(counted) == 4095
    counted.clear()
    shelf.append(leaves(EDGES[-1])[300:4396])
    assert len(counted) == 16 * 255  # the sixteen tiles of level 0 that became full
    assert len(shelf.reads) <= 2


def test_a_proof_reads_one_tile_or_two_a_level() -> None:
    shelf = grown()
    shelf.reads.clear()
    TileTree(shelf.read, 70_000).inclusion_proof(33_333)
    assert len(shelf.reads) <= 6
    assert len(set(shelf.reads)) == len(shelf.reads)


def test_a_tile_that_was_changed_gives_another_root() -> None:
    """So a proof out of it is refused by whoever verifies it before handing it out."""
    shelf = Shelf()
    shelf.append(leaves(EDGES[-1])[:1000])
    good = TileTree(shelf.read, 1000).root()
    shelf.tiles[0, 3, 232] = bytes([shelf.tiles[0, 3, 232][0] ^ 1]) + shelf.tiles[0, 3, 232][1:]
    bad = TileTree(shelf.read, 1000)
    assert bad.root() != good
    with pytest.raises(ProofError):
        verify_inclusion(5, 1000, leaves(EDGES[-1])[5], bad.inclusion_proof(5), good)


@pytest.mark.parametrize("stored", [[], [bytes(32)], [bytes(32)] * 3, [bytes(32), bytes(31)]])
def test_a_tile_of_another_width_is_refused(stored: list[bytes]) -> None:
    with pytest.raises(ProofError):
        TileTree(lambda level, index, width: stored, 2).root()
    if len(stored) != 2:
        with pytest.raises(ProofError):
            new_tiles(lambda level, index, width: stored, 2, [bytes(32)])


def test_a_tree_has_nothing_beyond_its_size() -> None:
    tree = TileTree(grown().read, 300)
    asked = [
        lambda: tree.root(301),
        lambda: tree.root(-1),
        lambda: tree.inclusion_proof(300),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.inclusion_proof(10, 10),
        lambda: tree.consistency_proof(0),
        lambda: tree.consistency_proof(301),
        lambda: tree.consistency_proof(1, 301),
        lambda: tree.leaf_hash(300),
        lambda: tree.leaf_hash(-1),
        lambda: TileTree(grown().read, -1),
    ]
    for ask in asked:
        with pytest.raises(ProofError):
            ask()
    assert tree.root(0) == merkle.EMPTY_ROOT


def test_a_frontier_keeps_no_more_than_a_hash_a_height() -> None:
    frontier = Frontier()
    for index in range(1000):
        frontier.append(leaves(EDGES[-1])[index])
        assert frontier.size == index + 1
        assert len(frontier.hashes) == (index + 1).bit_count()
    assert frontier.root() == root(leaves(EDGES[-1])[:1000])
    on_its_own = frontier.copy()
    on_its_own.append(bytes(32))
    assert (frontier.size, on_its_own.size) == (1000, 1001)
    assert frontier.root() == root(leaves(EDGES[-1])[:1000])


@pytest.mark.parametrize("wrong", ["x" * 32, b"", bytes(31), bytes(33), None])
def test_a_frontier_takes_all_of_a_batch_or_nothing(wrong: bytes) -> None:
    frontier = Frontier()
    frontier.extend(leaves(EDGES[-1])[:5])
    with pytest.raises(ProofError):
        frontier.extend([leaves(EDGES[-1])[5], wrong])
    assert (frontier.size, frontier.root()) == (5, root(leaves(EDGES[-1])[:5]))


@given(st.binary(max_size=120))
def test_any_bytes_are_a_frontier_of_one_spelling_or_refused(data: bytes) -> None:
    try:
        frontier = Frontier.decode(data)
    except ProofError:
        return
    assert frontier.encode() == data


@pytest.mark.parametrize(
    "data", [b"", bytes(7), bytes(9), bytes(40), b"\x00" * 7 + b"\x01", b"\x00" * 7 + b"\x03" + bytes(32)]
)
def test_a_frontier_that_was_cut_or_lengthened_is_refused(data: bytes) -> None:
    with pytest.raises(ProofError):
        Frontier.decode(data)

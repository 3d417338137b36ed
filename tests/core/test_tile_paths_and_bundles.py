"""Tiles and entry bundles have one path and one spelling each (C2SP tlog-tiles)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.tiles import (
    ENTRIES,
    TileError,
    TilePath,
    decode_entries,
    decode_tile,
    encode_entries,
    encode_tile,
    entries_path,
    parse_tile_path,
    partial_width,
    paths_of,
    tile_path,
    width_at,
)

PATHS = [
    ((0, 0, 256), "tile/0/000"),
    ((0, 0, 1), "tile/0/000.p/1"),
    ((0, 999, 255), "tile/0/999.p/255"),
    ((0, 1000, 256), "tile/0/x001/000"),
    ((3, 1234067, 256), "tile/3/x001/x234/067"),
    ((63, 1234067, 8), "tile/63/x001/x234/067.p/8"),
    ((ENTRIES, 5, 256), "tile/entries/005"),
    ((ENTRIES, 1234067, 12), "tile/entries/x001/x234/067.p/12"),
    ((0, 2**63 - 1, 256), "tile/0/x009/x223/x372/x036/x854/x775/807"),
]
NOT_CANONICAL = [
    "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1000", "tile/00/000",
    "tile/01/000", "tile/64/000", "tile/100/000", "tile/-1/000", "tile/+1/000", "tile/data/000", "tile/Entries/000",
    "/tile/0/000",
    "tile/0/000/", "tile/0/000\n", " tile/0/000", "tile/0/x000/000", "tile/0/x000/x001/000", "tile/0/001/000",
    "tile/0/x001/x000", "tile/0/x001", "tile/0/X001/000", "tile/0/x01/000", "tile/0/x0001/000", "tile/0/x001//000",
    "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/01", "tile/0/000.p/256",
    "tile/0/000.p/257", "tile/0/000.p/999", "tile/0/000.p/1000", "tile/0/000.p/-1", "tile/0/000.p/1/", "tile/0/000.P/1",
    "tile/0/000p/1", "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/0/x999/x999/x999/x999/x999/x999/999",
    "tile/0/x001/x000/x000/x000/x000/x000/x000/000", "tile/0/../000", "tile/0/٠٠٠", "tile/٠/000", "tile/0/000.p/١",
    "tile/8/0/000", "checkpoint",
]  # fmt: skip


@pytest.mark.parametrize(("tile", "path"), PATHS)
def test_a_tile_has_the_path_that_the_specification_gives_it(tile: tuple[int, int, int], path: str) -> None:
    assert tile_path(*tile) == path
    assert parse_tile_path(path) == TilePath(*tile)


@given(st.integers(ENTRIES, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_every_path_is_read_back(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, index, width)) == TilePath(level, index, width)


@pytest.mark.parametrize("path", NOT_CANONICAL)
def test_another_spelling_is_refused(path: str) -> None:
    with pytest.raises(TileError):
        parse_tile_path(path)


@given(st.from_regex(r"tile/(entries|[0-9]{1,3})/(x?[0-9]{1,4}/)*x?[0-9]{1,4}(\.p/[0-9]{1,4})?", fullmatch=True))
def test_a_path_that_is_read_is_the_only_one_of_its_tile(path: str) -> None:
    try:
        tile = parse_tile_path(path)
    except TileError:
        return
    assert tile_path(tile.level, tile.index, tile.width) == path


@pytest.mark.parametrize(
    "tile",
    [
        (-2, 0, 256),
        (64, 0, 256),
        (0, -1, 256),
        (0, 2**63, 256),
        (0, 0, 0),
        (0, 0, 257),
        (0, 0, -1),
        ("0", 0, 1),
        (0, 0.0, 1),
        (0, 0, True),
    ],
)
def test_a_tile_that_cannot_be_has_no_path(tile: tuple[Any, Any, Any]) -> None:
    with pytest.raises(TileError):
        tile_path(*tile)


def test_a_bundle_lies_beside_the_tile_of_its_leaves() -> None:
    assert entries_path(1234067, 112) == "tile/entries/x001/x234/067.p/112"
    assert entries_path(7) == tile_path(ENTRIES, 7)


def test_the_specifications_tree_of_70000() -> None:
    tiles = list(paths_of(70_000))
    assert [tile for tile in tiles if tile.width < 256] == [
        TilePath(0, 273, 112),
        TilePath(1, 1, 17),
        TilePath(2, 0, 1),
    ]
    assert len(tiles) == 273 + 1 + 1 + 1 + 1
    assert list(paths_of(256)) == [TilePath(0, 0, 256), TilePath(1, 0, 1)]
    assert list(paths_of(0)) == []


@given(st.integers(0, 2**40), st.integers(0, 6))
def test_the_partial_tile_is_the_one_behind_the_full_ones(size: int, level: int) -> None:
    count = size // 256**level
    assert partial_width(level, size) == count % 256
    assert width_at(level, count // 256, size) == count % 256
    assert width_at(level, count // 256 + 1, size) == 0
    if count >= 256:
        assert width_at(level, count // 256 - 1, size) == 256


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_entries_are_read_back(entries: list[bytes]) -> None:
    assert decode_entries(encode_entries(entries)) == entries


def test_an_entry_is_written_behind_its_length() -> None:
    assert encode_entries([b"", b"ab", bytes(65_535)]) == b"\x00\x00\x00\x02ab\xff\xff" + bytes(65_535)
    with pytest.raises(TileError):
        encode_entries([bytes(65_536)])


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5), st.data())
def test_a_bundle_that_was_cut_is_refused_or_shorter_by_whole_entries(
    entries: list[bytes], draw: st.DataObject
) -> None:
    whole = encode_entries(entries)
    cut = draw.draw(st.integers(0, len(whole) - 1))
    ends = [len(encode_entries(entries[:count])) for count in range(len(entries))]
    if cut in ends:
        assert decode_entries(whole[:cut]) == entries[: ends.index(cut)]
    else:
        with pytest.raises(TileError):
            decode_entries(whole[:cut])


@given(st.binary(max_size=600))
def test_any_bytes_are_a_bundle_of_one_spelling_or_refused(data: bytes) -> None:
    try:
        entries = decode_entries(data)
    except TileError:
        return
    assert encode_entries(entries) == data


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=256))
def test_a_tile_is_its_hashes_joined(hashes: list[bytes]) -> None:
    data = encode_tile(hashes)
    assert len(data) == 32 * len(hashes)
    assert decode_tile(data, len(hashes)) == hashes
    for width in (len(hashes) - 1, len(hashes) + 1):
        with pytest.raises(TileError):
            decode_tile(data, width)


@pytest.mark.parametrize("hashes", [[], [bytes(31)], [bytes(33)], [bytes(32)] * 257, [bytes(31), bytes(33)]])
def test_what_is_no_tile_is_not_written(hashes: list[bytes]) -> None:
    with pytest.raises(TileError):
        encode_tile(hashes)

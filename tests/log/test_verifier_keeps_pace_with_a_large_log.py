"""The verifier beside a living city, on two cores, and on trees higher than one tile."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection

from consent.core.frontier import Frontier
from consent.core.merkle import leaf_hash, root
from consent.core.tile_tree import full_tiles
from consent.core.tiles import TILE_WIDTH
from consent.log.models import Leaf
from consent.log.sequencer import Sequencer
from consent.log.verification import spine
from consent.log.verification.faults import FaultKind
from consent.log.verification.ranges import STRETCH
from consent.log.verification.run import verify_everything
from consent.log.verification.spine import Spine
from tests.log.facts import record_looks
from tests.log.sequencing import sequence_all

LEAVES = 70_000
Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def hashes() -> list[bytes]:
    """The leaf hashes of a log of two levels of full tiles."""
    return [leaf_hash(number.to_bytes(32, "big")) for number in range(LEAVES)]


@pytest.fixture
def tiles(hashes: list[bytes], monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, int], tuple[bytes, bytes]]:
    """The stored tiles of that log, by level and index; a test may change them."""
    stored = {(one.level, one.index): (one.hashes, one.root) for one in full_tiles(lambda *_: [], 0, hashes)}

    def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if statement == spine._TILE:
            _, level, index = values
            return [stored[level, index]] if (level, index) in stored else []
        assert statement == spine._BELOW
        _, level, first, end = values
        return [(stored[level, index][1],) for index in range(first, end) if (level, index) in stored]

    monkeypatch.setattr(spine, "fetch", fetch)
    return stored


def fed(hashes: list[bytes], first: int = 0) -> Spine:
    """This function will feed a spine with every full leaf tile from a stretch on, as the verifier does."""
    made = Spine(1, first // TILE_WIDTH)
    for start in range(first, LEAVES - LEAVES % TILE_WIDTH, STRETCH):
        stretch = hashes[start : start + STRETCH]
        size = start + len(stretch)
        assert made.root(root(stretch)) == expected(hashes, size)
        made.extend([root(stretch[at : at + 256]) for at in range(0, len(stretch) - 255, 256)])
    return made


def expected(hashes: list[bytes], size: int) -> bytes:
    """This function will return the root by another way."""
    frontier = Frontier()
    frontier.extend(hashes[:size])
    return frontier.root()


@pytest.mark.parametrize("first", [0, 4 * STRETCH, 16 * STRETCH])
def test_the_root_is_right_wherever_the_verifier_begins(
    hashes: list[bytes], tiles: dict[tuple[int, int], tuple[bytes, bytes]], first: int
) -> None:
    assert (1, 0) in tiles
    assert fed(hashes, first).faults == []


@pytest.mark.parametrize(("position", "kind"), [(77, FaultKind.TILE_CHANGED), (None, FaultKind.TILE_MISSING)])
def test_a_tile_above_the_leaves_is_compared_too(
    hashes: list[bytes], tiles: dict[tuple[int, int], tuple[bytes, bytes]], position: int | None, kind: FaultKind
) -> None:
    data, over = tiles.pop((1, 0))
    if position is not None:
        changed = bytearray(data)
        changed[32 * position] ^= 1
        tiles[1, 0] = bytes(changed), over
    (fault,) = fed(hashes).faults
    assert fault.kind is kind
    assert fault.index == (position or 0) * TILE_WIDTH
    assert fault.until == (None if position is None else (position + 1) * TILE_WIDTH)


def test_a_tile_that_is_gone_before_the_beginning_is_told(
    hashes: list[bytes], tiles: dict[tuple[int, int], tuple[bytes, bytes]]
) -> None:
    del tiles[0, 3]
    assert [fault.kind for fault in Spine(1, 64).faults] == [FaultKind.TILE_MISSING]


@pytest.mark.usefixtures("log_keys")
def test_two_processes_find_what_one_finds(own_database: str) -> None:
    record_looks(2 * STRETCH + 300)
    sequence_all()
    alone, together = (verify_everything(processes=count) for count in (1, 2))
    assert (alone.whole, together.whole, together.processes) == (True, True, 2)
    assert alone.as_data()["bytes"] == together.as_data()["bytes"]
    Leaf.objects.create(log_number=1, index=together.logs[0].leaves, event_id=9_000_000, entry=bytes(32))
    found = [verify_everything(processes=count).first_bad for count in (1, 2)]
    assert found[0] == found[1] is not None


@pytest.fixture
def living(own_database: str, log_keys: object) -> Iterator[None]:
    """A city in which a sequencer and two writers are at work."""
    sequencer, over = Sequencer(), threading.Event()

    def write() -> None:
        while not over.wait(0.005):
            record_looks(3)
        connection.close()

    threads = [threading.Thread(target=sequencer.run), *(threading.Thread(target=write) for _ in range(2))]
    for thread in threads:
        thread.start()
    yield
    over.set()
    sequencer.stop()
    for thread in threads:
        thread.join()


def test_a_city_at_work_raises_no_alarm(living: None) -> None:
    sizes = []
    for _ in range(12):
        verdict = verify_everything(processes=1)
        assert [fault.as_data() for fault in verdict.faults] == []
        sizes.append(verdict.as_data()["leaves"])
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]

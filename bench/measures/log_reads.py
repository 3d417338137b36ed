"""Reading the log as it grows: verifying all of it against bare SHA-256, its memory, and serving proofs."""

import hashlib
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from bench.growing import GrowingLog, growing_log
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import percentile
from consent.core.events import commitment
from consent.core.merkle import leaf_hash, node_hash
from consent.ledger.encoders import encode_use
from consent.ledger.models import Use
from consent.log.models import Leaf, SignedCheckpoint
from consent.log.tree_queries import consistency, inclusion

CORES = 2
SAMPLE = 4_096
KEY = b"\1" * 32
BARE = "bare SHA-256 of the same events’ bytes, both cores"
NEEDED = "the HMACs, leaf and node hashes that it needs alone, both cores"
BEFORE, SMALLEST = "the same with the log before", "the same with the smallest log"
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was measured at one size of the log; ``of_bare`` and ``of_needed`` set its speed against hashing alone."""

    speed: float
    of_bare: float
    of_needed: float
    memory: float
    inclusion: list[float]
    consistency: list[float]


def measure(scene: Scene) -> Iterator[Result]:
    """This function will measure at each size of a growing log, the smallest first, and compare as it grows."""
    seen: list[_Seen] = []
    with growing_log(scene.empty) as log:
        for size in scene.sizes.logs:
            log.grow(size)
            speed, of_bare, of_needed = _by_turns(log, scene)
            here = _Seen(
                speed,
                of_bare,
                of_needed,
                memory=_verified(log, processes=1)["peak"] / 1024,
                inclusion=_inclusions(log, size, scene.sizes.proofs),
                consistency=_consistencies(log, scene.sizes.proofs),
            )
            yield from _verifying(size, here, seen, last=size == scene.sizes.logs[-1])
            yield from _proofs(size, here, seen[0] if seen else None)
            seen.append(here)


def _verifying(size: int, here: _Seen, before: list[_Seen], *, last: bool) -> Iterator[Result]:
    name = f"verify_log, {_count(size)} leaves"
    # Processes take a moment to begin, so that the speed of a small log says nothing of a large one.
    goal = Goal("ratio", "≥", 0.12) if last else None
    yield result(name, here.speed, "/s", ratio=here.of_bare, against=BARE, goal=goal)
    yield result(name, here.speed, "/s", ratio=here.of_needed, against=NEEDED)
    memory = f"{name}, peak memory of its process"
    if not before:
        yield result(memory, here.memory, "MiB")
        return
    grown = here.of_bare / before[-1].of_bare
    yield result(
        f"{name}, of bare SHA-256", here.of_bare, "", ratio=grown, against=BEFORE, goal=Goal("ratio", "≥", 0.8)
    )
    ratio = here.memory / before[0].memory
    yield result(memory, here.memory, "MiB", ratio=ratio, against=SMALLEST, goal=Goal("ratio", "≤", 1.5))


def _proofs(size: int, seen: _Seen, first: _Seen | None) -> Iterator[Result]:
    for name in ("inclusion", "consistency"):
        waits: list[float] = getattr(seen, name)
        metric = f"{name} proof, verified, {_count(size)} leaves"
        yield result(f"{metric}, p50", percentile(waits, 0.5) * 1e3, "ms")
        worst = percentile(waits, 0.99)
        if first is None:
            yield result(f"{metric}, p99", worst * 1e3, "ms")
            continue
        ratio = worst / percentile(getattr(first, name), 0.99)
        goal = Goal("ratio", "≤", 2)
        yield result(f"{metric}, p99", worst * 1e3, "ms", ratio=ratio, against=SMALLEST, goal=goal)


def _count(size: int) -> str:
    return f"{size:,}".replace(",", " ")


def _by_turns(log: GrowingLog, scene: Scene) -> tuple[float, float, float]:
    """
    Leaves a second, and how much that is of hashing alone: of each event once, and of all that the log's form asks.

    Each verification is set against the hashing just before and just after it, and the median of these counts.
    """
    events = [encode_use(one) for one in Use.objects.order_by("event_id")[:SAMPLE]]
    seconds = scene.sizes.seconds / 12

    def alone() -> tuple[float, float]:
        return _both_cores(_hashed, events, seconds), _both_cores(_committed, events, seconds)

    speeds, hashing = [], [alone()]
    for _ in range(scene.sizes.verifications):
        speeds.append(float(_verified(log, processes=CORES)["leaves_per_second"]))
        hashing.append(alone())
    around = zip(speeds, hashing[:-1], hashing[1:], strict=True)
    shares = [(2 * speed / (one[0] + two[0]), 2 * speed / (one[1] + two[1])) for speed, one, two in around]
    return median(speeds), median(bare for bare, _ in shares), median(needed for _, needed in shares)


def _verified(log: GrowingLog, *, processes: int) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "bench.verifying", str(processes)],
        env=log.environment,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    if run.returncode:
        raise AssertionError(f"the log that was measured is not whole: {run.stdout[-2000:]} {run.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(run.stdout)
    return said


def _hashed(events: Sequence[bytes]) -> None:
    sha256 = hashlib.sha256
    for event in events:
        sha256(event).digest()


def _committed(events: Sequence[bytes]) -> None:
    for number, event in enumerate(events):
        leaf = leaf_hash(commitment(KEY, number, event))
        node_hash(leaf, leaf)


def _both_cores(work: Callable[[Sequence[bytes]], None], events: Sequence[bytes], seconds: float) -> float:
    ready = _FORK.Barrier(CORES)
    counts = _FORK.Queue()

    def one() -> None:
        ready.wait(timeout=60)
        rounds, began = 0, time.perf_counter()
        while (taken := time.perf_counter() - began) < seconds or not rounds:
            work(events)
            rounds += 1
        counts.put(rounds * len(events) / taken)
        counts.close()
        counts.join_thread()
        os._exit(0)

    processes = [_FORK.Process(target=one, daemon=True) for _ in range(CORES)]
    for process in processes:
        process.start()
    speed = sum(counts.get(timeout=seconds + 60) for _ in processes)
    for process in processes:
        process.join(timeout=10)
    return float(speed)


def _inclusions(log: GrowingLog, size: int, count: int) -> list[float]:
    """As a receipt asks: an event's place, the first checkpoint that covers it, the proof, and its verification."""
    chosen = random.Random(size).choices(range(size), k=count)  # noqa: S311
    places = Leaf.objects.filter(log_number=log.number, index__in=chosen).values_list("event_id", flat=True)
    return [_timed(partial(inclusion, one)) for one in places]


def _consistencies(log: GrowingLog, count: int) -> list[float]:
    """As a witness or a resident's program asks: an earlier checkpoint is the start of the newest one."""
    sizes = list(SignedCheckpoint.objects.filter(log_number=log.number).order_by("size").values_list("size", flat=True))
    chosen = random.Random(count).choices(sizes, k=count)  # noqa: S311
    return [_timed(partial(consistency, log.number, one, sizes[-1])) for one in chosen]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    if work() is None:
        raise AssertionError("a proof that was asked for is not there")
    return time.perf_counter() - began

"""Taking the time so that a busy machine disturbs both sides of a comparison alike: by turns, and the median counts."""

import gc
import math
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

Side = TypeVar("Side")


def percentile(values: Sequence[float], share: float) -> float:
    """This function will return the smallest value that ``share`` (0–1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def by_turns(sides: Mapping[Side, Callable[[], object]], *, seconds: float, rounds: int) -> dict[Side, float]:
    """
    This function will run each side for ``seconds`` in every round and return its median seconds a call.

    :param sides: what to call, over and over; each is called once beforehand, untimed.
    """
    for work in sides.values():
        work()
    taken: dict[Side, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, work in sides.items():
            taken[name].append(_one(work, seconds))
    return {name: median(each) for name, each in taken.items()}


def _one(work: Callable[[], object], seconds: float) -> float:
    gc.collect()
    calls, began = 0, time.perf_counter()
    end = began + seconds
    while True:
        work()
        calls += 1
        now = time.perf_counter()
        if now >= end:
            return (now - began) / calls

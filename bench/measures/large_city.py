"""Every list page in a city of fifty thousand residents and a million uses, set against the same city with 500.

Both cities are databases of their own with the same residents (``bench.filling`` says what in them is not real). The
same process renders the pages and changes between the two at every request, so that a busy machine disturbs both alike.
The resident who looks has twenty uses in either, which is the mean of the large one: what is measured is the weight of
*other people's* uses; the measurement ``pages`` has somebody with many of their own. Time is that of the whole request
inside the server, without the network.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Iterator

from django.test import Client
from django.urls import Resolver404, resolve

from bench.city import ACTIVITY, CATEGORY, DEPARTMENT
from bench.filling import City, two_cities
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import percentile

GOAL = Goal("ratio", "≤", 1.5)
P95 = 0.95
# Every page has its turn in every round, so that a minute in which the machine does something else is nobody's alone.
ROUNDS = 5
WARMING = 2  # requests of each page at the start of its turn that do not count: they warm the connection and the plans
# The filters of the event list, alone and together. Those that match nothing are the hardest: all is searched in vain.
FILTERS = (
    "kind=use.refused",
    "kind=consent",
    "kind=representation",
    f"department={DEPARTMENT}",
    "department=education",  # nothing
    f"activity={ACTIVITY}",
    "activity=kitchen-allergies",  # no use
    f"activity={ACTIVITY}&to=2026-02-01T00:00",
    f"category={CATEGORY}",
    "category=home.address",  # nothing
    "kind=use.refused&category=home.address",  # nothing
    "basis=consent",
    "basis=public_task",  # nothing
    "decision=refused",
    "decision=allowed",
    "reason=refused",
    "reason=expired",  # nothing
    "reason=law",  # nothing
    "from=2026-01-01T00:00&to=2026-02-01T00:00",
)
PAGES: tuple[tuple[str, str], ...] = (
    ("resident", "/"),
    ("resident", "/uses/"),
    ("resident", f"/uses/?activity={ACTIVITY}"),
    ("resident", "/history/"),
    ("visitor", "/activities/"),
    ("dpo", "/audit/"),
    ("dpo", "/audit/events/"),
    *(("dpo", f"/audit/events/?{query}") for query in FILTERS),
    ("dpo", "/audit/activities/"),
    ("dpo", "/audit/departments/"),
    ("dpo", "/audit/feedback/"),
    ("librarian", "/services/library/"),
    ("officer", "/services/preschool/"),
    ("officer", "/services/preschool/units/"),
)


def mounted() -> list[tuple[str, str]]:
    """This function will return the pages that this city has; a test demands that it has them all."""
    return [(who, path) for who, path in PAGES if _resolves(path.partition("?")[0])]


def measure(scene: Scene) -> Iterator[Result]:
    """This function will request each page by turns in both cities and compare the 95th percentiles."""
    sizes = scene.sizes
    few, many = sizes.small_city_uses, sizes.large_city_uses
    against = f"the same city with {few:,} uses"
    with two_cities(scene.empty, sizes.large_city_residents, few, many) as (small, large, browsers):
        taken: dict[tuple[str, str, City], list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for who, path in mounted():
                gc.collect()
                for turn in range(WARMING + sizes.large_city_visits // ROUNDS):
                    for city in (small, large) if turn % 2 else (large, small):
                        seconds = _visit(city, browsers[who], path)
                        if turn >= WARMING:
                            taken[who, path, city].append(seconds)
        for who, path in mounted():
            slow, fast = (percentile(taken[who, path, city], P95) for city in (large, small))
            yield result(
                f"{path} ({who}), {many:,} uses, p95", slow * 1000, "ms", ratio=slow / fast, against=against, goal=GOAL
            )


def _visit(city: City, client: Client, path: str) -> float:
    city.enter()
    began = time.perf_counter()
    response = client.get(path)
    seconds = time.perf_counter() - began
    if response.status_code != 200:
        raise AssertionError(f"{path} answered {response.status_code}")
    return seconds


def _resolves(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True

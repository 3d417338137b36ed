"""Canonical bytes and the strict parser, against what the standard library offers for the same."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from bench.results import Goal, Result, result
from bench.scene import Scene, evaluation
from bench.timing import by_turns
from consent import clock
from consent.api.strict_json import parse
from consent.core.canonical import Shape, canonical
from consent.ledger.encoders import encode_use, use_fields
from consent.ledger.models import Use

TIMES = 500


def measure(scene: Scene) -> Iterator[Result]:
    """This function will time encoders of the same use and parsers of the same request by turns."""
    use = Use(
        event_id=1_234_567, recorded_at=clock.now(), subject=UUID(int=7), department="library", client="a" * 40,
        activity="library-recommendations", category="library.loans", allowed=True, reason="consent", basis="consent",
        permission_version=3, notice_version=1,
    )  # fmt: skip
    fields = use_fields(use)
    shape = Shape(*fields)
    sorted_json = partial(json.dumps, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if not shape.encode(fields) == canonical(fields) == sorted_json(fields).encode() == encode_use(use):
        raise AssertionError("the encoders do not write the same bytes")
    body = evaluation(scene.city.people[0]).encode()
    taken = by_turns(
        {
            "shape": _many(lambda: shape.encode(fields)),
            "sorted": _many(lambda: sorted_json(fields).encode()),
            "strict": _many(lambda: parse(body)),
            "loads": _many(lambda: json.loads(body)),
        },
        seconds=scene.sizes.seconds / 6,
        rounds=scene.sizes.rounds,
    )
    each = {name: seconds / TIMES for name, seconds in taken.items()}
    yield result(
        "canonical bytes of a use, fixed shape",
        each["shape"] * 1e6,
        "µs",
        ratio=each["shape"] / each["sorted"],
        against="json.dumps(sort_keys)",
        goal=Goal("ratio", "≤", 1.5),
    )
    yield result(
        "strict JSON of a request",
        each["strict"] * 1e6,
        "µs",
        ratio=each["strict"] / each["loads"],
        against="json.loads",
        goal=Goal("ratio", "≤", 1.5),
    )


def _many(work: Callable[[], object]) -> Callable[[], None]:
    def repeated() -> None:
        for _ in range(TIMES):
            work()

    return repeated

"""The check without HTTP, for one question and for many, against one bare INSERT and COMMIT on the same connection."""

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import bare_row
from bench.batch_alone import BatchAlone
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import by_turns
from consent import clock
from consent.core.decisions import Question, decide
from consent.ledger.actions.check import SCOPE, check
from consent.ledger.facts import raw_connection, read_facts

FLOOR = bare_row.NAME
GOALS = {1: Goal("ratio", "≤", 8), 10: Goal("ratio", "≤", 2), 100: Goal("ratio", "≤", 1)}
LARGE = 1_000
OF_ITS_STATEMENTS = Goal("ratio", "≥", 0.5)


def measure(scene: Scene) -> Iterator[Result]:
    """This function will time batches of the check and the floor by turns, then the pure decision alone."""
    bare_row.make_table()
    raw_connection().execute("SELECT 1")
    sizes, chance = scene.sizes, random.Random(11)  # noqa: S311

    def ask(count: int) -> None:
        check(scene.city.questions(count, chance))

    sides: dict[Any, Any] = {count: partial(ask, count) for count in GOALS}
    taken = by_turns({**sides, FLOOR: bare_row.insert}, seconds=sizes.seconds / 3, rounds=sizes.rounds)
    floor = taken.pop(FLOOR)
    for count, goal in GOALS.items():
        each = taken[count] / count
        yield result(
            f"check in process, batch of {count}, per question",
            each * 1e6,
            "µs",
            ratio=each / floor,
            against=FLOOR,
            goal=goal,
        )
    yield result(FLOOR, floor * 1e6, "µs")
    yield _decision_alone(scene, taken[1])
    alone = BatchAlone(scene.city.questions(LARGE, chance))
    sides = {"check": partial(ask, LARGE), "alone": alone.run}
    taken = by_turns(sides, seconds=sizes.seconds, rounds=sizes.rounds)
    yield result(
        f"recorded batch of {LARGE:,}, decisions",
        LARGE / taken["check"],
        "1/s",
        ratio=taken["alone"] / taken["check"],
        against=f"its two statements alone, inside the server, {LARGE / taken['alone']:,.0f}/s",
        goal=OF_ITS_STATEMENTS,
    )


def _decision_alone(scene: Scene, whole: float) -> Result:
    question = scene.city.question(scene.city.people[0])
    at = clock.now()
    facts = read_facts([question], SCOPE, at)[0].facts
    asked = Question(question.department, question.activity, question.category)

    def a_thousand() -> None:
        for _ in range(1000):
            decide(facts, asked, at)

    alone = (
        by_turns({"decide": a_thousand}, seconds=scene.sizes.seconds / 6, rounds=scene.sizes.rounds)["decide"] / 1000
    )
    return result(
        "decide() alone",
        alone * 1e6,
        "µs",
        ratio=alone / whole,
        against="whole check of one",
        goal=Goal("ratio", "≤", 0.02),
    )

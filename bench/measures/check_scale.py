"""The check in a city with ten times the permissions and uses: it must not become slower by more than a little."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from django.db import connections

from bench.city import ACTIVITY, CATEGORY, DEPARTMENT, build_city
from bench.city import City as People
from bench.crowd import EACH, grow
from bench.filling import City, fill_uses
from bench.ground import clone, tidy
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import by_turns
from consent.ledger.actions.check import check

GOAL = Goal("ratio", "≥", 0.85)
TOGETHER = (1, 16)
_RESIDENTS = 50


def measure(scene: Scene) -> Iterator[Result]:
    """This function will ask the same questions by turns in two databases and compare the decisions a second."""
    sizes = scene.sizes
    shared = connections["default"]
    with ExitStack() as end:
        end.callback(connections.__setitem__, "default", shared)
        cities: dict[int, tuple[City, People]] = {}
        for number in sizes.scale:
            city = City(end.enter_context(clone(scene.empty, f"scale_{number}")))
            end.callback(city.connection.close)
            city.enter()
            people = grow(build_city(_RESIDENTS, lambda done: None), number, sizes.asked_about, lambda done: None)
            _fill(people, number)
            tidy(city.database)
            cities[number] = (city, people)
        for together in TOGETHER:
            sides = {number: partial(_ask, *cities[number], together, random.Random(5)) for number in sizes.scale}  # noqa: S311
            taken = by_turns(sides, seconds=sizes.seconds / 3, rounds=sizes.rounds)
            few, many = sizes.scale
            yield result(
                f"check in process, {together} together, with {many:,} permissions and uses",
                together / taken[many],
                "1/s",
                ratio=taken[few] / taken[many],
                against=f"with {few:,} of each",
                goal=GOAL,
            )


def _ask(city: City, people: People, together: int, chance: random.Random) -> None:
    city.enter()
    check(people.questions(together, chance))


def _fill(people: People, uses: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT client_id FROM registry_clientapplication LIMIT 1")
        (client,) = cursor.fetchone()
    facts = {"looker": people.people[0].subject, "people": uses // EACH, "department": DEPARTMENT, "client": client}
    fill_uses(facts | {"activity": ACTIVITY, "category": CATEGORY}, uses)

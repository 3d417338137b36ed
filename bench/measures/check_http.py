"""One check over HTTP, against an ordinary view that records nothing, and against the database alone."""

import http.client
import json
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.floor import CLIENTS, selects_a_second
from bench.paths import NOTHING, TYPICAL
from bench.results import Goal, Result, result
from bench.scene import Scene, evaluation
from consent.api.access.door import PATH
from deploy.local.ports import HOST

FASTER = Goal("ratio", "≥", 15)
OF_THE_FLOOR = Goal("ratio", "≥", 0.15)
STEADY = Goal("ratio", "≤", 4)
ORDINARY = "DRF + DOT + ORM view that records nothing"
FLOOR = f"SQL alone: single-row selects, {CLIENTS} clients"


def measure(scene: Scene) -> Iterator[Result]:
    """This function will load the door, the view and the database by turns, then the door at half of what it can."""
    _agree(scene)
    sizes, bodies = scene.sizes, scene.bodies()
    seen: dict[str, list[dict[str, float]]] = {PATH: [], TYPICAL: [], NOTHING: []}
    selects: list[float] = []
    for turn in range(sizes.rounds):
        for path, rounds in seen.items():
            if path == NOTHING and turn:
                continue  # it is only there to show how little of the time is the server's and the load's own
            warm = sizes.seconds / 2 if turn == 0 else 0.2
            rounds.append(
                scene.server.load(path, bodies, connections=sizes.connections, seconds=sizes.seconds, warm=warm)
            )
        selects.append(selects_a_second(scene, sizes.seconds))
    door, view, nothing = (_medians(rounds) for rounds in seen.values())
    floor = median(selects)
    yield result("check over HTTP", door["rps"], "1/s", ratio=door["rps"] / view["rps"], against=ORDINARY, goal=FASTER)
    yield result(
        "check over HTTP, of SQL alone",
        door["rps"],
        "1/s",
        ratio=door["rps"] / floor,
        against=f"{FLOOR}, {floor:,.0f}/s",
        goal=OF_THE_FLOOR,
    )
    for name in ("p50", "p99"):
        yield result(f"check over HTTP, {name}", door[name], "ms", ratio=door[name] / view[name], against=ORDINARY)
    yield from _at_half(scene, bodies, door["rps"] / 2)
    yield result("ordinary view over HTTP", view["rps"], "1/s")
    yield result("ordinary view over HTTP, p99", view["p99"], "ms")
    yield result(
        "check over HTTP, share of an empty answer",
        door["rps"] / nothing["rps"] * 100,
        "%",
        ratio=door["rps"] / nothing["rps"],
        against=f"same server doing nothing, {nothing['rps']:,.0f}/s",
    )
    errors = sum(one["errors"] for rounds in (seen[PATH], seen[TYPICAL]) for one in rounds)
    yield result("check over HTTP, answers other than 200", errors, "", goal=Goal("value", "≤", 0))


def _at_half(scene: Scene, bodies: list[str], rate: float) -> Iterator[Result]:
    sizes = scene.sizes
    rounds = [
        scene.server.load(
            PATH, bodies, connections=4 * sizes.connections, seconds=sizes.seconds, warm=sizes.seconds / 3, rate=rate
        )
        for _ in range(sizes.rounds)
    ]
    steady = _medians(rounds)
    yield result(
        f"check over HTTP at {rate:,.0f} arrivals a second, p99",
        steady["p99"],
        "ms",
        ratio=steady["p99"] / steady["p50"] if steady["p50"] else 0.0,
        against=f"its p50, {steady['p50']:.2g} ms",
        goal=STEADY,
    )


def _medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def _agree(scene: Scene) -> None:
    """A comparison of two things that answer differently would be worth nothing."""
    for person in scene.city.people[:20]:
        door, view = (_ask(scene, path, evaluation(person)) for path in (PATH, TYPICAL))
        for answer in (door, view):
            answer["context"] = {name: answer["context"][name] for name in ("reason", "basis", "notice_version")}
        if door != view:
            raise AssertionError(f"the door answers {door}, the ordinary view {view}")


def _ask(scene: Scene, path: str, body: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection(HOST, scene.server.port, timeout=30)
    headers = {"Authorization": f"Bearer {scene.server.token}", "Content-Type": "application/json"}
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    if response.status != 200:
        raise AssertionError(f"{path} answered {response.status}: {content[:300]!r}")
    answer: dict[str, Any] = json.loads(content)
    return answer

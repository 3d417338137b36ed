"""The token endpoint takes as long for a wrong secret and for a client that does not exist as for the right one."""

import base64
import http.client
import time
from collections.abc import Iterator
from http import HTTPStatus

from bench.city import DEPARTMENT, OPERATOR
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import percentile
from consent.ledger.actions.check import SCOPE
from consent.registry.actions.register_client import register_client
from deploy.local.ports import HOST

PATH = "/o/token/"
WARM = 5  # rounds that do not count
_BODY = f"grant_type=client_credentials&scope={SCOPE}"


def measure(scene: Scene) -> Iterator[Result]:
    """This function will ask by turns with the right secret, a wrong one and an unknown id, and compare the medians."""
    client = register_client(actor=OPERATOR, department=DEPARTMENT, scopes=[SCOPE], name="bench: tokens")
    wrong = client.client_secret[::-1]
    sides = {
        "right secret": (client.client_id, client.client_secret, HTTPStatus.OK),
        "wrong secret": (client.client_id, wrong, HTTPStatus.UNAUTHORIZED),
        "unknown client": (client.client_id[::-1], wrong, HTTPStatus.UNAUTHORIZED),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    connection = http.client.HTTPConnection(HOST, scene.server.port, timeout=30)
    try:
        for number in range(-WARM, scene.sizes.tokens):
            for name, (client_id, secret, expected) in sides.items():
                seconds = _ask(connection, client_id, secret, expected)
                if number >= 0:
                    taken[name].append(seconds)
    finally:
        connection.close()
    middle = {name: percentile(each, 0.5) * 1000 for name, each in taken.items()}
    for name, other in zip(sides, [*sides][1:] + [*sides][:1], strict=True):
        slower, quicker = max(middle[name], middle[other]), min(middle[name], middle[other])
        yield result(
            f"token endpoint, {name}, p50",
            middle[name],
            "ms",
            ratio=slower / quicker,
            against=f"{other} (the slower of the two to the quicker)",
            goal=Goal("ratio", "≤", 1.10),
        )


def _ask(connection: http.client.HTTPConnection, client_id: str, secret: str, expected: HTTPStatus) -> float:
    credentials = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    began = time.perf_counter()
    connection.request("POST", PATH, _BODY, headers)
    answer = connection.getresponse()
    answer.read()
    taken = time.perf_counter() - began
    if answer.status != expected:
        raise AssertionError(f"the token endpoint answered {answer.status}, not {expected}")
    return taken

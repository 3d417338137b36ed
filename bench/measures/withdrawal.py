"""A withdrawal counts at the very next check, whatever else the server is doing."""

import http.client
import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from bench.city import ACTIVITY
from bench.results import Goal, Result, result
from bench.scene import Scene, evaluation
from bench.timing import percentile
from consent.api.access.door import PATH
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from deploy.local.ports import HOST


def measure(scene: Scene) -> Iterator[Result]:
    """This function will withdraw and give by turns, ask after each commit, and count the answers that are wrong."""
    # The background asks about everybody else, so that only our own acts change the answers we look at.
    person, others = scene.city.people[0], [evaluation(person) for person in scene.city.people[1:]]
    terms: dict[str, Any] = {
        "subject": person.subject,
        "activity": ACTIVITY,
        "language": "fi",
        "channel": Channel.PORTAL,
    }
    acts = {
        False: partial(withdraw_consent, actor=person.actor, **terms),
        True: partial(grant_consent, actor=person.actor, notice_version=1, **terms),
    }
    connection = http.client.HTTPConnection(HOST, scene.server.port, timeout=30)
    headers = {"Authorization": f"Bearer {scene.server.token}", "Content-Type": "application/json"}
    wrong, asked, acted = 0, [], []
    background = scene.server.start_load(PATH, others, connections=scene.sizes.connections, seconds=3600)
    try:
        for number in range(scene.sizes.withdrawals):
            allowed = number % 2 == 1
            began = time.perf_counter()
            if not acts[allowed]().changed:
                raise AssertionError("an act changed nothing")
            acknowledged = time.perf_counter()
            connection.request("POST", PATH, evaluation(person), headers)
            answer = json.loads(connection.getresponse().read())
            answered = time.perf_counter()
            acted.append(acknowledged - began)
            asked.append(answered - acknowledged)
            wrong += answer["decision"] is not allowed
        if background.poll() is not None:
            raise AssertionError("the background load broke off, so nothing was shown")
    finally:
        background.kill()
        background.wait()
        connection.close()
    changes = f"of {scene.sizes.withdrawals} changes"
    yield result("very next check under load, wrong answers", wrong, changes, goal=Goal("value", "≤", 0))
    yield result("withdrawal or grant under load, p50", percentile(acted, 0.5) * 1000, "ms")
    yield result("very next check under load, p50", percentile(asked, 0.5) * 1000, "ms")
    yield result("very next check under load, p99", percentile(asked, 0.99) * 1000, "ms")

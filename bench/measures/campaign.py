"""A campaign's three kinds of work, each for one person, against one bare row inserted and committed."""

import time
from collections.abc import Iterator
from uuid import uuid4

from django.conf import settings
from django.db import connections

from bench import bare_row
from bench.families import ACTOR, CLIENT, DEPARTMENT, Family, begin_campaign, found_families
from bench.filling import City
from bench.ground import clone
from bench.results import Result, result
from bench.scene import Scene
from bench.timing import by_turns
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.queue_messages import Outgoing, queue_messages
from consent.messaging.actions.receive import receive_message
from consent.messaging.actions.send import send_due
from consent.messaging.config import MessagingConfig
from consent.proactive.actions.make_offers import make_offers

BATCH = 500
_MEMORY = "consent.messaging.backends.memory.MemoryBackend"


def measure(scene: Scene) -> Iterator[Result]:
    """This function will select, queue and answer for every family once, and insert bare rows in the same database."""
    sizes = scene.sizes
    shared, before = connections["default"], getattr(settings, "MESSAGING", None)
    settings.MESSAGING = MessagingConfig(
        backend=_MEMORY, gateway_secret="s" * 32, sender="16120", per_second=1_000_000, quiet=None
    )
    try:
        with clone(scene.empty, "campaign") as name:
            city = City(name)
            try:
                city.enter()
                taken = _work(found_families(sizes.families, lambda done: None))
            finally:
                city.connection.close()
                connections["default"] = shared
    finally:
        settings.MESSAGING = before
    bare_row.make_table()
    (bare,) = by_turns({bare_row.NAME: bare_row.insert}, seconds=sizes.seconds / 3, rounds=sizes.rounds).values()
    for what, seconds in taken.items():
        yield result(what, 1 / seconds, "1/s", ratio=seconds / bare, against=f"{bare_row.NAME}, {1 / bare:,.0f}/s")


def _work(families: list[Family]) -> dict[str, float]:
    """Seconds a person of each kind of work."""
    campaign = begin_campaign()
    began = time.perf_counter()
    for batch in _batches(families):
        made = make_offers(
            actor=ACTOR,
            client=CLIENT,
            department=DEPARTMENT,
            campaign=campaign,
            candidates=[family.candidate() for family in batch],
        )
        if any(getattr(one, "code", "") == "" for one in made):
            raise AssertionError("somebody was not offered a place")
    selected = time.perf_counter()
    while send_due(actor=ACTOR):
        pass
    began_queueing = time.perf_counter()
    for batch in _batches(families):
        queue_messages(
            actor=ACTOR,
            messages=[
                Outgoing(family.guardian, "Hello", "fi", uuid4(), None, f"bench:{family.guardian}") for family in batch
            ],
        )
    queued = time.perf_counter()
    for number, family in enumerate(families):
        receive_message(actor=ACTOR, provider_id=f"bench-{number}", source=family.phone, text="A")
    while handle_inbound(actor=ACTOR):
        pass
    answered = time.perf_counter()
    return {
        f"people selected and offered, {BATCH} at once": (selected - began) / len(families),
        f"messages queued, {BATCH} at once": (queued - began_queueing) / len(families),
        "replies taken in and handled, one by one": (answered - queued) / len(families),
    }


def _batches(families: list[Family]) -> Iterator[list[Family]]:
    for start in range(0, len(families), BATCH):
        yield families[start : start + BATCH]

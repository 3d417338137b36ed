"""The resident's pages, for somebody whose data was used seldom and for somebody whose data was used often."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.city import OPERATOR, Person
from bench.results import Goal, Result, result
from bench.scene import Scene
from consent.ledger.actions.check import check
from consent.people.actions.open_account import open_account
from consent.people.models import Account

GOAL = Goal("ratio", "≤", 1.5)
SELDOM, ONE_PAGE = 5, 50
PAGES = (("my permissions", "/", SELDOM), ("who used my data", "/uses/", ONE_PAGE))


@dataclass
class Visitor:
    """A signed-in resident, how long their requests took and how many statements the last one cost."""

    client: Client
    seconds: list[float] = field(default_factory=list)
    statements: int = 0

    def visit(self, path: str) -> None:
        """This function will request a page as a browser would."""
        began = time.perf_counter()
        response = self.client.get(path)
        self.seconds.append(time.perf_counter() - began)
        if response.status_code != 200:
            raise AssertionError(f"{path} answered {response.status_code}")

    def count(self, path: str) -> None:
        """This function will count the statements of one request, untimed."""
        with CaptureQueriesContext(connection) as captured:
            self.visit(path)
        self.seconds.clear()
        self.statements = len(captured)


def measure(scene: Scene) -> Iterator[Result]:
    """This function will request each page by turns as both people, and compare times and numbers of statements."""
    often = scene.sizes.long_history
    people = dict(zip((SELDOM, ONE_PAGE, often), scene.city.people[1:4], strict=True))
    clients = {uses: _signed_in(scene, person, uses) for uses, person in people.items()}
    for name, path, few in PAGES:
        some, many = Visitor(clients[few]), Visitor(clients[often])
        for visitor in (some, many):
            visitor.count(path)
        for _ in range(scene.sizes.visits):
            some.visit(path)
            many.visit(path)
        against = f"somebody with {few} uses"
        yield result(
            f"{name}, {often} uses",
            median(many.seconds) * 1000,
            "ms",
            ratio=median(many.seconds) / median(some.seconds),
            against=against,
            goal=GOAL,
        )
        yield result(
            f"{name}, {often} uses, SQL statements",
            many.statements,
            "",
            ratio=many.statements / some.statements,
            against=against,
            goal=Goal("ratio", "≤", 1),
        )


def _signed_in(scene: Scene, person: Person, uses: int) -> Client:
    for start in range(0, uses, 1000):
        check([scene.city.question(person)] * min(1000, uses - start))
    account = open_account(
        actor=OPERATOR, username=f"bench-{uses}", display_name="", language="fi", resident=person.subject
    )
    client = Client()
    client.force_login(Account.objects.get(pk=account))
    return client

"""However many ask, decide and cancel at one moment: one question a person, and one story of how it ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from consent.asking.actions.ask import Wish, ask_for_consent
from consent.asking.actions.cancel import cancel_request
from consent.asking.models import ConsentRequest
from consent.asking.queries import RequestView
from consent.asking.vocabulary import Status
from consent.core.errors import Conflict
from tests.asking.conftest import CONSENT, TRIAL, asked, give, now
from tests.cast import SYSTEM, Cast


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """This function will begin all acts at one moment, each on a connection of its own, and return what they did."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_many_who_ask_the_same_at_once_one_is_heard(own_database: str, settled: Cast) -> None:
    wishes = [Wish(person.pairwise_id, CONSENT) for person in (settled.aino, settled.mikko)]

    def batch(these: list[Wish]) -> Callable[[], Any]:
        return lambda: ask_for_consent(actor=SYSTEM, asker=TRIAL, wishes=these)

    outcomes = at_once(*(batch(wishes if turn % 2 else wishes[::-1]) for turn in range(8)))
    made = [one for outcome in outcomes for one in outcome if isinstance(one, RequestView)]
    assert sorted(str(one.subject) for one in made) == sorted(
        str(person.subject) for person in (settled.aino, settled.mikko)
    )
    assert ConsentRequest.objects.count() == 2


def test_who_decides_while_the_department_cancels_has_answered_or_has_not(own_database: str, settled: Cast) -> None:
    def cancel() -> Status | None:
        try:
            return cancel_request(actor=SYSTEM, asker=TRIAL, request=request.id).status
        except Conflict:
            return None

    for person in (settled.aino, settled.mikko, settled.saara):
        request = asked(person)
        _, cancelled = at_once(lambda person=person: give(person), cancel)  # type: ignore[misc]
        assert now(request).status is (cancelled or Status.GRANTED)

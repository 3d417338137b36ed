"""Families answer at one moment on real connections: no place is given twice, none stays free while one waits."""

import threading
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import OperationalError, connection

from consent.core.events import Kind
from consent.messaging.config import MessagingConfig
from consent.proactive.actions import answer_offer as answering
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.outcomes import Outcome
from consent.proactive.vocabulary import HOLDING, OfferState
from tests.proactive.answering import A, B, Family, families, says, taken
from tests.proactive.conftest import DEPARTMENT, OFFICER, Town, found_town

ENDS = {Kind.OFFER_DECIDED.value, Kind.OFFER_LAPSED.value, Kind.OFFER_STOPPED.value}


@pytest.fixture
def city(own_database: str, sms: MessagingConfig) -> Town:
    """The town in a database of its own, where threads may commit."""
    return found_town()


def again_if_locked_out(deed: Callable[[], Any]) -> Any:
    """This function will do a deed, and once more when PostgreSQL ended it because two waited for each other.

    It records nothing then: the portal answers 503, and gateway, worker and officer come again.
    """
    try:
        return deed()
    except OperationalError as failure:
        if getattr(failure.__cause__, "sqlstate", "") != "40P01":
            raise
        return deed()


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """This function will do all at once, each on a connection of its own, and return what they return."""
    results: list[Any] = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(number: int) -> None:
        try:
            gate.wait()
            results[number] = again_if_locked_out(deeds[number])
        except Exception as failure:
            results[number] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert [each for each in results if isinstance(each, Exception)] == []
    return results


def holding() -> int:
    """This function will count the offers that have a place of the small pool."""
    return Offer.objects.filter(pool__code="north", state__in=[state.value for state in HOLDING]).count()


def test_the_last_places_are_given_once(city: Town) -> None:
    asking = families(city, 8)
    answers = at_once([lambda one=one: one.says(A) for one in asking])
    assert Counter(answer.outcome for answer in answers) == {Outcome.ACCEPTED: 2, Outcome.WAITING: 6}
    assert (taken(), holding()) == (2, 2)


def test_one_family_answers_many_times_at_once(city: Town) -> None:
    [family] = families(city, 1)
    answers = at_once([lambda: family.says(A) for _ in range(8)])
    assert [answer.changed for answer in answers].count(True) == 1
    assert (taken(), holding()) == (1, 1)
    assert OfferEvent.objects.filter(offer=family.offer.id, kind=Kind.OFFER_ANSWERED.value).count() == 1


def test_no_place_stays_free_while_somebody_waits(city: Town) -> None:
    asking = families(city, 8)
    draw = Random(4)
    for _ in range(4):
        choices = [draw.choice((A, B)) for _ in asking]
        at_once([lambda one=one, choice=choice: one.says(choice) for one, choice in zip(asking, choices, strict=True)])
        waiting = sum(one.state is OfferState.WAITING for one in asking)
        assert taken() == holding() <= 2
        assert not (waiting and taken() < 2), "a place is free and somebody waits"
        assert taken() == min(2, choices.count(A))


def test_a_place_freed_while_somebody_is_being_put_on_the_list_is_theirs(
    city: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, third = made = families(city, 3)
    for one in made[:2]:
        one.says(A)
    found_none, freed = threading.Event(), threading.Event()
    take = answering.take_place

    def takes(offer: Offer) -> bool:
        got = take(offer)
        if offer.pk == third.offer.id:  # there was no place: now the other family gives theirs back
            found_none.set()
            freed.wait(1.5)
        return got

    def gives_back() -> object:
        found_none.wait(30)
        answered = first.says(B)
        freed.set()
        return answered

    monkeypatch.setattr(answering, "take_place", takes)
    at_once([lambda: third.says(A), gives_back])
    assert (third.state, taken(), holding()) == (OfferState.ACCEPTED, 2, 2)


def test_two_guardians_answer_differently_at_once(city: Town) -> None:
    made = city.offer(city.eino, pool="north")
    answers = at_once([lambda: says(city.aino, made, A), lambda: says(city.saara, made, B)])
    assert sorted(answer.outcome for answer in answers) in (["accepted", "conflicting"], ["conflicting", "declined"])


def test_answers_and_two_closers_at_once_leave_each_offer_one_end(city: Town) -> None:
    asking: list[Family] = families(city, 6)
    for one in asking[:4]:
        one.says(A)

    def close() -> object:
        return close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=city.campaign.id)

    at_once(
        [
            close,
            close,
            *(lambda one=one: one.says(B) for one in asking[:2]),
            *(lambda one=one: one.says(A) for one in asking[4:]),
        ]
    )
    close()
    states = Counter(one.state for one in asking)
    assert states[OfferState.GRANTED] == 2 == taken()
    assert sum(states.values()) == sum(
        states[end] for end in (OfferState.GRANTED, OfferState.NOT_GRANTED, OfferState.DECLINED, OfferState.LAPSED)
    )
    ends = Counter(OfferEvent.objects.filter(kind__in=ENDS).values_list("offer", flat=True))
    assert set(ends.values()) == {1}

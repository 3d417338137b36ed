"""Families answer, change, differ, lose permissions and are decided in any order: a small model says what must hold."""

import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consent.core.events import Kind
from consent.core.vocabulary import Channel
from consent.ledger.actions.restrict import restrict_activity
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.folding import PROJECTED, fold
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.vocabulary import FINAL, Choice, OfferState
from tests.proactive.answering import A, B, Family, families, says, taken
from tests.proactive.conftest import DEPARTMENT, OFFICER, Town

CAPACITY, FAMILIES = 2, 5
EXAMPLES = 200 if os.environ.get("FULL") == "1" else 12
ENDS = {Kind.OFFER_DECIDED.value, Kind.OFFER_LAPSED.value, Kind.OFFER_STOPPED.value}
MADE, SENT = OfferState.MADE, OfferState.SENT


class Oracle:
    """What the small pool must look like: who has a place, and who waits in which order."""

    def __init__(self, count: int) -> None:
        self.placed: set[int] = set()
        self.queue: list[int] = []
        self.state: dict[int, OfferState] = dict.fromkeys(range(count), MADE)
        self.forbidden: set[int] = set()
        self.closed = False

    def answer(self, who: int, choice: Choice) -> None:
        """This function will take an answer."""
        if self.closed or self.state[who] is OfferState.STOPPED:
            return
        if who in self.forbidden:
            self._leave(who, OfferState.STOPPED)
        elif choice is B:
            self._leave(who, OfferState.DECLINED)
        elif who not in self.placed and who not in self.queue:
            if len(self.placed) < CAPACITY:
                self._place(who)
            else:
                self.queue.append(who)
                self.state[who] = OfferState.WAITING

    def close(self) -> None:
        """This function will end everything."""
        if self.closed:
            return
        self.closed = True
        while gone := sorted(self.placed & self.forbidden):
            for who in gone:
                self._leave(who, OfferState.STOPPED)
        for who in self.placed:
            self.state[who] = OfferState.GRANTED
        for who in self.queue:
            self.state[who] = OfferState.STOPPED if who in self.forbidden else OfferState.NOT_GRANTED
        for who, state in self.state.items():
            if state is MADE:
                self.state[who] = OfferState.LAPSED

    def _place(self, who: int) -> None:
        self.placed.add(who)
        self.state[who] = OfferState.ACCEPTED

    def _leave(self, who: int, state: OfferState) -> None:
        self.state[who] = state
        if who in self.queue:
            self.queue.remove(who)
        if who in self.placed:
            self.placed.remove(who)
            while self.queue and len(self.placed) < CAPACITY:
                first = self.queue.pop(0)
                if first in self.forbidden:
                    self.state[first] = OfferState.STOPPED
                else:
                    self._place(first)


class Answers(RuleBasedStateMachine):
    """Plays with the families of one town, anew each time."""

    town: Town
    made: list[Family]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.oracle = Oracle(len(self.made))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(order=st.permutations(range(FAMILIES)), count=st.integers(2, FAMILIES))
    def begin(self, order: list[int], count: int) -> None:
        for who in order[:count]:
            self.answer(who, A, 1)

    @rule(who=st.integers(0, FAMILIES - 1), choice=st.sampled_from([A, B]), times=st.integers(1, 2))
    def answer(self, who: int, choice: Choice, times: int) -> None:
        for _ in range(times):
            says(self.made[who].guardian, self.made[who].offer, choice)
            self.oracle.answer(who, choice)

    @precondition(lambda self: len(self.oracle.forbidden) < 2)
    @rule(who=st.integers(0, FAMILIES - 1))
    def restrict(self, who: int) -> None:
        restrict_activity(
            actor=OFFICER,
            subject=self.made[who].child.subject,
            activity="preschool-placement",
            language="fi",
            channel=Channel.PAPER,
        )
        self.oracle.forbidden.add(who)

    @rule(roll=st.integers(1, 6))
    def close(self, roll: int) -> None:
        if roll == 6:
            close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=self.town.campaign.id)
            self.oracle.close()

    @invariant()
    def holds(self) -> None:
        states = {number: family.state for number, family in enumerate(self.made)}
        assert states == self.oracle.state
        assert taken() == len(self.oracle.placed) <= CAPACITY
        waiting = Offer.objects.filter(state=OfferState.WAITING.value).order_by("queued_at")
        queue = [] if self.oracle.closed else self.oracle.queue
        assert list(waiting.values_list("pk", flat=True)) == [self.made[number].offer.id for number in queue]
        if self.oracle.closed:
            self.ended()

    def ended(self) -> None:
        for family in self.made:
            row = Offer.objects.get(pk=family.offer.id)
            events = OfferEvent.objects.filter(offer=row.pk).order_by("version")
            assert row.state in FINAL
            assert sum(event.kind in ENDS for event in events) == (row.state != OfferState.DECLINED)
            folded: Any = fold(row, events)
            assert {name: getattr(folded, name) for name in PROJECTED} == {
                name: getattr(row, name) for name in PROJECTED
            }


@pytest.mark.law(
    "GDPR", "5(1)(a)", "Places follow the order of answers alone: never one too many, never one passed over"
)
def test_places_and_the_waiting_list_are_what_the_model_says(town: Town) -> None:
    Answers.town, Answers.made = town, families(town, FAMILIES)
    run_state_machine_as_test(
        Answers,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

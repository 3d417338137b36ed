"""Many ask at once: their questions share a read, a write and a commit, and each gets its own answer."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DataError, OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.errors import LockNotAvailable

from consent.api.access.gathering import MOST_TOGETHER, Gathering


class Ledger:
    """Answers each number with its double, remembers what was asked together, and can be held up."""

    def __init__(self, *, bad: int | None = None, fault: Callable[[], Exception] = lambda: DataError("bad")) -> None:
        self.groups: list[list[int]] = []
        self.bad, self.fault = bad, fault
        self.open = threading.Event()
        self.busy = threading.Event()
        self.open.set()

    def __call__(self, asked: Sequence[int]) -> Sequence[int]:
        self.groups.append(list(asked))
        self.busy.set()
        self.open.wait(20)
        if self.bad in asked:
            raise self.fault()
        return [2 * number for number in asked]


@pytest.fixture
def ask_all() -> Callable[[Ledger, Sequence[int]], list[int | str]]:
    """This fixture will ask every number from a thread of its own while the first group is held up."""

    def ask(ledger: Ledger, numbers: Sequence[int]) -> list[int | str]:
        gathering: Gathering[int, int] = Gathering(ledger)
        ledger.open.clear()
        arrived = threading.Barrier(len(numbers))

        def one(number: int) -> int | str:
            arrived.wait(20)
            try:
                return gathering.ask(number)
            except Exception as fault:
                return type(fault).__name__

        with ThreadPoolExecutor(len(numbers)) as pool:
            asked = [pool.submit(one, number) for number in numbers]
            assert ledger.busy.wait(20)
            while gathering.waiting < len(numbers) - len(ledger.groups[0]):
                pass
            ledger.open.set()
            return [future.result(20) for future in asked]

    return ask


def test_thirty_threads_get_their_own_answers_from_two_groups_at_most(
    ask_all: Callable[[Ledger, Sequence[int]], list[int | str]],
) -> None:
    ledger = Ledger()
    assert ask_all(ledger, range(30)) == [2 * number for number in range(30)]
    assert len(ledger.groups) <= 2
    assert sorted(number for group in ledger.groups for number in group) == list(range(30))


def test_a_question_that_cannot_be_decided_fails_alone(
    ask_all: Callable[[Ledger, Sequence[int]], list[int | str]],
) -> None:
    ledger = Ledger(bad=7)
    assert ask_all(ledger, range(12)) == ["DataError" if number == 7 else 2 * number for number in range(12)]


def test_when_the_ledger_is_out_of_reach_all_of_a_group_are_refused_and_nobody_is_asked_again(
    ask_all: Callable[[Ledger, Sequence[int]], list[int | str]],
) -> None:
    ledger = Ledger(bad=3, fault=lambda: OperationalError("gone"))
    answers = ask_all(ledger, range(12))
    group = next(group for group in ledger.groups if 3 in group)
    assert {number for number, answer in enumerate(answers) if answer == "OperationalError"} == set(group)
    assert len(ledger.groups) <= 2


def test_a_question_only_joins_a_group_that_is_asked_after_it_arrived() -> None:
    ledger = Ledger()
    gathering: Gathering[int, int] = Gathering(ledger)
    ledger.open.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(gathering.ask, 1)
        assert ledger.busy.wait(20)
        second = pool.submit(gathering.ask, 2)
        while not gathering.waiting:
            pass
        assert ledger.groups == [[1]]
        ledger.open.set()
        assert (first.result(20), second.result(20)) == (2, 4)
    assert ledger.groups == [[1], [2]]


def test_a_group_is_never_larger_than_its_bound(ask_all: Callable[[Ledger, Sequence[int]], list[int | str]]) -> None:
    ledger = Ledger()
    numbers = range(MOST_TOGETHER + 20)
    assert ask_all(ledger, numbers) == [2 * number for number in numbers]
    assert max(len(group) for group in ledger.groups) <= MOST_TOGETHER


def test_a_lock_that_did_not_come_fails_whoever_wanted_it_and_nobody_beside(
    ask_all: Callable[[Ledger, Sequence[int]], list[int | str]],
) -> None:
    def locked() -> Exception:
        fault = OperationalError("locked")
        fault.__cause__ = LockNotAvailable()
        return fault

    answers = ask_all(Ledger(bad=5, fault=locked), range(12))
    assert answers == ["OperationalError" if number == 5 else 2 * number for number in range(12)]


def test_when_the_connection_cannot_even_be_closed_the_next_question_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise OSError("closed already")

    monkeypatch.setattr("consent.api.access.gathering.drop_connection", broken)
    gathering: Gathering[int, int] = Gathering(Ledger(bad=1))
    with pytest.raises(DataError):
        gathering.ask(1)
    assert gathering.ask(2) == 4


def test_when_the_deciding_thread_died_another_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    gathering: Gathering[int, int] = Gathering(Ledger())
    assert gathering.ask(1) == 2
    gathering._waiting.put(None)
    assert gathering._thread is not None
    gathering._thread.join(20)
    assert gathering.ask(2) == 4


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consent.api.access.gathering.PATIENCE_SECONDS", 0.05)
    ledger = Ledger()
    ledger.open.clear()
    gathering: Gathering[int, int] = Gathering(ledger)
    with pytest.raises(OperationalError):
        gathering.ask(1)
    ledger.open.set()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.integers(0, 50))
def test_whoever_asks_whatever_beside_whom_gets_what_asking_alone_would_give(numbers: list[int], bad: int) -> None:
    gathering: Gathering[int, int] = Gathering(Ledger(bad=bad))

    def one(number: int) -> int | str:
        try:
            return gathering.ask(number)
        except DataError:
            return "refused"

    with ThreadPoolExecutor(len(numbers)) as pool:
        assert list(pool.map(one, numbers)) == ["refused" if number == bad else 2 * number for number in numbers]

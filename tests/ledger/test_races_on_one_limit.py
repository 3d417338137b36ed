"""So many uses and no more: many threads and many batches at one limit, each its own connection, on real PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections

from consent import clock
from consent.api.principal import token_checksum
from consent.core.vocabulary import Reason
from consent.ledger.actions.check import Answer, check
from consent.ledger.models import Use
from consent.ledger.reads import CheckQuestion
from tests.cast import Cast, token_for
from tests.limits_manifest import publish_limits

TWICE = "trial-twice-a-day"


@pytest.fixture
def cast(own_database: str, settled: Cast) -> Cast:
    """The cast, committed, and the activities with limits."""
    publish_limits()
    return settled


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """No midnight falls between the questions."""
    at = datetime.combine(clock.now().date(), datetime.min.time(), tzinfo=UTC).replace(hour=9)
    monkeypatch.setattr(clock, "now", lambda: at)


def about(cast: Cast, checksum: str, *names: str, activity: str = TWICE) -> list[CheckQuestion]:
    """This function will return one question about each of the cast named."""
    return [
        CheckQuestion(checksum, "trial", activity, "trial.plain", getattr(cast, name).pairwise_id) for name in names
    ]


def asked_at_once(batches: list[list[CheckQuestion]]) -> list[Answer]:
    """This function will ask all batches at once, a thread each, and return all answers."""

    def ask(batch: list[CheckQuestion]) -> list[Answer]:
        try:
            answers = check(batch)
            assert all(isinstance(answer, Answer) for answer in answers)
            return answers  # type: ignore[return-value]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return [answer for answers in pool.map(ask, batches) for answer in answers]


@pytest.mark.law("GDPR", "5(1)(b)", "a purpose limited to so many uses is used no more often, many at once")
def test_many_who_ask_at_once_get_two_uses_between_them(cast: Cast, noon: None) -> None:
    checksum = token_checksum(token_for("trial"))
    answers = asked_at_once([about(cast, checksum, "aino") for _ in range(40)])
    assert Counter(answer.reason for answer in answers) == {Reason.CONTRACT: 2, Reason.CONDITION_NOT_MET: 38}
    assert Use.objects.filter(allowed=True).count() == 2
    assert Use.objects.count() == 40


def test_five_items_of_one_batch_get_two_uses(cast: Cast, noon: None) -> None:
    checksum = token_checksum(token_for("trial"))
    answers = check(about(cast, checksum, "aino", "mikko", "aino", "aino", "mikko", "aino", "aino"))
    assert [answer.allowed for answer in answers] == [True, True, True, False, True, False, False]  # type: ignore[union-attr]


def test_batches_in_opposite_orders_neither_wait_for_ever_nor_exceed(cast: Cast, noon: None) -> None:
    checksum = token_checksum(token_for("trial"))
    there = about(cast, checksum, "aino", "saara", "eino", "oona", "mikko", "unknown")
    answers = asked_at_once([there if number % 2 else there[::-1] for number in range(24)])
    assert sum(answer.allowed for answer in answers) == 2 * len(there)
    permitted = Counter(Use.objects.filter(allowed=True).values_list("subject", flat=True))
    assert set(permitted.values()) == {2}


def test_a_use_that_was_rolled_back_does_not_count(cast: Cast, noon: None) -> None:
    from django.db import transaction

    checksum = token_checksum(token_for("trial"))
    with transaction.atomic():
        check(about(cast, checksum, "aino", "aino"))
        transaction.set_rollback(True)
    answers = check(about(cast, checksum, "aino", "aino", "aino"))
    assert [answer.allowed for answer in answers] == [True, True, False]  # type: ignore[union-attr]


def test_an_activity_without_a_limit_waits_for_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it waited")

    monkeypatch.setattr("consent.ledger.actions.check.wait_for_turns", never)
    checksum = token_checksum(token_for("trial"))
    assert check(about(cast, checksum, "aino", activity="trial-contract"))[0].allowed  # type: ignore[union-attr]
    with pytest.raises(AssertionError, match="it waited"):
        check(about(cast, checksum, "aino"))

"""A batch: a thousand questions in a request, each with an answer of its own, none allowed unless all were answered."""

from typing import Any

import httpx
import pytest

from services.sdk.errors import BadAnswer, BadQuestion, Unreachable
from services.sdk.fake import FakeLedger
from services.sdk.permits import Permit, Refusal
from services.sdk.questions import EVALUATIONS_PATH, PORTION, Question, Undecided
from services.sdk.reasons import Reason
from tests.sdk.conftest import ANOTHER, DESK, LOANS, SOMEBODY, TIPS


def ids(count: int) -> list[str]:
    """This function will return so many pairwise ids."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return ["a" * 29 + letters[n // 1024] + letters[n // 32 % 32] + letters[n % 32] for n in range(count)]


def test_each_question_has_its_own_answer_in_order(ledger: FakeLedger) -> None:
    ledger.answer(TIPS, LOANS, ANOTHER, Reason.WITHDRAWN)
    questions = [
        Question(TIPS, LOANS, ANOTHER, staff_ref="S-1", case="K-1"),
        Question(DESK, LOANS, SOMEBODY),
        Question(DESK, LOANS, SOMEBODY, recipient="health"),
    ]
    with ledger.client() as client:
        refusal, permit, undecided = client.check_many(questions)
    assert refusal == Refusal(LOANS, Reason.WITHDRAWN, "1")
    assert isinstance(permit, Permit)
    assert (permit.pairwise_id, permit.activity, permit.categories) == (SOMEBODY, DESK, {LOANS})
    assert undecided == Undecided(LOANS, 403)
    assert not undecided
    assert [(look.staff_ref, look.case) for look in ledger.looks] == [("S-1", "K-1"), ("", "")]


def test_two_and_a_half_thousand_go_in_three_requests(ledger: FakeLedger) -> None:
    asked: list[int] = []

    def count(request: httpx.Request) -> httpx.Response:
        ledger.come_back()
        answer = ledger._serve(request)
        ledger.break_with(count)
        if request.url.path == EVALUATIONS_PATH:
            asked.append(len(answer.json()["evaluations"]))
        return answer

    ledger.break_with(count)
    people = ids(2_500)
    ledger.answer(DESK, LOANS, people[1_777], Reason.CONTRACT)
    with ledger.client() as client:
        answers = client.check_many([Question(DESK, LOANS, person) for person in people])
    assert asked == [PORTION, PORTION, 500]
    assert [at for at, answer in enumerate(answers) if answer] == [1_777]


def test_a_fault_in_a_later_portion_allows_nothing(ledger: FakeLedger) -> None:
    people = ids(PORTION + 1)
    for person in people:
        ledger.answer(DESK, LOANS, person, Reason.CONTRACT)

    def break_the_second(request: httpx.Request) -> httpx.Response:
        ledger.come_back()
        answer = ledger._serve(request)
        ledger.break_with(httpx.codes.BAD_GATEWAY if request.url.path == EVALUATIONS_PATH else break_the_second)
        return answer

    ledger.break_with(break_the_second)
    with ledger.client() as client, pytest.raises(Unreachable):
        client.check_many([Question(DESK, LOANS, person) for person in people])


def test_more_than_ten_thousand_are_too_many_and_nothing_is_asked(ledger: FakeLedger) -> None:
    with ledger.client() as client:
        with pytest.raises(BadQuestion):
            client.check_many([Question(DESK, LOANS, SOMEBODY)] * 10_001)
        with pytest.raises(BadQuestion):
            client.check_many([Question(DESK, LOANS, SOMEBODY), Question(DESK, LOANS, "131052-999X")])
        assert client.check_many([]) == ()
    assert ledger.looks == []


ALLOW = {"decision": True, "context": {"decision_id": "1", "reason": "contract", "basis": "contract"}}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"evaluations": None},
        {"evaluations": []},
        {"evaluations": [ALLOW, ALLOW]},
        {"evaluations": [True]},
        {"evaluations": [ALLOW]},
        {"evaluations": [{"decision": True, "context": {"error": {"status": 400}}}]},
        {"evaluations": [{"decision": False, "context": {"error": {}}}]},
        {"evaluations": [{"decision": False, "context": {"error": {"status": True}}}]},
        {"decision": True, "context": {}},
    ],
)
def test_what_is_not_an_answer_to_each_question_counts_for_nothing(ledger: FakeLedger, answer: Any) -> None:
    with ledger.client() as client:
        client.resolve("131052-999X")
        ledger.break_with(lambda request: httpx.Response(200, json=answer))
        with pytest.raises(BadAnswer):
            client.check_many([Question(DESK, LOANS, SOMEBODY)])


def test_an_emergency_says_so_and_why(ledger: FakeLedger) -> None:
    said = {"staff_ref": "S-1", "reason": "Unconscious at the desk", "break_glass": True}
    with ledger.client() as client:
        assert client.check(DESK, [LOANS], SOMEBODY, **said)[LOANS]
        assert client.check_many([Question(DESK, LOANS, SOMEBODY, **said)])[0]
        client.check(DESK, [LOANS], SOMEBODY)
    assert [(look.reason_given, look.break_glass) for look in ledger.looks] == [
        ("Unconscious at the desk", True),
        ("Unconscious at the desk", True),
        ("", False),
    ]
    assert "Unconscious" not in repr(Question(DESK, LOANS, SOMEBODY, **said))

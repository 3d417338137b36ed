"""The judge of the chaos run: what it must accuse, and what nobody may be accused of."""

import pytest

from tests.faults.judge import (
    Check,
    Deed,
    Outage,
    Verb,
    allowed_while_away,
    odd_answers,
    seconds_to_the_first_right_answer,
    unrecorded,
    wrongly_allowed,
    wrongly_denied,
)

NEVER = float("inf")


def deed(verb: Verb, begin: float, end: float, *, acknowledged: bool = True, permission: int = 1) -> Deed:
    """This function will return a giving or withdrawing of permission 1."""
    return Deed(permission, verb, begin, end, acknowledged)


def check(begin: float, end: float, *, allowed: bool, permission: int = 1, decision_id: str = "a") -> Check:
    """This function will return a decision about permission 1."""
    return Check(permission, begin, end, 200, allowed, decision_id)


GIVEN = deed("give", 0, 1)
WITHDRAWN = deed("withdraw", 2, 3)


@pytest.mark.parametrize(
    ("deeds", "asked"),
    [
        ([], (0, 1)),
        ([deed("give", 5, 6)], (1, 2)),
        ([GIVEN, WITHDRAWN], (4, 5)),
        ([GIVEN, WITHDRAWN, deed("give", 8, 9)], (4, 5)),
        ([deed("give", 0, 1, acknowledged=False), WITHDRAWN], (4, 5)),
        ([GIVEN, WITHDRAWN, deed("withdraw", 6, 7, acknowledged=False)], (8, 9)),
        ([GIVEN, WITHDRAWN, deed("give", 4, 5), deed("withdraw", 6, 7)], (8, 9)),
        ([GIVEN, WITHDRAWN, deed("give", 4, 5, permission=2)], (6, 7)),
    ],
    ids=[
        "nobody ever gave it",
        "it was given only later",
        "withdrawn before the question",
        "given anew after the answer",
        "a failed giving had ended before the withdrawal began",
        "a second withdrawal that failed",
        "withdrawn, given, withdrawn",
        "given for somebody else",
    ],
)
def test_an_allow_without_a_consent_is_accused(deeds: list[Deed], asked: tuple[float, float]) -> None:
    wrong = check(*asked, allowed=True)
    assert wrongly_allowed(deeds, [wrong]) == [wrong]
    assert wrongly_allowed(deeds, [check(*asked, allowed=False)]) == []


@pytest.mark.parametrize(
    ("deeds", "asked"),
    [
        ([GIVEN], (1.5, 1.8)),
        ([deed("give", 0, 1)], (0.2, 0.5)),
        ([GIVEN, WITHDRAWN], (2.5, 4)),
        ([GIVEN, WITHDRAWN], (1.5, 2.5)),
        ([GIVEN, WITHDRAWN, deed("give", 4, 5)], (4.1, 4.5)),
        ([GIVEN, WITHDRAWN, deed("give", 4, 5, acknowledged=False)], (6, 7)),
        ([deed("give", 0, NEVER, acknowledged=False), WITHDRAWN], (4, 5)),
        ([GIVEN, deed("withdraw", 2, 3, acknowledged=False)], (4, 5)),
        ([deed("give", 2, 3), deed("withdraw", 2, 3)], (4, 5)),
    ],
    ids=[
        "given",
        "while it is being given",
        "asked before the withdrawal was acknowledged",
        "answered while it is being withdrawn",
        "while it is given anew",
        "given anew, which was not acknowledged and may have been done",
        "nobody knows when a giving ended",
        "a withdrawal that failed",
        "given and withdrawn at once by two people",
    ],
)
def test_an_allow_that_can_be_right_is_not_accused(deeds: list[Deed], asked: tuple[float, float]) -> None:
    assert wrongly_allowed(deeds, [check(*asked, allowed=True)]) == []


def test_a_denial_of_what_stands_is_accused_and_no_other() -> None:
    wrong = check(1.5, 1.8, allowed=False)
    assert wrongly_denied([GIVEN], [wrong]) == [wrong]
    assert wrongly_denied([], [wrong]) == []
    assert wrongly_denied([GIVEN, WITHDRAWN], [check(4, 5, allowed=False), check(1.5, 2.5, allowed=False)]) == []
    assert wrongly_denied([deed("give", 0, 1, acknowledged=False)], [wrong]) == []
    assert wrongly_denied([GIVEN, deed("withdraw", 1.1, 1.2, acknowledged=False)], [wrong]) == []
    assert wrongly_denied([GIVEN, WITHDRAWN, deed("give", 4, 5)], [late := check(6, 7, allowed=False)]) == [late]


def test_no_answer_and_503_are_no_decision_and_anything_else_is_odd() -> None:
    none, away, broken, busy = (Check(1, 4, 5, status) for status in (None, 503, 500, 429))
    assert odd_answers([none, away, broken, busy, check(0, 1, allowed=False)]) == [broken, busy]
    assert wrongly_allowed([GIVEN, WITHDRAWN], [none, away]) == []
    assert wrongly_denied([GIVEN], [none, away]) == []


def test_an_allow_inside_the_outage_is_accused_and_one_at_its_edge_is_not() -> None:
    outage = Outage("postgresql", 10, 12)
    inside, denied = check(10.5, 11, allowed=True), check(10.5, 11, allowed=False)
    before, after = check(9.9, 10.5, allowed=True), check(11.5, 12.1, allowed=True)
    assert allowed_while_away([inside, denied, before, after], outage) == [inside]


def test_an_allow_that_is_nowhere_recorded_or_told_twice_is_found() -> None:
    one, twin, lost = (check(0, 1, allowed=True, decision_id=name) for name in ("a", "a", "b"))
    assert unrecorded([one], {"a"}) == []
    assert unrecorded([one, lost], {"a"}) == [lost]
    assert unrecorded([one, twin], {"a"}) == [twin]
    assert unrecorded([check(0, 1, allowed=False, decision_id="")], set()) == []


def test_recovery_is_counted_to_a_right_answer_only() -> None:
    outage, deeds = Outage("postgresql", 4, 6), [GIVEN, WITHDRAWN]
    early, wrong, right = check(5, 7, allowed=False), check(7, 8, allowed=True), check(8, 9, allowed=False)
    away = Check(1, 6.1, 6.2, 503)
    assert seconds_to_the_first_right_answer(deeds, [early, away, wrong, right], outage) == 3
    assert seconds_to_the_first_right_answer(deeds, [early, away, wrong], outage) == NEVER
    failed, told = deed("give", 7, 8, acknowledged=False), deed("give", 9, 10)
    assert seconds_to_the_first_right_answer([*deeds, failed, told], [right], outage, by_page=True) == 4

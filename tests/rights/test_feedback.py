"""Feedback as the room keeps it: due dates, refusals, the two throttles under a race, and forgetting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed
from consent.people.actors import Actor
from consent.rights.actions.answer_feedback import answer_feedback
from consent.rights.actions.give_feedback import MOST_OF_ONE_SENDER, give_feedback
from consent.rights.models import Feedback
from consent.rights.tasks import clear_old_feedback
from tests.cast import SYSTEM

GIVEN = {"topic": "other", "text": "Fine.", "language": "fi", "sender": "one"}


def give(**changes: str) -> int:
    return give_feedback(actor=SYSTEM, **(GIVEN | changes))


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 11, 24, 12, tzinfo=UTC), date(2026, 12, 8)),
        # Half past eleven at night in the city is still that day, half past midnight the next, whatever UTC says.
        (datetime(2026, 11, 24, 21, 30, tzinfo=UTC), date(2026, 12, 8)),
        (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), date(2026, 12, 9)),
        (datetime(2028, 2, 20, 12, tzinfo=UTC), date(2028, 3, 5)),
    ],
)
@pytest.mark.law("Digital Services Act 306/2019", "9", "feedback is due fourteen days after the city's own date")
def test_the_answer_is_due_in_fourteen_days(
    db: None, monkeypatch: pytest.MonkeyPatch, received: datetime, due: date
) -> None:
    at(monkeypatch, received)
    give()
    assert Feedback.objects.get().due_on == due


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "invented"},
        {"text": ""},
        {"text": " \n"},
        {"text": "x" * 2001},
        {"text": "a\0"},
        {"reply_to": "x" * 255},
        {"language": "de"},
        {"sender": ""},
    ],
)
def test_what_is_not_feedback_is_refused(db: None, changes: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        give(**changes)
    assert Feedback.objects.count() == 0


def test_an_hour_later_one_may_write_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    for _ in range(MOST_OF_ONE_SENDER):
        give()
    with pytest.raises(Conflict):
        give()
    at(monkeypatch, now + timedelta(hours=1, seconds=5))
    give()


@pytest.mark.law("GDPR", "5(1)(c)", "which messages came from one browser is forgotten after an hour")
def test_the_mark_of_a_session_is_forgotten_after_an_hour(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    first = give()
    at(monkeypatch, now + timedelta(hours=1, seconds=5))
    second = give(sender="two")
    marks = dict(Feedback.objects.values_list("pk", "sender_mark"))
    assert marks[first] == ""
    assert marks[second] != ""
    at(monkeypatch, now + timedelta(hours=3))
    clear_old_feedback(timestamp=0)
    assert set(Feedback.objects.values_list("sender_mark", flat=True)) == {""}


def test_many_at_once_from_one_sender_do_not_slip_through(own_database: str) -> None:
    def one(_: int) -> bool:
        try:
            give()
            return True
        except Conflict:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(one, range(16)))
    assert sum(stored) == MOST_OF_ONE_SENDER == Feedback.objects.count()


@pytest.mark.law(
    "GDPR", "5(1)(e)", "answered feedback is deleted after twelve months, unanswered feedback never unseen"
)
def test_answered_feedback_goes_after_a_year_and_open_feedback_stays(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    old, young, still_open = (give(sender=name) for name in ("a", "b", "c"))
    Feedback.objects.filter(pk=old).update(answered_at=now, answered_by="S-AAAA")
    Feedback.objects.filter(pk=young).update(answered_at=now + timedelta(days=2), answered_by="S-AAAA")
    at(monkeypatch, now + timedelta(days=366))
    assert clear_old_feedback(timestamp=0) == 1
    assert set(Feedback.objects.values_list("pk", flat=True)) == {young, still_open}


@pytest.mark.parametrize(
    "actor", [SYSTEM, Actor(kind="resident", account=None, subject=None, name=""), Actor("staff", None, None, "S-X")]
)
def test_only_a_registrar_answers(db: None, actor: Actor) -> None:
    number = give()
    with pytest.raises(NotAllowed):
        answer_feedback(actor=actor, feedback=number)


@pytest.mark.parametrize(
    "changes",
    [{"topic": "invented"}, {"language": "de"}, {"answered_by": "S-AAAA"}, {"answered_at": "2026-01-01T00:00:00Z"}],
)
def test_the_database_refuses_what_no_action_would_write(db: None, changes: dict[str, str]) -> None:
    number = give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=number).update(**changes)

"""Reports early, late, twice and out of order: a message goes forward only, and what is final stays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import clock
from consent.core.errors import Invalid
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.actions.receive import receive_status
from consent.messaging.actions.send import give_up_claims, send_due
from consent.messaging.backends.base import Result, Tried
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.models import Message, StatusReport
from consent.messaging.progress import Step, advance
from consent.messaging.vocabulary import CAME_FROM, FINAL, Failure, MessageState
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, outgoing, phone, queue, resident, send_all

pytestmark = pytest.mark.django_db
S = MessageState
NOON = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def report(state: MessageState, provider_id: str, destination: str = "") -> None:
    """This function will bring a report as the gateway does."""
    receive_status(actor=SYSTEM, provider_id=provider_id, state=state, destination=destination, reported_at=clock.now())
    lay_reports(actor=SYSTEM, provider_ids=[provider_id])


def sent(*numbers: int) -> list[Message]:
    """This function will send a message to each of some people and return the rows."""
    queue(*[outgoing(resident(number)) for number in numbers])
    send_all()
    return list(Message.objects.order_by("created_at", "pk"))


def state_of(message: Message) -> str:
    """This function will return where a message stands now."""
    return Message.objects.get(pk=message.pk).state


def unclear(number: int, monkeypatch: pytest.MonkeyPatch, count: int = 1) -> list[Message]:
    """This function will have a sender die with messages to one number in its hands."""
    person = resident(number)

    def killed(self: Any, sms: Any) -> Tried:
        raise KeyboardInterrupt

    monkeypatch.setattr(clock, "now", lambda: NOON)
    queue(*[outgoing(person) for _ in range(count)])
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(MemoryBackend, "send", killed)
        send_due(actor=SYSTEM)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=2))
    give_up_claims(actor=SYSTEM)
    return list(Message.objects.order_by("pk"))


def test_a_delivered_message_is_told_of_once(notebook: Notebook) -> None:
    (message,) = sent(1)
    for _ in range(5):
        report(S.DELIVERED, message.provider_id)
    assert state_of(message) == S.DELIVERED
    assert notebook.states() == ["sent", "delivered"]
    assert StatusReport.objects.count() == 1


def test_a_message_that_was_not_delivered_has_failed(notebook: Notebook) -> None:
    (message,) = sent(1)
    report(S.FAILED, message.provider_id)
    assert (state_of(message), notebook.told_of[-1].reason) == (S.FAILED, Failure.NOT_DELIVERED)


@pytest.mark.parametrize("late", [S.SENT, S.FAILED])
def test_what_comes_after_the_end_changes_nothing(notebook: Notebook, late: MessageState) -> None:
    (message,) = sent(1)
    report(S.DELIVERED, message.provider_id)
    report(late, message.provider_id)
    assert state_of(message) == S.DELIVERED
    assert notebook.states() == ["sent", "delivered"]


def test_a_report_that_comes_before_the_sends_own_answer_is_kept(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network delivers and reports while the provider's answer to us is still on its way."""

    def quicker(self: Any, sms: Any) -> Tried:
        return Tried(Result.ACCEPTED, "quick-1")

    receive_status(
        actor=SYSTEM, provider_id="quick-1", state=S.DELIVERED, destination=phone(1), reported_at=clock.now()
    )
    assert lay_reports(actor=SYSTEM) == 0
    monkeypatch.setattr(MemoryBackend, "send", quicker)
    queue(outgoing(resident(1)))
    send_all()
    assert Message.objects.get().state == S.DELIVERED
    assert notebook.states() == ["sent", "delivered"]


def test_a_message_whose_sender_died_is_settled_by_a_report_to_its_number(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    (message,) = unclear(1, monkeypatch)
    report(S.DELIVERED, "known-to-the-provider-only", phone(1))
    assert state_of(message) == S.DELIVERED
    report(S.FAILED, "known-to-the-provider-only", phone(1))
    assert state_of(message) == S.DELIVERED
    assert notebook.states() == ["unclear", "delivered"]


def test_pending_says_at_least_that_it_was_sent(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = unclear(1, monkeypatch)
    report(S.SENT, "p-1", phone(1))
    assert state_of(message) == S.SENT
    report(S.DELIVERED, "p-1", phone(1))
    assert state_of(message) == S.DELIVERED


def test_a_report_to_another_number_settles_nothing(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = unclear(1, monkeypatch)
    report(S.DELIVERED, "p-1", phone(2))
    report(S.DELIVERED, "p-2")
    assert state_of(message) == S.UNCLEAR


def test_of_two_unclear_messages_to_one_number_none_is_guessed(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = unclear(1, monkeypatch, count=2)
    report(S.DELIVERED, "p-1", phone(1))
    assert [state_of(each) for each in messages] == [S.UNCLEAR, S.UNCLEAR]
    report(S.FAILED, "p-2", phone(1))
    assert [state_of(each) for each in messages] == [S.UNCLEAR, S.UNCLEAR]


def test_when_as_many_were_delivered_as_are_unclear_each_was(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = unclear(1, monkeypatch, count=2)
    for number in range(2):
        report(S.DELIVERED, f"p-{number}", phone(1))
    lay_reports(actor=SYSTEM)  # as the worker does all the time
    assert [state_of(each) for each in messages] == [S.DELIVERED, S.DELIVERED]
    assert set(Message.objects.values_list("provider_id", flat=True)) == {"p-0", "p-1"}


def test_a_report_about_nothing_of_ours_is_set_aside_in_time(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(S.DELIVERED, "nobody-knows")
    assert StatusReport.objects.get().settled_at is None
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    lay_reports(actor=SYSTEM)
    row = StatusReport.objects.get()
    assert row.settled_at is not None
    assert row.message is None


@pytest.mark.parametrize(
    "changes",
    [
        {"provider_id": ""},
        {"provider_id": "ä"},
        {"provider_id": "a b"},
        {"provider_id": "x" * 101},
        {"state": S.QUEUED},
        {"state": S.STOPPED},
        {"destination": "nobody"},
    ],
)
def test_what_is_no_report_is_refused(notebook: Notebook, changes: dict[str, Any]) -> None:
    values: dict[str, Any] = {"provider_id": "p-1", "state": S.DELIVERED, "destination": phone(1)}
    with pytest.raises(Invalid):
        receive_status(actor=SYSTEM, reported_at=clock.now(), **(values | changes))
    assert not StatusReport.objects.exists()


RANK = {S.QUEUED: 0, S.SENDING: 1, S.UNCLEAR: 2, S.SENT: 3}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(S)), max_size=12))
def test_whatever_is_asked_of_it_in_whatever_order_a_message_only_goes_forward(
    notebook: Notebook, wishes: Sequence[MessageState]
) -> None:
    with transaction.atomic():
        queue(outgoing(uuid4()))  # makes a row; its state is set below
        row = Message.objects.latest("created_at")
        Message.objects.filter(pk=row.pk).update(state=S.QUEUED)
        notebook.told_of.clear()
        before = S.QUEUED
        for wish in wishes:
            moved = advance([Step(row.pk, wish)], clock.now())
            after = S(state_of(row))
            assert bool(moved) == (after is wish and before in CAME_FROM[wish])
            assert after is (wish if moved else before)
            if before in FINAL:
                assert after is before
            elif after is not before and after in RANK and after is not S.QUEUED:
                assert RANK[after] > RANK[before]
            before = after
        told = [each.state for each in notebook.told_of]
        assert len([each for each in told if each in FINAL]) <= 1
        assert told.count(S.SENT) <= 1
        transaction.set_rollback(True)

"""Right before sending everything is asked once more; a message goes out once, later, or never, and never twice."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, transaction

from consent import clock
from consent.core.errors import Unreachable as RegisterAway
from consent.messaging.actions.queue_messages import queue_messages
from consent.messaging.actions.reply_to import reply_to
from consent.messaging.actions.send import give_up_claims, send_due
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.actions.stop import allow_again, stop_number
from consent.messaging.backends.base import Result, Tried
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.models import Message
from consent.messaging.queries import figures, message_texts, messages_about, times
from consent.messaging.quiet import QuietHours
from consent.messaging.vocabulary import MOST_TRIES, Failure, MessageState, Unreachable
from consent.people import population
from consent.people.actions.change_phone import change_phone
from consent.people.actors import Actor
from consent.people.models import Resident
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, outgoing, phone, queue, resident, send_all, write

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)  # half past ten in the city


def state() -> tuple[str, str]:
    """This function will return where the one message stands, and why."""
    row = Message.objects.filter(reply_to=None).get()
    return row.state, row.reason


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """This function will move the clock."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_message_goes_out_once_to_the_number_it_was_meant_for(notebook: Notebook) -> None:
    queue(outgoing(resident(1), text="Vastaa A tai B"))
    assert send_all() == 1
    assert [(sms.number, sms.text) for sms in MemoryBackend.outbox] == [(phone(1), "Vastaa A tai B")]
    assert state() == (MessageState.SENT, "")
    assert send_all() == 0
    assert len(MemoryBackend.outbox) == 1
    assert notebook.states() == ["sent"]


@pytest.mark.law("GDPR", "7(3)", "a permission that went away before sending stops the message, with the reason")
def test_what_its_owner_refuses_at_the_last_moment_is_not_sent(notebook: Notebook) -> None:
    refused, wanted = outgoing(resident(1)), outgoing(resident(2))
    queue(refused, wanted)
    notebook.refusing[refused.reference] = "withdrawn"
    send_all()
    assert [sms.number for sms in MemoryBackend.outbox] == [phone(2)]
    told = {each.reference: (each.state, each.reason) for each in notebook.told_of}
    assert told[refused.reference] == (MessageState.STOPPED, "withdrawn")
    assert told[wanted.reference] == (MessageState.SENT, "")


def test_when_its_owner_cannot_say_nothing_is_sent(notebook: Notebook) -> None:
    queue(outgoing(resident(1)))
    notebook.fails.append(RuntimeError("the ledger is away"))
    with pytest.raises(RuntimeError), transaction.atomic():
        send_due(actor=SYSTEM)
    assert MemoryBackend.outbox == []
    assert state() == (MessageState.QUEUED, "")
    assert send_all() == 1  # and then it can


def test_when_nobody_owns_it_nothing_is_sent(notebook: Notebook) -> None:
    queue(outgoing(resident(1), owner="nobody"))
    with pytest.raises(LookupError), transaction.atomic():
        send_due(actor=SYSTEM)
    assert MemoryBackend.outbox == []


def test_when_the_population_register_is_away_nothing_is_sent(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(outgoing(resident(1)))
    resident(2, phone=phone(1))  # who is that? only the register can tell

    def away(*_: Any) -> None:
        raise OSError("the register is away")

    monkeypatch.setattr(population.TableRegister, "representations_by", away)
    with pytest.raises(RegisterAway), transaction.atomic():
        send_due(actor=SYSTEM)
    assert MemoryBackend.outbox == []
    assert state() == (MessageState.QUEUED, "")


def moved(person: UUID) -> None:
    """Somebody gets a new number."""
    change_phone(actor=SYSTEM, subject=person, phone=phone(50))


def swapped(person: UUID) -> None:
    """The register knew for long that the number is another."""
    Resident.objects.filter(pk=person).update(phone=phone(50), phone_since=None)


def shared(person: UUID) -> None:
    """Somebody of another family has the number, too."""
    resident(60, phone=phone(1))


def silent(person: UUID) -> None:
    """Somebody wants no offers any more."""
    set_preferences(actor=SYSTEM, subject=person, no_offers=True)


def stopped(person: UUID) -> None:
    """STOP came from the number."""
    stop_number(actor=SYSTEM, inbound=write(phone(1), "STOP"))


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (moved, Unreachable.CHANGED_LATELY),
        (swapped, Unreachable.CHANGED_LATELY),
        (shared, Unreachable.SHARED_NUMBER),
        (silent, Unreachable.NO_OFFERS),
        (stopped, Unreachable.ASKED_TO_STOP),
    ],
)
def test_what_changed_while_it_waited_counts(notebook: Notebook, meanwhile: Any, reason: Unreachable) -> None:
    person = resident(1)
    queue(outgoing(person))
    meanwhile(person)
    send_all()
    assert MemoryBackend.outbox == []
    assert state() == (MessageState.UNREACHABLE, reason)
    assert [(each.state, each.reason) for each in notebook.told_of] == [(MessageState.UNREACHABLE, reason)]


@pytest.mark.law("GDPR", "21(3)", "after STOP a number gets no more messages, until its holder says so in the portal")
def test_who_stopped_is_left_alone_until_saying_otherwise(notebook: Notebook) -> None:
    person = resident(1)
    stopped(person)
    assert queue(outgoing(person))[0].reason == Unreachable.ASKED_TO_STOP
    assert allow_again(actor=Actor("resident", None, person, ""), subject=person)
    assert queue(outgoing(person))[0].state is MessageState.QUEUED


def test_nobody_is_written_to_at_night(notebook: Notebook, city: Any, settings: Any, monkeypatch: Any) -> None:
    settings.MESSAGING = replace(city, quiet=QuietHours(time(21), time(8)))
    at(monkeypatch, NIGHT)
    queue(outgoing(resident(1)))
    assert send_all() == 0
    assert Message.objects.get().due_at == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    at(monkeypatch, datetime(2026, 11, 26, 5, 59, tzinfo=UTC))
    assert send_all() == 0
    at(monkeypatch, datetime(2026, 11, 26, 6, 0, tzinfo=UTC))
    assert send_all() == 1


def test_what_was_due_by_day_and_not_sent_waits_for_the_morning(
    notebook: Notebook, city: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.MESSAGING = replace(city, quiet=QuietHours(time(21), time(8)))
    at(monkeypatch, NOON)
    queue(outgoing(resident(1)))
    at(monkeypatch, NIGHT)
    assert send_all() == 0
    at(monkeypatch, NIGHT + timedelta(hours=10))
    assert send_all() == 1


def test_a_persons_own_quiet_hours_hold_as_well(notebook: Notebook, monkeypatch: Any) -> None:
    person = resident(1)
    at(monkeypatch, NOON)
    queue(outgoing(person))
    set_preferences(actor=SYSTEM, subject=person, quiet_from=time(11, 30), quiet_until=time(17))
    assert send_all() == 0
    assert state() == (MessageState.QUEUED, "")
    at(monkeypatch, datetime(2026, 11, 25, 15, 0, tzinfo=UTC))
    assert send_all() == 1


def test_who_has_just_written_is_answered_at_night(
    notebook: Notebook, city: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.MESSAGING = replace(city, quiet=QuietHours(time(21), time(8)))
    at(monkeypatch, NIGHT)
    inbound = write(phone(1), "STOP")
    stop_number(actor=SYSTEM, inbound=inbound)
    first = reply_to(actor=SYSTEM, inbound=inbound, text="Lopetimme.", language="fi", key="stop 1")
    assert reply_to(actor=SYSTEM, inbound=inbound, text="Again", language="fi", key="stop 1") == first
    assert send_all() == 1
    assert [(sms.number, sms.text) for sms in MemoryBackend.outbox] == [(phone(1), "Lopetimme.")]
    assert notebook.told_of == []  # it is about nothing of the owner's


def test_nothing_goes_out_before_its_time(notebook: Notebook, monkeypatch: Any) -> None:
    at(monkeypatch, NOON)
    queue_messages(actor=SYSTEM, messages=[outgoing(resident(1))], not_before=NOON + timedelta(hours=1))
    assert send_all() == 0
    at(monkeypatch, NOON + timedelta(hours=1))
    assert send_all() == 1


def test_the_pace_is_kept(notebook: Notebook, city: Any, settings: Any, monkeypatch: Any) -> None:
    settings.MESSAGING = replace(city, per_second=3, connections=2)
    at(monkeypatch, NOON)
    queue(*[outgoing(resident(number)) for number in range(1, 9)])
    assert send_all() == 3
    at(monkeypatch, NOON + timedelta(milliseconds=300))
    assert send_all() == 0
    at(monkeypatch, NOON + timedelta(milliseconds=700))
    assert send_all() == 2
    at(monkeypatch, NOON + timedelta(seconds=20))
    assert send_all() == 3  # what was not used is not saved up


def test_a_provider_that_takes_nothing_is_tried_again_later(notebook: Notebook, monkeypatch: Any) -> None:
    MemoryBackend.answers[phone(1)] = [Tried(Result.LATER, why="http_503"), Tried(Result.LATER, why="x", wait=90.0)]
    at(monkeypatch, NOON)
    queue(outgoing(resident(1)))
    assert send_all() == 1
    assert state() == (MessageState.QUEUED, "http_503")
    assert send_all() == 0
    at(monkeypatch, NOON + timedelta(seconds=5))
    assert send_all() == 1
    at(monkeypatch, NOON + timedelta(seconds=94))
    assert send_all() == 0
    at(monkeypatch, NOON + timedelta(seconds=95))
    assert send_all() == 1
    assert state() == (MessageState.SENT, "")
    assert len(MemoryBackend.outbox) == 1
    assert notebook.states() == ["sent"]


def test_after_the_last_try_it_has_failed(notebook: Notebook, monkeypatch: Any) -> None:
    MemoryBackend.answers[phone(1)] = [Tried(Result.LATER, why="http_503")] * 50
    at(monkeypatch, NOON)
    queue(outgoing(resident(1)))
    for number in range(20):
        at(monkeypatch, NOON + timedelta(hours=3 * number))
        send_all()
    assert state() == (MessageState.FAILED, Failure.PROVIDER_AWAY)
    assert Message.objects.get().tries == MOST_TRIES
    assert notebook.states() == ["failed"]


@pytest.mark.parametrize(
    ("tried", "found"),
    [
        (Tried(Result.REJECTED, why="http_400"), (MessageState.FAILED, Failure.REJECTED)),
        (Tried(Result.UNCLEAR, why="no_answer"), (MessageState.UNCLEAR, "no_answer")),
    ],
)
def test_what_may_have_gone_out_or_never_will_is_not_tried_again(
    notebook: Notebook, tried: Tried, found: tuple[str, str], monkeypatch: Any
) -> None:
    MemoryBackend.answers[phone(1)] = [tried]
    at(monkeypatch, NOON)
    queue(outgoing(resident(1)))
    send_all()
    at(monkeypatch, NOON + timedelta(days=3))
    assert send_all() == give_up_claims(actor=SYSTEM) == 0
    assert state() == found
    assert notebook.states() == [found[0]]


def test_a_backend_that_breaks_may_have_sent_and_says_nothing(
    notebook: Notebook, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Any, sms: Any) -> Tried:
        raise ValueError(f"could not send {sms.text} to {sms.number}")

    monkeypatch.setattr(MemoryBackend, "send", broken)
    queue(outgoing(resident(1), text="Salainen"))
    send_all()
    assert state() == (MessageState.UNCLEAR, "fault")
    assert "Salainen" not in caplog.text
    assert phone(1) not in caplog.text


def test_a_claim_whose_sender_died_is_unclear_and_never_sent_again(notebook: Notebook, monkeypatch: Any) -> None:
    def killed(self: Any, sms: Any) -> Tried:
        raise KeyboardInterrupt

    at(monkeypatch, NOON)
    queue(outgoing(resident(1)))
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(MemoryBackend, "send", killed)
        send_due(actor=SYSTEM)
    assert state() == (MessageState.SENDING, "")
    assert give_up_claims(actor=SYSTEM) == 0  # it may still be at it
    at(monkeypatch, NOON + timedelta(minutes=1))
    assert give_up_claims(actor=SYSTEM) == 1
    assert state() == (MessageState.UNCLEAR, "interrupted")
    assert send_all() == 0
    assert notebook.states() == ["unclear"]


def test_two_who_lock_the_same_rows_do_not_lose_what_became_of_a_message(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, tried = notebook.told, []

    def busy(progress: Any) -> None:
        tried.append(progress)
        if len(tried) < 3:
            raise OperationalError("deadlock detected")
        told(progress)

    monkeypatch.setattr(notebook, "told", busy)
    queue(outgoing(resident(1)))
    send_all()
    assert state() == (MessageState.SENT, "")
    assert (len(tried), notebook.states(), len(MemoryBackend.outbox)) == (3, ["sent"], 1)


def test_without_a_backend_what_is_queued_waits(notebook: Notebook, city: Any, settings: Any) -> None:
    settings.MESSAGING = replace(city, backend="")
    queue(outgoing(resident(1)))
    assert send_all() == 0
    assert state() == (MessageState.QUEUED, "")


def test_a_text_whose_key_is_gone_is_not_sent(notebook: Notebook) -> None:
    queue(outgoing(resident(1)))
    Message.objects.update(text_sealed=b"x" * 40)
    assert send_all() == 0
    assert state() == (MessageState.FAILED, Failure.UNREADABLE)
    assert MemoryBackend.outbox == []


def test_one_number_sealed_for_one_message_opens_in_no_other(notebook: Notebook) -> None:
    one, other = outgoing(resident(1)), outgoing(resident(2))
    first, second = queue(one, other)
    stolen = Message.objects.get(pk=first.message)
    Message.objects.filter(pk=second.message).update(text_sealed=stolen.text_sealed)
    send_all()
    assert [sms.number for sms in MemoryBackend.outbox] == [phone(1)]


def test_the_demonstration_writes_messages_into_a_file_that_only_it_reads(
    notebook: Notebook, city: Any, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "messages" / "sms.jsonl"
    settings.MESSAGING = replace(city, backend="consent.messaging.backends.file.FileBackend", file=file)
    queue(outgoing(resident(1), text="Hyvää päivää"), outgoing(resident(2)))
    assert send_all() == 2
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert {(line["to"], line["from"]) for line in lines} == {(phone(1), "16120"), (phone(2), "16120")}
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Hyvää päivää" in {line["text"] for line in lines}


def test_other_rooms_see_states_and_never_numbers(notebook: Notebook) -> None:
    batch = UUID(int=7)
    one, other = outgoing(resident(1), batch=batch, text="Vastaa A"), outgoing(resident(2, phone=""), batch=batch)
    queue(one, other)
    send_all()
    assert figures(batch) == {MessageState.SENT: 1, MessageState.UNREACHABLE: 1}
    seen = messages_about([one.reference, other.reference])
    assert [each.state for each in seen[one.reference]] == [MessageState.SENT]
    assert [each.reason for each in seen[other.reference]] == [Unreachable.NO_NUMBER]
    assert phone(1) not in repr(seen)
    assert times(batch).first_sent_at == times(batch).last_sent_at is not None
    message = seen[one.reference][0].message
    assert message_texts([message]) == {message: "Vastaa A"}

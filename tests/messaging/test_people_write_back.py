"""What people write is stored first, then handed over in order and once, to whom it concerns and to nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from consent import clock
from consent.core.errors import Conflict, Invalid, NotFound
from consent.messaging import owners
from consent.messaging.actions.handle_inbound import MOST_TRIES
from consent.messaging.actions.receive import receive_message
from consent.messaging.actions.reply_to import reply_to
from consent.messaging.actions.stop import stop_number
from consent.messaging.models import Inbound, Message, StoppedNumber
from consent.messaging.queries import given_up_replies, inbound, inbounds, waiting_replies
from consent.messaging.vocabulary import MOST_REPLIES_A_DAY
from consent.people.actions.change_phone import change_phone
from tests.cast import SYSTEM
from tests.messaging.conftest import (
    Notebook,
    child_of,
    handle_all,
    outgoing,
    phone,
    queue,
    resident,
    send_all,
    write,
)

pytestmark = pytest.mark.django_db


def offer_to(person: UUID, **changes: Any) -> UUID:
    """This function will send somebody an offer and return its reference."""
    message = outgoing(person, **changes)
    queue(message)
    send_all()
    return message.reference


def test_an_answer_is_about_the_messages_to_that_number_the_newest_first(notebook: Notebook) -> None:
    person, other = resident(1), resident(2)
    first, _, second = offer_to(person), offer_to(other), offer_to(person)
    write("040 000 0001", "A")
    assert handle_all() == 1
    (reply,) = notebook.replies
    assert reply.text == "A"
    assert reply.source_known
    assert [(each.reference, each.recipient) for each in reply.addressed] == [(second, person), (first, person)]


def test_two_guardians_on_one_telephone_are_both_addressed(notebook: Notebook) -> None:
    one, other = resident(1), resident(2, phone=phone(1))
    child_of(one, other, number=3)
    offer_to(one)
    offer_to(other)
    write(phone(1), "A")
    handle_all()
    assert {each.recipient for each in notebook.replies[0].addressed} == {one, other}


def test_a_number_that_was_sent_nothing_is_nobodys(notebook: Notebook) -> None:
    resident(1)
    write(phone(1), "A")
    handle_all()
    assert (notebook.replies[0].addressed, notebook.replies[0].source_known) == ((), False)


def test_what_cannot_be_answered_is_not_what_somebody_answers(notebook: Notebook) -> None:
    offer_to(resident(1), answerable=False)
    write(phone(1), "A")
    handle_all()
    assert not notebook.replies[0].source_known


def test_a_number_that_has_become_another_persons_answers_for_nobody(notebook: Notebook) -> None:
    person = resident(1)
    offer_to(person)
    change_phone(actor=SYSTEM, subject=person, phone=phone(50))
    resident(2, phone=phone(1))
    write(phone(1), "A")
    handle_all()
    assert (notebook.replies[0].addressed, notebook.replies[0].source_known) == ((), False)


def test_a_reply_goes_to_the_owner_of_the_newest_message_and_speaks_of_that_owners_only(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Notebook()
    owners.register("reminders", other)
    person = resident(1)
    offer_to(person)
    reminder = offer_to(person, owner="reminders")
    write(phone(1), "A")
    handle_all()
    assert notebook.replies == []
    assert [each.reference for each in other.replies[0].addressed] == [reminder]


@pytest.mark.parametrize("text", ["STOP", "stop", " Lopeta ", "SLUTA"])
def test_stop_holds_whatever_its_owner_makes_of_it(notebook: Notebook, text: str) -> None:
    offer_to(resident(1))
    notebook.fails.append(RuntimeError())
    message = write(phone(1), text)
    assert StoppedNumber.objects.count() == 1  # at once, and not when its turn comes
    handle_all()
    assert StoppedNumber.objects.count() == 1
    assert not stop_number(actor=SYSTEM, inbound=message)  # the owner may say it again


def test_the_same_message_again_is_the_same_message(notebook: Notebook) -> None:
    offer_to(resident(1))
    assert len({write(phone(1), "A", "gw-1") for _ in range(6)}) == 1
    assert handle_all() == 1
    write(phone(1), "A", "gw-1")
    assert handle_all() == 0
    assert len(notebook.replies) == 1


@pytest.mark.parametrize(("source", "text"), [(phone(2), "A"), (phone(1), "B")])
def test_an_id_with_another_content_is_refused_and_the_first_stands(notebook: Notebook, source: str, text: str) -> None:
    write(phone(1), "A", "gw-1")
    with pytest.raises(Conflict):
        write(source, text, "gw-1")
    handle_all()
    assert [reply.text for reply in notebook.replies] == ["A"]


def test_replies_are_handed_over_in_the_order_of_arrival(notebook: Notebook) -> None:
    for number in (3, 1, 2, 1):
        write(phone(number), f"text {number}")
    handle_all()
    assert [reply.text for reply in notebook.replies] == ["text 3", "text 1", "text 2", "text 1"]


def test_when_its_owner_fails_a_reply_waits_and_nothing_of_its_number_overtakes_it(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    noon = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    notebook.fails.append(RuntimeError("Salainen"))
    for number, text in ((1, "first"), (1, "second"), (2, "another")):
        write(phone(number), text)
    handle_all()
    assert [reply.text for reply in notebook.replies] == ["another"]
    assert waiting_replies() == 2
    assert "Salainen" not in caplog.text
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(seconds=1))
    handle_all()
    assert [reply.text for reply in notebook.replies] == ["another", "first", "second"]


def test_what_an_owner_wrote_before_it_failed_is_undone(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes_and_fails(reply: Any) -> str:
        StoppedNumber.objects.create(pk=b"x" * 32)
        raise RuntimeError

    monkeypatch.setattr(notebook, "answered", writes_and_fails)
    write(phone(1), "A")
    handle_all()
    assert not StoppedNumber.objects.exists()
    assert Inbound.objects.get().handled_at is None


def test_a_reply_that_can_never_be_handled_is_left_to_people(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = clock.now()
    notebook.fails.extend([RuntimeError()] * 1_000)
    message = write(phone(1), "A")
    for number in range(MOST_TRIES + 5):
        later = noon + timedelta(hours=number)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        handle_all()
    assert given_up_replies() == [message]
    seen = inbound(message)
    assert (seen.outcome, seen.text) == ("given_up", "A")
    assert notebook.replies == []


def test_a_person_of_the_staff_reads_what_was_written(notebook: Notebook) -> None:
    message = write(phone(1), "Kyllä kiitos")
    assert inbound(message).text == "Kyllä kiitos"
    assert inbounds([message, uuid4()]).keys() == {message}
    assert "kiitos" not in repr(inbound(message))
    with pytest.raises(NotFound):
        inbound(uuid4())


def test_a_reply_carries_a_reference_when_it_is_about_one(notebook: Notebook) -> None:
    reference = offer_to(resident(1))
    message = write(phone(1), "A")
    reply_to(actor=SYSTEM, inbound=message, text="Kiitos", language="fi", key="r1", reference=reference)
    notebook.told_of.clear()
    send_all()
    assert [(each.reference, each.state.value) for each in notebook.told_of] == [(reference, "sent")]
    # and it is no message that somebody could answer
    write(phone(1), "B")
    handle_all()
    assert [each.reference for each in notebook.replies[-1].addressed] == [reference]


@pytest.mark.parametrize(
    ("source", "reason"),
    [("+372 5555 1234", "foreign_number"), ("+358 600 12345", "no_number"), ("16400", "no_number")],
)
def test_a_forged_sender_does_not_make_us_pay_for_calls(notebook: Notebook, source: str, reason: str) -> None:
    message = write(source, "A")
    reply_to(actor=SYSTEM, inbound=message, text="Kiitos", language="fi", key="r1")
    assert send_all() == 0
    row = Message.objects.get()
    assert (row.state, row.reason) == ("unreachable", reason)


def test_whoever_writes_in_anothers_name_does_not_have_them_flooded(notebook: Notebook) -> None:
    for number in range(MOST_REPLIES_A_DAY + 10):
        message = write(phone(1), "?")
        reply_to(actor=SYSTEM, inbound=message, text="Ohje", language="fi", key=f"r{number}")
    assert send_all() == MOST_REPLIES_A_DAY
    assert set(Message.objects.filter(state="unreachable").values_list("reason", flat=True)) == {"too_many_replies"}


def test_an_outage_of_ours_makes_nobody_late(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    moments = {
        "an hour ago": now - timedelta(hours=1),
        "too old": now - timedelta(days=2),
        "tomorrow": now + timedelta(1),
    }
    monkeypatch.setattr(clock, "now", lambda: now)
    for provider_id, moment in moments.items():
        receive_message(
            actor=SYSTEM,
            provider_id=provider_id.replace(" ", "-"),
            source=phone(1),
            text=provider_id,
            received_at=moment,
        )
    handle_all()
    came = {reply.text: reply.received_at for reply in notebook.replies}
    assert came == {"an hour ago": moments["an hour ago"], "too old": now, "tomorrow": now}


@pytest.mark.parametrize(
    "changes",
    [
        {"provider_id": ""},
        {"provider_id": "x" * 101},
        {"provider_id": "a\nb"},
        {"source": ""},
        {"source": "MUMMO"},
        {"text": "x" * 1_001},
        {"text": "A\x00"},
    ],
)
def test_what_is_no_message_is_refused(notebook: Notebook, changes: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        receive_message(actor=SYSTEM, **({"provider_id": "gw-1", "source": phone(1), "text": "A"} | changes))
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "💌" * 200, "ä" * 1_000])
def test_anything_that_a_telephone_sends_is_taken(notebook: Notebook, text: str) -> None:
    write("16400", text)
    handle_all()
    assert notebook.replies[0].text == text

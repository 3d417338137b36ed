"""Who is reached by a text message and who is not, and that nobody reads a number or a text in the tables."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from consent import clock
from consent.core.errors import Invalid
from consent.core.errors import Unreachable as RegisterAway
from consent.messaging.actions.queue_messages import Outgoing
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.models import Message
from consent.messaging.vocabulary import Channel, MessageState, Unreachable
from consent.people import population
from consent.people.actions.change_phone import change_phone
from consent.people.actors import Actor
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, child_of, outgoing, phone, queue, resident

pytestmark = pytest.mark.django_db
SQUAD = "Kirjainyhdistelmä"


def said(recipient: Any) -> tuple[MessageState, str]:
    """This function will queue one message to somebody and return what is said of it."""
    (answer,) = queue(outgoing(recipient))
    return answer.state, answer.reason


def test_somebody_with_a_number_waits_for_the_message(notebook: Notebook) -> None:
    assert said(resident(1)) == (MessageState.QUEUED, "")


def test_nobody_known_has_a_number(notebook: Notebook) -> None:
    assert said(uuid4()) == (MessageState.UNREACHABLE, Unreachable.NO_NUMBER)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"phone": ""}, Unreachable.NO_NUMBER),
        ({"phone": "+358 9 310 1641"}, Unreachable.NO_NUMBER),
        ({"phone": "ask my wife"}, Unreachable.NO_NUMBER),
        ({"phone": "+372 5555 1234"}, Unreachable.FOREIGN_NUMBER),
        ({"phone": "+46 70 123 45 67"}, Unreachable.FOREIGN_NUMBER),
        ({"non_disclosure": True}, Unreachable.NON_DISCLOSURE_WITHHELD),
        ({"phone_since": clock.today() - timedelta(days=13)}, Unreachable.CHANGED_LATELY),
    ],
)
def test_a_number_that_may_not_be_used_leads_to_a_letter(
    notebook: Notebook, values: dict[str, Any], reason: Unreachable
) -> None:
    assert said(resident(1, **values)) == (MessageState.UNREACHABLE, reason)
    assert Message.objects.get().number_sealed is None
    assert notebook.told_of == []  # the caller has just been told


def test_a_number_that_has_been_somebodys_for_two_weeks_is_trusted(notebook: Notebook) -> None:
    assert said(resident(1, phone_since=clock.today() - timedelta(days=14)))[0] is MessageState.QUEUED


def test_a_number_that_the_register_changed_today_is_not_trusted(notebook: Notebook) -> None:
    person = resident(1)
    assert change_phone(actor=SYSTEM, subject=person, phone="040 000 0002")
    assert said(person) == (MessageState.UNREACHABLE, Unreachable.CHANGED_LATELY)


def test_a_number_that_two_families_share_is_not_used_however_it_is_spelled(notebook: Notebook) -> None:
    one, other = resident(1), resident(2, phone="040 000 0001")
    assert said(one) == said(other) == (MessageState.UNREACHABLE, Unreachable.SHARED_NUMBER)


def test_two_guardians_of_one_child_may_share_a_number(notebook: Notebook) -> None:
    one, other = resident(1), resident(2, phone=phone(1))
    child_of(one, other, number=3)
    assert said(one)[0] is said(other)[0] is MessageState.QUEUED


def test_a_child_that_has_its_guardians_number_is_no_other_family(notebook: Notebook) -> None:
    parent = resident(1)
    child_of(parent, number=3, phone=phone(1))
    assert said(parent)[0] is MessageState.QUEUED


def test_a_third_person_on_a_familys_number_makes_it_a_shared_one(notebook: Notebook) -> None:
    one, other = resident(1), resident(2, phone=phone(1))
    child_of(one, other, number=3)
    resident(4, phone=phone(1))
    assert said(one) == (MessageState.UNREACHABLE, Unreachable.SHARED_NUMBER)


def test_when_nobody_can_tell_who_is_a_family_nothing_is_queued(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = resident(1)
    resident(2, phone=phone(1))

    def away(*_: Any) -> None:
        raise OSError("the register is away")

    monkeypatch.setattr(population.TableRegister, "representations_by", away)
    with pytest.raises(RegisterAway):
        queue(outgoing(one))
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"no_offers": True}, Unreachable.NO_OFFERS),
        ({"channel": Channel.LETTER}, Unreachable.OTHER_CHANNEL),
        ({"channel": Channel.PORTAL}, Unreachable.OTHER_CHANNEL),
    ],
)
def test_who_chose_otherwise_in_the_portal_gets_no_message(
    notebook: Notebook, choice: dict[str, Any], reason: Unreachable
) -> None:
    person = resident(1)
    me = Actor(kind="resident", account=None, subject=person, name="")
    set_preferences(actor=me, subject=person, **choice)
    assert said(person) == (MessageState.UNREACHABLE, reason)


def test_the_same_key_again_answers_the_same_and_queues_nothing(notebook: Notebook) -> None:
    person = resident(1)
    first = queue(outgoing(person, key="offer 1"))
    again = queue(outgoing(person, key="offer 1", text="Another text"))
    assert first == again
    assert queue(outgoing(person, key="offer 2"), outgoing(person, key="offer 2"))[0].message != first[0].message
    assert Message.objects.count() == 2


def test_answers_come_in_the_order_of_the_messages(notebook: Notebook) -> None:
    people = [resident(1), resident(2, phone=""), resident(3)]
    answers = queue(*[outgoing(person) for person in people])
    assert [each.state for each in answers] == [MessageState.QUEUED, MessageState.UNREACHABLE, MessageState.QUEUED]
    rows = {row.pk: row.recipient for row in Message.objects.all()}
    assert [rows[each.message] for each in answers] == people


def test_five_hundred_messages_take_as_few_statements_as_five(
    notebook: Notebook, django_assert_max_num_queries: Any
) -> None:
    people = [resident(number) for number in range(1, 6)]
    queue(*[outgoing(person) for person in people])  # the data keys of the year are there
    with django_assert_max_num_queries(16):
        queue(*[outgoing(people[number % 5]) for number in range(500)])
    assert Message.objects.count() == 505


def test_neither_number_nor_text_can_be_read_in_the_table(notebook: Notebook) -> None:
    queue(outgoing(resident(1), text=f"{SQUAD} A tai B"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(m)::text FROM messaging_message m")
        row = cursor.fetchone()[0]
    assert "0000001" not in row
    for spelled in (SQUAD, phone(1)):
        assert spelled not in row
        assert spelled.encode().hex() not in row


def test_nothing_speaks_a_number_or_a_text(notebook: Notebook) -> None:
    message = outgoing(resident(1), text=SQUAD)
    queue(message)
    row = Message.objects.get()
    for aloud in (repr(message), str(row), repr(row)):
        assert SQUAD not in aloud
        assert phone(1) not in aloud


@pytest.mark.parametrize(
    "changes",
    [{"text": " "}, {"text": "x" * 1_001}, {"language": "de"}, {"key": ""}, {"key": "x" * 121}, {"key": "a\x00b"}],
)
def test_what_is_no_message_is_refused_whole(notebook: Notebook, changes: dict[str, Any]) -> None:
    good, person = outgoing(resident(1)), resident(2)
    with pytest.raises(Invalid):
        queue(good, outgoing(person, **changes))
    assert not Message.objects.exists()


def test_nothing_to_queue_is_no_work(notebook: Notebook, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert queue() == []


def test_a_message_has_a_batch_of_its_own(notebook: Notebook) -> None:
    batch = uuid4()
    queue(outgoing(resident(1), batch=batch))
    assert isinstance(outgoing(uuid4()), Outgoing)
    assert Message.objects.get().batch == batch

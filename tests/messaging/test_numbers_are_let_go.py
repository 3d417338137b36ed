"""Numbers and texts go with the person and with time; what is left joins to nobody, and STOP still holds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from consent import clock
from consent.messaging.actions.forget_messages import forget_messages_of
from consent.messaging.actions.reply_to import reply_to
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.models import Inbound, Message, Preference, StatusReport, StoppedNumber
from consent.messaging.numbers import mark_of
from consent.messaging.queries import figures, inbound, message_texts
from consent.messaging.tasks import forget_old_messages
from consent.messaging.vocabulary import MessageState, Unreachable
from consent.rights.actions.erase_resident import erase_resident
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, handle_all, outgoing, phone, queue, resident, send_all, write

TABLES = "message", "inbound", "statusreport", "preference"


def rows_that_say(*words: str) -> dict[str, int]:
    """This function will count, by table, the rows in which any of these words stands."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*) FROM messaging_{table} AS t WHERE t::text ILIKE ANY(%s)",
                [[f"%{word}%" for word in words]],
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


@pytest.mark.law("GDPR", "17(1)", "messages to an erased person lead to nobody, and a STOP is kept as a fingerprint")
def test_after_an_erasure_nothing_of_the_messages_leads_to_the_person(
    own_database: str, notebook: Notebook, settings: Any, tmp_path: Path
) -> None:
    settings.GUARD_DIR = tmp_path / "guard"
    person, other = resident(1), resident(2)
    queue(outgoing(person), outgoing(other))
    send_all()
    message = write(phone(1), "STOP")
    handle_all()
    reply_to(actor=SYSTEM, inbound=message, text="Kiitos", language="fi", key="r1")
    set_preferences(actor=SYSTEM, subject=person, topics=["culture"])
    mark = mark_of(phone(1)).hex()
    assert rows_that_say(str(person)).keys() == {"message", "inbound", "preference"}
    texts = set(Message.objects.filter(recipient=person).values_list("pk", flat=True))

    erase_resident(actor=SYSTEM, subject=person)

    assert rows_that_say(str(person), mark) == {}
    assert message_texts(texts) == {}
    assert inbound(message).text is None
    assert StoppedNumber.objects.filter(pk=mark_of(phone(1))).exists()
    assert Message.objects.filter(recipient=other, text_sealed__isnull=False).count() == 1
    # Somebody who gets the number later is left alone as well.
    heir = resident(3, phone=phone(1))
    assert queue(outgoing(heir))[0].reason == Unreachable.ASKED_TO_STOP


@pytest.mark.django_db
def test_what_waits_for_an_erased_person_is_not_sent(notebook: Notebook) -> None:
    person = resident(1)
    queue(outgoing(person))
    forget_messages_of(actor=SYSTEM, subject=person)
    assert send_all() == 0
    assert [(each.state, each.reason) for each in notebook.told_of] == [(MessageState.UNREACHABLE, Unreachable.ERASED)]


def test_a_person_is_forgotten_together_with_the_record_only(own_database: str) -> None:
    with pytest.raises(RuntimeError):
        forget_messages_of(actor=SYSTEM, subject=uuid4())


@pytest.mark.django_db
@pytest.mark.law("GDPR", "5(1)(e)", "numbers and texts of messages are let go when they have been kept long enough")
def test_numbers_and_texts_go_in_time_and_figures_stay(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, batch = datetime(2026, 1, 10, 10, 0, tzinfo=UTC), UUID(int=9)
    monkeypatch.setattr(clock, "now", lambda: begin)
    queue(outgoing(resident(1), batch=batch))
    send_all()
    message = write(phone(1), "A")
    StatusReport.objects.create(
        provider_id="old", state="delivered", reported_at=begin, received_at=begin, settled_at=begin
    )
    handle_all()
    waiting = write(phone(2), "B")
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(days=179))
    forget_old_messages(timestamp=0)
    assert inbound(message).text == "A"
    assert not StatusReport.objects.exists()

    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(days=181))
    assert forget_old_messages(timestamp=0) == 2
    row = Message.objects.get()
    assert (row.number_sealed, row.number_mark, row.text_sealed) == (None, None, None)
    assert figures(batch) == {MessageState.SENT: 1}
    assert inbound(message).text is None
    assert inbound(waiting).text == "B"  # nobody has handled it: it is not lost
    assert Inbound.objects.count() == 2
    assert forget_old_messages(timestamp=0) == 0


@pytest.mark.django_db
def test_what_could_not_be_sent_for_half_a_year_is_given_up(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = datetime(2026, 1, 10, 10, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: begin)
    queue(outgoing(resident(1)))
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(days=181))
    forget_old_messages(timestamp=0)
    assert [(each.state, each.reason) for each in notebook.told_of] == [(MessageState.STOPPED, "too_old")]
    assert send_all() == 0


def test_the_worker_lets_go_each_night() -> None:
    planned = {task.name for task in app.periodic_registry.periodic_tasks.values() for task in [task.task]}
    assert "consent.messaging.tasks.forget_old_messages" in planned


@pytest.mark.django_db
def test_choices_are_gone_with_the_person(notebook: Notebook) -> None:
    person = resident(1)
    set_preferences(actor=SYSTEM, subject=person, no_offers=True)
    forget_messages_of(actor=SYSTEM, subject=person)
    assert not Preference.objects.exists()

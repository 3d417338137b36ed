"""Several senders and handlers at once, and one that is killed: nothing is done twice and nothing is lost."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from consent import clock
from consent.messaging.actions.ask_provider import ask_provider
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.actions.queue_messages import queue_messages
from consent.messaging.actions.receive import receive_message, receive_status
from consent.messaging.actions.send import give_up_claims, send_due
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.config import MessagingConfig
from consent.messaging.models import Inbound, Message, StatusReport, StoppedNumber
from consent.messaging.rounds import ReplyRounds, SendingRounds
from consent.messaging.vocabulary import MessageState
from tests.cast import SYSTEM
from tests.databases import ROOT, environment_of
from tests.messaging.conftest import Notebook, handle_all, outgoing, phone, queue, resident, send_all, write
from tests.messaging.test_the_provider_is_helsinkis import Service, serving


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """This function will do all at once, each on a connection of its own, and return what they return."""
    results: list[Any] = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[number] = deed()
        except Exception as failure:
            results[number] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, deed)) for number, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    failures = [each for each in results if isinstance(each, Exception)]
    assert failures == []
    return results


def sends_all() -> int:
    """This function will send until nothing is left, also what another is about to claim."""
    number = 0
    while Message.objects.filter(state=MessageState.QUEUED).exists():
        number += send_due(actor=SYSTEM)
    return number


def killed_while(what: str, own_database: str, **environment: str) -> subprocess.Popen[str]:
    """This function will begin something in another process, whose output the test follows."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.messaging.interrupted", what],
        cwd=ROOT,
        env=environment_of(own_database) | environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_four_senders_send_each_message_once(own_database: str, notebook: Notebook) -> None:
    people = [resident(number) for number in range(1, 21)]
    queue(*[outgoing(person) for person in people for _ in range(3)])
    assert sum(at_once(*[sends_all] * 4)) == 60
    assert len(MemoryBackend.outbox) == len({sms.message for sms in MemoryBackend.outbox}) == 60
    assert notebook.states() == ["sent"] * 60


def test_one_key_queued_by_four_at_once_is_one_message(own_database: str, notebook: Notebook) -> None:
    person = resident(1)
    message = outgoing(person)
    answers = at_once(*[lambda: queue_messages(actor=SYSTEM, messages=[message])] * 4)
    assert len({answer[0].message for answer in answers}) == 1
    assert Message.objects.count() == 1


def test_one_reply_brought_by_four_at_once_is_one_reply(own_database: str, notebook: Notebook) -> None:
    at_once(*[lambda: write(phone(1), "A", "gw-1")] * 4)
    at_once(*[handle_all] * 4)
    handle_all()
    assert Inbound.objects.count() == len(notebook.replies) == 1


def test_four_handlers_act_once_on_each_reply_and_in_order(own_database: str, notebook: Notebook) -> None:
    for number in range(40):
        write(phone(number % 7), f"{number}")

    def handle_everything() -> None:
        while Inbound.objects.filter(handled_at=None).exists():
            handle_inbound(actor=SYSTEM, limit=3)

    at_once(*[handle_everything] * 4)
    assert [reply.text for reply in notebook.replies] == [f"{number}" for number in range(40)]


def test_one_report_brought_by_four_at_once_is_told_once(own_database: str, notebook: Notebook) -> None:
    queue(outgoing(resident(1)))
    send_all()
    provider_id = Message.objects.get().provider_id

    def report() -> None:
        receive_status(
            actor=SYSTEM,
            provider_id=provider_id,
            state=MessageState.DELIVERED,
            destination=phone(1),
            reported_at=clock.now(),
        )
        lay_reports(actor=SYSTEM, provider_ids=[provider_id])

    at_once(*[report] * 4)
    lay_reports(actor=SYSTEM)
    assert notebook.states() == ["sent", "delivered"]
    assert StatusReport.objects.count() == 1


def test_a_sender_killed_while_the_provider_has_it_is_not_followed_by_another(
    own_database: str, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(outgoing(resident(1)))
    arrived, hold = threading.Event(), threading.Event()

    def keep() -> None:
        arrived.set()
        hold.wait(30)

    service = Service(before=keep)
    with serving(service) as address:
        other = killed_while("send", own_database, TEST_SMS_URL=address)
        assert arrived.wait(30)
        other.kill()
        other.communicate(timeout=30)
        hold.set()
    assert Message.objects.get().state == MessageState.SENDING
    assert send_all() == 0
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    give_up_claims(actor=SYSTEM)
    assert send_all() == 0
    assert (len(service.got), MemoryBackend.outbox, notebook.states()) == (1, [], ["unclear"])
    # the network knows better
    receive_status(actor=SYSTEM, provider_id="x", state=MessageState.DELIVERED, destination=phone(1), reported_at=later)
    lay_reports(actor=SYSTEM)
    assert notebook.states() == ["unclear", "delivered"]


def test_when_its_owner_cannot_be_told_the_provider_is_asked_later(
    own_database: str, notebook: Notebook, city: MessagingConfig, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(progress: Any) -> None:
        raise RuntimeError("no time")

    report = {"messages": {phone(1): {"status": "DELIVERED"}}}
    service = Service(body=json.dumps({"id": "p-1", "report": report}).encode())
    with serving(service) as address:
        settings.MESSAGING = replace(
            city, backend="consent.messaging.backends.helsinki.HelsinkiBackend", api_url=address, api_token="token"
        )
        queue(outgoing(resident(1)))
        with monkeypatch.context() as unheard, pytest.raises(RuntimeError):
            unheard.setattr(notebook, "told", deaf)
            send_due(actor=SYSTEM)
        assert Message.objects.get().state == MessageState.SENDING
        later = clock.now() + timedelta(minutes=5)
        monkeypatch.setattr(clock, "now", lambda: later)
        give_up_claims(actor=SYSTEM)
        service.status = 200
        assert ask_provider(actor=SYSTEM) == 1
    assert notebook.states() == ["unclear", "delivered"]


def test_a_handler_killed_in_the_middle_has_done_nothing(own_database: str, notebook: Notebook) -> None:
    message = write(phone(1), "A")
    other = killed_while("handle", own_database)
    assert other.stdout is not None
    assert other.stdout.readline() == "in the middle\n"
    other.kill()
    other.communicate(timeout=30)
    _until(lambda: bool(handle_all()))
    assert not StoppedNumber.objects.exists()
    assert [reply.inbound for reply in notebook.replies] == [message]
    assert handle_all() == 0


def test_the_workers_rounds_send_and_hand_over_until_they_are_stopped(own_database: str, notebook: Notebook) -> None:
    queue(outgoing(resident(1)))
    loops = [SendingRounds(), ReplyRounds()]
    threads = [threading.Thread(target=loop.run) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: bool(MemoryBackend.outbox))
        receive_message(actor=SYSTEM, provider_id="gw-1", source=phone(1), text="A")
        _until(lambda: bool(notebook.replies))
        notebook.fails.append(RuntimeError())  # whatever goes wrong, they go on
        write(phone(2), "B")
        _until(lambda: len(notebook.replies) == 2)
    finally:
        for loop in loops:
            loop.stop()
        for thread in threads:
            thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def _until(holds: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(200):
        if holds():
            return
        waiting.wait(0.05)
    pytest.fail("it never came to that")

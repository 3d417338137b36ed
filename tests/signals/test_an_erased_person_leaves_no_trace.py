"""After an erasure nothing in the tables of signals leads to the person, and departments hear that they must forget."""

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from consent import clock
from consent.ledger.actions.forget_permissions import forget_permissions
from consent.people.actions.forget_person import forget_person
from consent.rights.actions.erase_resident import erase_resident
from consent.signals.actions.announce_erasure import announce_erasure, known_before_erasure
from consent.signals.actions.follow import follow_stream
from consent.signals.actions.forget_old import forget_old
from consent.signals.actions.manage_stream import delete_stream, set_status
from consent.signals.models import Acknowledgement, ErasureNotice, SecurityEvent, Stream
from consent.signals.queries import dead_letters
from consent.signals.tasks import forget_old_signals
from consent.signals.vocabulary import DISABLED, PAUSED
from tests.cast import SYSTEM, Cast
from tests.signals.conftest import OTHER, TRIAL, begin, catch_up, fetch, grant, heard, stage, told, withdraw
from tests.signed_log import sign_log

TABLES = "signals_stream", "signals_securityevent", "signals_erasurenotice", "signals_acknowledgement"


@pytest.fixture
def city(own_database: str, settled: Cast, settings: Any, tmp_path: Path) -> Cast:
    """The cast in a database of its own, with a volume for the journal."""
    settings.GUARD_DIR = tmp_path / "guard"
    return stage(settled)


def rows_that_say(*words: str) -> dict[str, int]:
    """This function will count, by table, the rows of signals in which any of these words stands."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE ANY(%s)", [[f"%{word}%" for word in words]]
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def erase(subject: UUID) -> None:
    """This function will erase somebody as an operator does."""
    erase_resident(actor=SYSTEM, subject=subject)


@pytest.mark.law("GDPR", "17(1)", "an erased person is in no message to departments, but for the one that says so")
@pytest.mark.law("GDPR", "19", "each department that knew an erased person is told of the erasure")
def test_departments_are_told_and_what_waited_goes(city: Cast) -> None:
    stream, others, unconcerned = begin(), begin(OTHER), begin(OTHER)
    set_status(actor=SYSTEM, receiver=OTHER, stream=unconcerned, status=DISABLED)
    mikko = city.mikko
    grant(mikko)
    event = withdraw(mikko)
    catch_up(stream, others)
    assert rows_that_say(mikko.pairwise_id) == {"signals_securityevent": 2}
    erase(mikko.subject)
    assert rows_that_say(mikko.pairwise_id, str(mikko.subject)) == {"signals_erasurenotice": 1}
    catch_up(stream, others)
    (erased,) = heard(stream)
    assert (erased.name, erased.person) == ("resident-erased", mikko.pairwise_id)
    assert set(erased.members) == {"event_timestamp"}, "an index told to two departments would join their ids"
    assert told(others, OTHER) == []
    fetch(stream, acks=list(fetch(stream).sets))
    assert rows_that_say(mikko.pairwise_id, str(mikko.subject)) == {}
    assert Acknowledgement.objects.filter(event_id=event, acknowledged_at=None).exists(), "it was never heard of"


def test_what_was_not_read_yet_at_the_erasure_is_never_told(city: Cast) -> None:
    stream = begin()
    grant(city.mikko)
    erase(city.mikko.subject)
    catch_up(stream)
    assert told(stream) == ["resident-erased"]


def test_a_paused_stream_hears_of_it_later(city: Cast) -> None:
    stream = begin()
    set_status(actor=SYSTEM, receiver=TRIAL, stream=stream, status=PAUSED)
    grant(city.mikko)
    erase(city.mikko.subject)
    catch_up(stream)
    set_status(actor=SYSTEM, receiver=TRIAL, stream=stream, status="enabled")
    catch_up(stream)
    assert told(stream) == ["resident-erased"]
    assert not ErasureNotice.objects.exists()


def test_an_erasure_that_fails_takes_nothing_away(city: Cast) -> None:
    stream = begin()
    grant(city.mikko)
    catch_up(stream)
    before = fetch(stream)
    with pytest.raises(RuntimeError), transaction.atomic():
        known_as = known_before_erasure(actor=SYSTEM, subject=city.mikko.subject)
        announce_erasure(actor=SYSTEM, erasure=10**9, known_as=known_as)
        raise RuntimeError("the power went")
    assert fetch(stream) == before
    assert not ErasureNotice.objects.exists()


def test_no_token_is_made_while_somebody_is_being_erased(city: Cast) -> None:
    """The worker that has read of a person just before the erasure commits would write the id down after it."""
    stream, subject = begin(), city.mikko.subject
    grant(city.mikko)
    sign_log()
    done = threading.Event()

    def work() -> None:
        while follow_stream(actor=SYSTEM, stream=stream):
            pass
        connection.close()
        done.set()

    with transaction.atomic():
        known_as = known_before_erasure(actor=SYSTEM, subject=subject)
        worker = threading.Thread(target=work)
        worker.start()
        assert not done.wait(0.5)
        forget_permissions(actor=SYSTEM, subject=subject)
        forget_person(actor=SYSTEM, subject=subject)
        announce_erasure(actor=SYSTEM, erasure=10**9, known_as=known_as)
    assert done.wait(10)
    worker.join()
    assert not SecurityEvent.objects.exists()


def test_a_stream_that_is_ended_during_an_erasure_stops_neither(city: Cast) -> None:
    stream = begin()
    grant(city.mikko)
    catch_up(stream)
    started = threading.Event()
    failed: list[Exception] = []

    def end() -> None:
        started.set()
        try:
            delete_stream(actor=SYSTEM, receiver=TRIAL, stream=stream)
        except Exception as reason:
            failed.append(reason)
        connection.close()

    with transaction.atomic():
        known_as = known_before_erasure(actor=SYSTEM, subject=city.mikko.subject)
        assert announce_erasure(actor=SYSTEM, erasure=10**9, known_as=known_as) == 1
        other = threading.Thread(target=end)
        other.start()
        assert started.wait(5)
        time.sleep(0.3)
    other.join()
    assert failed == []
    assert not Stream.objects.exists()
    assert not ErasureNotice.objects.exists()


@pytest.mark.parametrize("call", [known_before_erasure, announce_erasure])
def test_it_is_part_of_an_erasure_or_nothing(city: Cast, call: Any) -> None:
    said = {"subject": city.mikko.subject} if call is known_before_erasure else {"erasure": 1, "known_as": {}}
    with pytest.raises(RuntimeError):
        call(actor=SYSTEM, **said)


@pytest.mark.law("GDPR", "5(1)(e)", "a message to a department that nobody fetches is emptied after a month")
def test_what_nobody_fetches_is_emptied_after_a_month_and_gone_after_four(city: Cast) -> None:
    stream = begin()
    grant(city.mikko)
    catch_up(stream)
    ErasureNotice.objects.create(stream_id=stream, event_id=1, person="a" * 32)
    assert forget_old(actor=SYSTEM) == 0
    _age(timedelta(days=31))
    assert forget_old(actor=SYSTEM) == 1
    assert rows_that_say(city.mikko.pairwise_id, "a" * 32, "eyJ") == {}
    (letter,) = dead_letters()
    assert (letter.err, letter.event) == ("expired", "permission-granted")
    assert fetch(stream).sets == {}
    _age(timedelta(days=121))
    forget_old(actor=SYSTEM)
    assert dead_letters() == []
    assert Acknowledgement.objects.count() == 1
    Acknowledgement.objects.update(told_at=clock.now() - timedelta(days=366 * 6))
    forget_old(actor=SYSTEM)
    assert Acknowledgement.objects.count() == 0


def _age(by: timedelta) -> None:
    SecurityEvent.objects.update(made_at=clock.now() - by)
    ErasureNotice.objects.update(made_at=clock.now() - by)


def test_the_nightly_round_is_planned() -> None:
    planned = {entry.task.name for entry in app.periodic_registry.periodic_tasks.values()}
    assert forget_old_signals.name in planned

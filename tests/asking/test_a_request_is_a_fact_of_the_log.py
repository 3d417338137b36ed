"""A request is an event like any other: it verifies, nobody changes it, and it goes with the person and with time."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from consent import clock
from consent.asking.actions.ask import Asker
from consent.asking.actions.cancel import cancel_request
from consent.asking.actions.return_addresses import change_return_addresses
from consent.asking.models import Cancellation, ConsentRequest
from consent.asking.queries import requests_of
from consent.core.events import Kind, commitment
from consent.ledger.event_filter import EventFilter
from consent.ledger.event_queries import events
from consent.log.keys import existing_key
from consent.log.kinds import payload_kind
from consent.log.models import Event
from consent.log.verification.run import verify_everything
from consent.registry.actions.register_client import register_client
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.actions.erase_resident import erase_resident
from consent.rights.models import ShreddedEvent
from tests.asking.conftest import TRIAL, Later, asked, refuse
from tests.cast import SYSTEM, Cast
from tests.databases import owner_sql
from tests.log.sequencing import begun_log, sequence_all

KINDS = (Kind.CONSENT_REQUESTED, Kind.CONSENT_REQUEST_CANCELLED)


def both(cast: Cast) -> None:
    """This function will have Aino asked in vain and Mikko asked and not asked after all."""
    asked(cast.aino)
    cancel_request(actor=SYSTEM, asker=TRIAL, request=asked(cast.mikko).id)


def test_its_commitment_is_made_of_the_row_alone(cast: Cast) -> None:
    both(cast)
    found = list(Event.objects.filter(kind__in=[kind.value for kind in KINDS]))
    assert sorted(event.kind for event in found) == sorted([KINDS[0].value, KINDS[0].value, KINDS[1].value])
    for event in found:
        registered = payload_kind(event.kind)
        row = registered.model._default_manager.get(pk=event.pk)
        key = existing_key((row.subject, row.recorded_at.year))
        assert commitment(key, event.pk, registered.encode(row)) == bytes(event.commitment)


@pytest.mark.parametrize("table", ["asking_consentrequest", "asking_cancellation"])
@pytest.mark.parametrize("act", ["UPDATE {} SET department = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_or_drops_it(cast: Cast, table: str, act: str) -> None:
    both(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


def test_auditors_find_both_kinds_by_department_client_and_activity(cast: Cast) -> None:
    both(cast)
    rows = events(EventFilter(kinds=KINDS)).rows
    assert [row.kind for row in rows] == [KINDS[1], KINDS[0], KINDS[0]]
    assert {(row.department, row.client, row.about_person) for row in rows} == {("trial", TRIAL.client, True)}
    assert len(events(EventFilter(kinds=KINDS, activity="trial-consent", client=TRIAL.client)).rows) == 2
    assert events(EventFilter(kinds=KINDS, department="library")).rows == ()


def test_the_log_verifies_with_them_and_not_without_one(own_database: str, settled: Cast, log_keys: Any) -> None:
    begun_log()
    both(settled)
    sequence_all()
    assert verify_everything(processes=1).whole
    owner_sql("ALTER TABLE asking_consentrequest DISABLE TRIGGER ALL", own_database)
    owner_sql("UPDATE asking_consentrequest SET expires_at = expires_at + interval '1 year'", own_database)
    assert not verify_everything(processes=1).whole


@pytest.fixture
def volume(settings: Any, tmp_path: Any) -> None:
    settings.GUARD_DIR = tmp_path / "guard"


@pytest.mark.law("GDPR", "17(1)", "what a department asked a person, and its own state, goes with the person")
def test_an_erasure_takes_the_requests_and_nobody_elses(own_database: str, settled: Cast, volume: None) -> None:
    both(settled)
    erase_resident(actor=SYSTEM, subject=settled.mikko.subject)
    assert list(ConsentRequest.objects.values_list("subject", flat=True)) == [settled.aino.subject]
    assert not Cancellation.objects.exists()
    assert [one.subject for one in requests_of("trial", clock.now(), limit=10).rows] == [settled.aino.subject]


@pytest.mark.law("GDPR", "5(1)(e)", "a request goes when its period is over, with its cancellation")
def test_an_old_request_goes_by_itself(own_database: str, settled: Cast, volume: None, later: Later) -> None:
    both(settled)
    later(days=365 * 5)
    assert apply_retention(actor=SYSTEM).counts["consent_requests"] == 0, "it was open for a month more"
    later(days=40)
    assert apply_retention(actor=SYSTEM).counts["consent_requests"] == 3
    assert not ConsentRequest.objects.exists()
    assert ShreddedEvent.objects.filter(pk__in=Event.objects.filter(kind__startswith="consent.req")).count() == 3


def test_the_departments_state_is_sealed(cast: Cast) -> None:
    client = register_client(actor=SYSTEM, department="trial", scopes=["consent:request"]).client_id
    change_return_addresses(actor=SYSTEM, client=client, add=["https://trial.example/back"])
    asked(cast.aino, asker=Asker(client, "trial"), return_uri="https://trial.example/back", state="patient 4711")
    row = ConsentRequest.objects.get()
    assert row.sealed is not None
    assert b"4711" not in bytes(row.sealed)


def test_a_page_of_a_filtered_list_says_where_to_read_on(cast: Cast) -> None:
    for person in (cast.aino, cast.mikko, cast.saara):
        asked(person)
    refuse(cast.mikko)
    first = requests_of("trial", clock.now(), limit=1)
    assert (first.rows[0].subject, first.more) == (cast.aino.subject, True)
    second = requests_of("trial", clock.now(), after=first.then, limit=5)
    assert ([one.subject for one in second.rows], second.more) == ([cast.mikko.subject, cast.saara.subject], False)
    assert requests_of("trial", clock.now(), after=second.then, limit=5).rows == ()

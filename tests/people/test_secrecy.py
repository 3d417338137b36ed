"""Nothing that is printed, logged or read from the tables by a thief speaks a national id or a name."""

import logging

import psycopg
import pytest
from django.db import IntegrityError, transaction

from consent.core.errors import DomainError
from consent.people import queries
from consent.people.actions.enrol import enrol_resident
from consent.people.actions.open_account import open_account
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.people.models import Account, PairwiseId, RegisterEntry, RepresentationChange, Resident, Subject
from tests.people.people import AN_ID, ANOTHER_ID, SYSTEM, a_resident, enrolled, made_guardian

SECRETS = ("Salanimi", "Salasukunimi", "Salakatu", "+3584000", "1990", AN_ID, AN_ID.lower())


def somebody() -> dict[str, object]:
    """This function will return what only the resident's row may know."""
    return {
        "national_id": AN_ID,
        "given_name": "Salanimi",
        "family_name": "Salasukunimi",
        "street_address": "Salakatu 500",
        "phone": "+358400000000",
    }


@pytest.mark.law("Data Protection Act 1050/2018", "29", "The national id is in no column in clear")
def test_no_column_of_any_table_holds_a_national_id(
    own_database: str, owner_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    enrol_resident(actor=SYSTEM, person=a_resident(**somebody()))
    resolve_pairwise_id(department="library", national_id=AN_ID)
    resolve_pairwise_id(department="library", national_id=ANOTHER_ID)
    tables = [
        str(row[0])
        for row in owner_connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    ]
    assert {"people_subject", "people_resident", "people_pairwiseid"} <= set(tables)
    for table in tables:
        for (row,) in owner_connection.execute(f'SELECT t::text FROM "{table}" t').fetchall():  # type: ignore[arg-type]
            for national_id in (AN_ID, ANOTHER_ID):
                for spelling in (national_id, national_id.lower(), national_id.encode().hex(), national_id[:6]):
                    if spelling == national_id[:6] and table == "people_resident":
                        continue  # six digits may turn up in sealed bytes by chance
                    assert spelling not in str(row), table


def test_rows_views_and_actors_do_not_speak_a_name_when_printed(db: None) -> None:
    person = a_resident(**somebody())
    subject = enrol_resident(actor=SYSTEM, person=person)
    resolve_pairwise_id(department="library", national_id=AN_ID)
    open_account(
        actor=SYSTEM, username="salanimi", display_name="Salanimi Salasukunimi", language="fi", resident=subject
    )
    made_guardian(enrolled(), enrolled(person.birth_date.replace(year=2021)))
    account = Account.objects.get()
    said = [person, queries.resident(subject), account, Actor.of_account(account)]
    for model in (Subject, Resident, PairwiseId, RegisterEntry, RepresentationChange):
        said += list(model.objects.all())
    assert len(said) >= 11
    for thing in said:
        for text in (str(thing), repr(thing), f"{thing}", f"{[thing]}"):
            assert [secret for secret in SECRETS if secret.lower() in text.lower()] == [], type(thing)


def test_refusals_and_log_lines_do_not_repeat_a_national_id(db: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "consent"):
        enrol_resident(actor=SYSTEM, person=a_resident(**somebody()))
        resolve_pairwise_id(department="library", national_id=ANOTHER_ID)
        broken = AN_ID[:-1] + "Q"
        for attempt in (
            lambda: enrol_resident(actor=SYSTEM, person=a_resident(**somebody())),
            lambda: resolve_pairwise_id(department="library", national_id=broken),
        ):
            with pytest.raises(DomainError) as refusal:
                attempt()
            assert AN_ID[:10] not in f"{refusal.value} {refusal.value!r} {refusal.value.__cause__!r}"
    assert caplog.records != []
    for record in caplog.records:
        for secret in (*SECRETS, ANOTHER_ID, broken):
            assert secret not in record.getMessage()


@pytest.mark.parametrize("index", [b"", b"010190Y950A", b"x" * 33])
def test_the_table_refuses_an_index_that_is_no_hmac(db: None, index: bytes) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.create(blind_index=index)

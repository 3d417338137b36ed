"""A resident asks to be erased: nothing that names them is left, what the law keeps names nobody, the log stays."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections

from consent import clock
from consent.core.errors import NotFound
from consent.core.events import Kind, commitment
from consent.core.manifests import manifest_hash
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import PermissionRow
from consent.ledger.rebuild import rebuild_permissions
from consent.log import shredding
from consent.log.keys import existing_key
from consent.log.kinds import payload_kind
from consent.log.models import DataKey, Event
from consent.people.actions.open_account import open_account
from consent.people.models import Account, RegisterEntry, Resident, Subject
from consent.rights.actions import finish_shredding as finishing
from consent.rights.actions.erase_resident import erase_resident, plan_erasure, replay_journal
from consent.rights.actions.finish_shredding import finish_shredding
from consent.rights.actions.give_feedback import give_feedback
from consent.rights.journal import journal_file, written_down
from consent.rights.models import Erasure, Feedback, ShreddedEvent, UnfinishedShredding
from tests.cast import SYSTEM, Cast
from tests.databases import drop, leave, owner_sql, point_django_at
from tests.rights.conftest import look
from tests.rights.late import record_a_use_of

TEXT = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"


def rows_that_say(*words: str) -> dict[str, int]:
    """This function will count, by table, the rows in which any of these words stands, in whatever column."""
    found: dict[str, int] = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute(TEXT)
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE ANY(%s)", [[f"%{w}%" for w in words]]
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def identity(cast: Cast) -> list[str]:
    """This function will return what leads to Mikko: his names, his ids and the index by which he is found."""
    subject = Subject.objects.get(pk=cast.mikko.subject)
    return ["Mikko", cast.mikko.national_id, cast.mikko.pairwise_id, bytes(subject.blind_index).hex()]


@pytest.fixture
def mikko(city: Cast) -> Cast:
    """Mikko, who has no children, with an account, a withdrawn consent and uses on consent."""
    open_account(
        actor=SYSTEM, username="mikko", display_name="Mikko Virtanen", language="fi", resident=city.mikko.subject
    )
    terms: dict[str, Any] = {"subject": city.mikko.subject, "activity": "trial-consent"}
    said = {"actor": city.mikko.actor, "language": "fi", "channel": Channel.PORTAL}
    grant_consent(notice_version=1, **terms, **said)
    look(city.mikko, "trial-consent")
    withdraw_consent(**terms, **said)
    look(city.mikko, "trial-consent")
    return city


@pytest.mark.law("GDPR", "17(1)", "after an erasure no row of the database names the person or leads to them")
def test_nothing_that_names_the_person_is_left(mikko: Cast) -> None:
    words = identity(mikko)
    assert len(rows_that_say(*words)) >= 4
    events = Event.objects.count()
    done = erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    assert rows_that_say(*words) == {}
    assert rows_that_say(str(mikko.mikko.subject)).keys() <= {"rights_unfinishedshredding"}
    assert Event.objects.count() == events + 1, "the facts stay and one is added"
    assert done.plan.holds == ()
    assert not DataKey.objects.filter(subject=mikko.mikko.subject).exists()
    assert rebuild_permissions().repaired == ()
    assert look(mikko.mikko, "trial-consent") is False


@pytest.mark.law("GDPR", "17(1)", "what the person wrote to the city under an address of theirs goes as well")
def test_what_the_person_wrote_under_their_own_address_goes_and_strangers_letters_stay(mikko: Cast) -> None:
    Resident.objects.filter(pk=mikko.mikko.subject).update(email="mikko@posti.test", phone="+358401234567")
    mine = ("Mikko@Posti.test", "Mikko V. <mikko@posti.test>", "040 123 4567", "+358 40 1234567")
    others = ("", "ammikko@posti.test", "040 123 45678", "mikko@posti.test.example")
    for number, address in enumerate((*mine, *others)):
        give_feedback(
            actor=SYSTEM, topic="other", text="Hello", reply_to=address, language="fi", sender=f"browser {number}"
        )
    erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    assert set(Feedback.objects.values_list("reply_to", flat=True)) == set(others)


@pytest.mark.law("GDPR", "17(1)", "the erasure is itself on the record and says which events it emptied, not whose")
def test_the_record_commits_to_exactly_what_went(mikko: Cast) -> None:
    done = erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    record = Erasure.objects.get(pk=done.erasure)
    manifest = list(ShreddedEvent.objects.filter(erasure=done.erasure).values_list("pk", flat=True))
    assert len(manifest) == record.count == 4
    assert bytes(record.manifest) == manifest_hash(manifest)
    event = Event.objects.get(pk=done.erasure)
    assert event.kind == Kind.RESIDENT_ERASED
    key = existing_key((UUID(int=0), event.recorded_at.year))
    assert bytes(event.commitment) == commitment(key, event.pk, payload_kind(event.kind).encode(record))


@pytest.mark.law(
    "GDPR", "17(3)(b)", "uses under a law are kept for their period, with the reason and the date, unnamed"
)
def test_what_the_law_keeps_has_a_reason_and_a_date_and_names_nobody(city: Cast) -> None:
    plan = plan_erasure(city.aino.subject, clock.now())
    done = erase_resident(actor=SYSTEM, subject=city.aino.subject)
    assert done.plan.event_ids == plan.event_ids
    (hold,) = done.plan.holds
    assert (hold.activity, hold.law_ref, hold.count) == ("trial-task", "Trial Act 1/2026 s. 1", 1)
    assert hold.until > clock.now() + timedelta(days=4 * 365)
    assert rows_that_say("Aino", city.aino.national_id, city.aino.pairwise_id) == {}
    assert "ledger_use" in rows_that_say(str(city.aino.subject))


def test_a_guardians_rights_end_on_the_record_and_the_childs_own_data_stays(city: Cast) -> None:
    ended = Event.objects.filter(kind=Kind.REPRESENTATION_ENDED)
    assert not ended.exists()
    erase_resident(actor=SYSTEM, subject=city.aino.subject)
    assert ended.count() == 2
    assert not RegisterEntry.objects.filter(representative=city.aino.subject).exists()
    assert RegisterEntry.objects.filter(represented=city.eino.subject).count() == 1
    assert look(city.eino, "trial-task") is True


def test_a_dry_run_tells_and_changes_nothing(mikko: Cast) -> None:
    before = (Event.objects.count(), rows_that_say("Mikko"))
    out = StringIO()
    call_command("erase_resident", "--username", "mikko", "--dry-run", stdout=out)
    assert "Would erase 4 records" in out.getvalue()
    assert (Event.objects.count(), rows_that_say("Mikko")) == before


def test_the_command_erases_and_a_second_run_says_that_nobody_is_there(
    mikko: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(mikko.mikko.national_id + "\n"))
    call_command("erase_resident", "--national-id-from-stdin", stdout=out)
    assert "recorded as event" in out.getvalue()
    assert mikko.mikko.national_id not in out.getvalue()
    monkeypatch.setattr("sys.stdin", StringIO(mikko.mikko.national_id + "\n"))
    with pytest.raises(CommandError, match="erased already"):
        call_command("erase_resident", "--national-id-from-stdin")
    monkeypatch.setattr("sys.stdin", StringIO("not an id\n"))
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("erase_resident", "--national-id-from-stdin")


def test_a_process_without_the_erasers_role_refuses(mikko: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shredding, "ERASER", "not-configured-here")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_ERASER_URL"):
        erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    assert Account.objects.filter(username="mikko").exists()


def test_a_crash_between_record_and_shredding_is_finished_by_the_next_run(
    mikko: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> int:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(finishing, "shred_payloads", crash)
        with pytest.raises(ConnectionResetError):
            erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    assert rows_that_say("Mikko") == {}, "the identity went with the record"
    assert UnfinishedShredding.objects.count() == 1
    assert finish_shredding(actor=SYSTEM) == 4
    assert finish_shredding(actor=SYSTEM) == 0
    assert rows_that_say(str(mikko.mikko.subject)).keys() <= {"rights_unfinishedshredding"}


def test_what_a_check_under_way_still_wrote_is_erased_as_well_on_the_record(mikko: Cast, monkeypatch: Any) -> None:
    done = erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    record_a_use_of(mikko.mikko.subject)
    assert finish_shredding(actor=SYSTEM) == 1
    late = Erasure.objects.exclude(pk=done.erasure).get()
    assert (late.cause, late.count) == ("late", 1)
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    finish_shredding(actor=SYSTEM)
    assert rows_that_say(str(mikko.mikko.subject)) == {}


@pytest.mark.law("GDPR", "17(1)", "a restored database forgets nobody's erasure: the journal is replayed")
def test_a_restored_database_is_erased_again_from_the_journal(mikko: Cast, volume: Path) -> None:
    backup = f"{connection.settings_dict['NAME']}_backup"
    name = str(connection.settings_dict["NAME"])
    leave()
    owner_sql(f"CREATE DATABASE {backup} TEMPLATE {name}")
    try:
        erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
        assert [line.subject for line in written_down()] == [mikko.mikko.subject]
        point_django_at(backup)
        assert Account.objects.filter(username="mikko").exists()
        out = StringIO()
        call_command("erase_resident", "--replay-journal", stdout=out)
        assert "1 people erased again" in out.getvalue()
        assert rows_that_say("Mikko", mikko.mikko.national_id) == {}
        assert replay_journal(actor=SYSTEM) == 0
    finally:
        point_django_at(name)
        drop(backup)


def test_the_journal_names_nobody_and_is_for_the_citys_eyes_only(mikko: Cast, volume: Path) -> None:
    erase_resident(actor=SYSTEM, subject=mikko.mikko.subject)
    text = journal_file().read_text()
    assert [set(json.loads(line)) for line in text.splitlines()] == [{"subject", "at", "erasure"}]
    assert "Mikko" not in text
    assert os.stat(journal_file()).st_mode & 0o777 == 0o600
    with journal_file().open("a") as file:
        file.write('{"subject": "cut off')
    assert len(written_down()) == 1


def test_somebody_of_whom_nothing_is_here_is_not_erased(city: Cast) -> None:
    events = Event.objects.count()
    with pytest.raises(NotFound):
        erase_resident(actor=SYSTEM, subject=UUID(int=77))
    assert Event.objects.count() == events
    assert PermissionRow.objects.exists()

"""An erasure or a retention run is cut off somewhere, or somebody decides meanwhile: the next run still goes on."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from consent import clock
from consent.core.errors import NotFound
from consent.core.events import Kind
from consent.core.vocabulary import Channel, DecidedBy
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.changes import Deed, Step, change_permission
from consent.ledger.models import PermissionChange, PermissionRow, Use
from consent.ledger.rebuild import rebuild_permissions
from consent.ledger.retention_queries import old_permissions
from consent.log.models import DataKey
from consent.log.recording import prepare_keys
from consent.log.shredding import payloads_of
from consent.people.models import Subject
from consent.rights.actions import apply_retention as retaining
from consent.rights.actions import finish_shredding as finishing
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.actions.erase_resident import erase_resident, replay_journal
from consent.rights.actions.finish_shredding import finish_shredding
from consent.rights.journal import Erased, journal_file, write_down, written_down
from consent.rights.models import Erasure, ShreddedEvent
from consent.rights.tasks import finish_erasures
from tests.cast import SYSTEM, Cast
from tests.rights.conftest import look
from tests.rights.test_old_records_go import in_years

SAID: dict[str, Any] = {"language": "fi", "channel": Channel.PORTAL}


def cut_off_before_the_shredding(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """This function will let ``act`` record what goes and then lose its connection before anything has gone."""

    def crash(*_: Any) -> int:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(finishing, "shred_payloads", crash)
        with pytest.raises(ConnectionResetError):
            act()


def test_an_operator_who_repeats_an_erasure_that_was_cut_off_finishes_it(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(city.mikko, "trial-consent")
    subject = city.mikko.subject
    cut_off_before_the_shredding(monkeypatch, lambda: erase_resident(actor=SYSTEM, subject=subject))
    assert payloads_of(subject)
    with pytest.raises(NotFound):
        erase_resident(actor=SYSTEM, subject=subject)
    assert payloads_of(subject) == []


def test_a_backup_from_the_middle_of_an_erasure_does_not_stop_the_journal(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first person stands half erased in the database that was brought back, the second as if never erased.
    look(city.mikko, "trial-consent")
    cut_off_before_the_shredding(monkeypatch, lambda: erase_resident(actor=SYSTEM, subject=city.mikko.subject))
    write_down(Erased(city.eino.subject, clock.now(), 1))
    replay_journal(actor=SYSTEM)
    assert payloads_of(city.mikko.subject) == []
    assert not Subject.objects.filter(pk=city.eino.subject).exists()


def test_an_operator_who_forgets_the_journal_after_a_restore_brings_nobody_back(city: Cast) -> None:
    # What the journal of the volume says of a database in which nobody has been erased yet.
    write_down(Erased(city.mikko.subject, clock.now(), 1))
    finish_erasures(timestamp=0)
    assert not Subject.objects.filter(pk=city.mikko.subject).exists()
    assert Subject.objects.filter(pk=city.aino.subject).exists()
    erasures = Erasure.objects.count()
    finish_erasures(timestamp=0)
    assert Erasure.objects.count() == erasures


def test_a_retention_run_that_was_cut_off_is_finished_by_the_next(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_years(5, monkeypatch):
        cut_off_before_the_shredding(monkeypatch, lambda: apply_retention(actor=SYSTEM))
        assert Use.objects.exists()
        apply_retention(actor=SYSTEM)
        assert not Use.objects.exists()


def test_a_journal_whose_last_line_was_cut_off_takes_the_next_line(volume: Path) -> None:
    first, second = (Erased(UUID(int=number), clock.now(), number) for number in (1, 2))
    write_down(first)
    with journal_file().open("a") as file:
        file.write('{"subject": "cut off')
    write_down(second)
    assert written_down() == [first, second]
    write_down(second)
    assert len(journal_file().read_text().splitlines()) == 2


def test_a_first_consent_that_commits_after_the_erasure_leaves_no_permission(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(city.mikko, "trial-consent")
    subject = city.mikko.subject
    erase_resident(actor=SYSTEM, subject=subject)
    # As a request of the portal does that had looked the person up before.
    deed = Deed(city.mikko.actor, subject, "trial-consent", "fi", Channel.PORTAL)
    step = Step(Kind.CONSENT_GRANTED, DecidedBy.SELF, notice_version=1)
    with transaction.atomic():
        change_permission(deed, lambda *_: step)
        prepare_keys([subject], clock.now().year + 1, clock.now())
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    finish_shredding(actor=SYSTEM)
    assert payloads_of(subject) == []
    assert not PermissionRow.objects.filter(subject=subject).exists()
    assert not DataKey.objects.filter(subject=subject).exists()
    assert rebuild_permissions().repaired == ()


def test_who_decides_again_while_the_old_decision_is_let_go_keeps_the_new_one(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Any] = {"actor": city.aino.actor, "subject": city.aino.subject, "activity": "trial-consent"}
    withdraw_consent(**said, **SAID)

    def then_she_consents_again(*of: Any) -> Any:
        found = old_permissions(*of)
        if found:
            grant_consent(notice_version=1, **said, **SAID)
        return found

    with in_years(11, monkeypatch):
        monkeypatch.setattr(retaining, "old_permissions", then_she_consents_again)
        apply_retention(actor=SYSTEM)
        row = PermissionRow.objects.get(subject=city.aino.subject, activity="trial-consent")
        assert (row.version, row.decision) == (3, "consent")
        changes = PermissionChange.objects.filter(subject=city.aino.subject, activity="trial-consent")
        assert sorted(changes.values_list("version", flat=True)) == [1, 2, 3]
        assert not ShreddedEvent.objects.filter(pk__in=changes.values("event_id")).exists()
        assert rebuild_permissions().repaired == ()

"""What has been kept long enough goes by itself, an old year alone, and nothing that is in use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from environ import Env

from consent import clock
from consent.core.vocabulary import Channel, State
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import PermissionChange, Use
from consent.ledger.queries import permission_of
from consent.ledger.rebuild import rebuild_permissions
from consent.log.keys import existing_key
from consent.log.models import DataKey, Event
from consent.log.shredding import payloads_of
from consent.people.actions.end_representation import end_representation
from consent.people.models import RegisterEntry
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.config import read
from consent.rights.models import Erasure, ShreddedEvent
from consent.rights.periods import USES, cut, ends_at
from tests.cast import SYSTEM, Cast
from tests.rights.conftest import look
from tests.rights.late import record_a_use_of


@contextmanager
def in_years(years: int, monkeypatch: pytest.MonkeyPatch, days: int = 1) -> Iterator[datetime]:
    """This function will move every clock of the platform on by whole years and some days."""
    real = clock.now
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: real() + timedelta(days=years * 365 + years // 4 + 1 + days))
        yield clock.now()


@pytest.mark.law("GDPR", "5(1)(e)", "a use past its period is shredded alone; the person's newer ones stay readable")
def test_a_five_year_old_use_goes_and_newer_ones_stay(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    old_year = clock.now().year
    old = set(Use.objects.filter(subject=city.aino.subject).values_list("event_id", flat=True))
    # The newer use is of a year of its own, made when most of the period has passed.
    with in_years(4, monkeypatch):
        newer = record_a_use_of(city.aino.subject)
        new_year = clock.now().year
    with in_years(5, monkeypatch, days=400):
        apply_retention(actor=SYSTEM)
        assert old <= set(ShreddedEvent.objects.values_list("pk", flat=True))
        assert newer in {event_id for event_id, _ in payloads_of(city.aino.subject)}
        assert existing_key((city.aino.subject, new_year))
        assert Event.objects.filter(pk__in=old).count() == len(old), "the facts stay"
        assert not Use.objects.filter(recorded_at__lte=cut(USES, clock.now())).exists()
    assert old_year < new_year


def test_a_years_key_goes_when_it_opens_nothing_more(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    year = clock.now().year
    withdraw_consent(
        actor=city.aino.actor,
        subject=city.aino.subject,
        activity="trial-consent",
        language="fi",
        channel=Channel.PORTAL,
    )
    assert DataKey.objects.filter(subject=city.aino.subject, year=year).exists()
    with in_years(7, monkeypatch):
        apply_retention(actor=SYSTEM)
        assert not payloads_of(city.aino.subject)
        assert not DataKey.objects.filter(subject=city.aino.subject, year=year).exists()
        assert rebuild_permissions().repaired == ()
        platform = DataKey.objects.filter(subject="00000000-0000-0000-0000-000000000000", year=year)
        assert platform.exists(), "the log's facts about itself stay open"


def test_nothing_goes_before_its_time(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    uses, changes = Use.objects.count(), PermissionChange.objects.count()
    with in_years(4, monkeypatch, days=350):
        assert set(apply_retention(actor=SYSTEM).counts.values()) == {0}
    assert (Use.objects.count(), PermissionChange.objects.count()) == (uses, changes)
    assert not Erasure.objects.exists()


def test_an_objection_that_still_stands_is_no_old_record(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    object_to_activity(
        actor=city.aino.actor, subject=city.aino.subject, activity="trial-task", language="fi",
        channel=Channel.PORTAL,
    )  # fmt: skip
    with in_years(9, monkeypatch) as at:
        apply_retention(actor=SYSTEM)
        assert permission_of(city.aino.subject, "trial-task", at).state == State.OBJECTED
        assert look(city.aino, "trial-task") is False


def test_a_guardianship_that_ended_long_ago_goes_whole_and_a_living_one_stays(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_representation(actor=SYSTEM, entry=city.entries["saara eino"], source="tests")
    with in_years(6, monkeypatch):
        counts = apply_retention(actor=SYSTEM).counts
        assert counts["representations"] == 2
        assert not RegisterEntry.objects.filter(pk=city.entries["saara eino"]).exists()
        assert RegisterEntry.objects.filter(pk=city.entries["aino eino"]).exists()


def test_the_dry_run_counts_and_leaves_everything(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (Event.objects.count(), Use.objects.count())
    with in_years(6, monkeypatch):
        out = StringIO()
        call_command("apply_retention", "--dry-run", stdout=out)
    assert "Would shred at least: uses 3" in out.getvalue()
    assert (Event.objects.count(), Use.objects.count()) == before


def test_a_second_run_finds_nothing_and_records_nothing(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_years(6, monkeypatch):
        apply_retention(actor=SYSTEM)
        records = Erasure.objects.count()
        assert set(apply_retention(actor=SYSTEM).counts.values()) == {0}
        assert Erasure.objects.count() == records


def test_a_leap_day_has_a_last_day_too() -> None:
    day = datetime.fromisoformat("2028-02-29T12:00:00+00:00")
    assert ends_at(USES, day) == datetime.fromisoformat("2033-02-28T12:00:00+00:00")


@pytest.mark.parametrize("years", ["0", "-1", "101", "five", "1.5", ""])
def test_a_period_that_is_no_number_of_years_is_refused_at_the_start(years: str, monkeypatch: Any) -> None:

    monkeypatch.setenv("RETENTION_USES_YEARS", years)
    assert read(Env())[1] == ["RETENTION_USES_YEARS must be a whole number from 1 to 100."]

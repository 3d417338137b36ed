"""What a department reported of a use is kept as long as the use, erased with it, and witnessed by the log."""

import json
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from consent.ledger.actions.report_uses import Report, Reported, report_uses
from consent.ledger.decision_ids import decision_id
from consent.ledger.models import Use, UseReport
from consent.log.shredding import shred_payloads
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.actions.erase_resident import erase_resident
from tests.cast import SYSTEM, Cast
from tests.log.check_log import check_log
from tests.log.sequencing import sequence_all
from tests.rights.test_old_records_go import in_years

VERIFY = ("verify_log", "--json", "--processes", "1")


def report_all(subject: UUID) -> None:
    """This function will report three rows of each permitted use of a person's data."""
    uses = Use.objects.filter(subject=subject, allowed=True).order_by("event_id")
    reports = [Report(decision_id(use.event_id), 3) for use in uses]
    outcomes = report_uses(actor=SYSTEM, department="trial", client="client-of-trial", reports=reports)
    assert len(outcomes) == 3
    assert all(isinstance(outcome, Reported) for outcome in outcomes)


def test_an_erasure_takes_reports_and_what_the_law_keeps_stays_whole(city: Cast, log_keys: Path) -> None:
    report_all(city.aino.subject)
    sequence_all()
    erase_resident(actor=SYSTEM, subject=city.aino.subject)
    sequence_all()
    kept = Use.objects.get(subject=city.aino.subject)
    assert (kept.activity, UseReport.objects.get().use) == ("trial-task", kept.event_id)
    check_log()
    out = StringIO()
    call_command(*VERIFY, stdout=out)
    assert json.loads(out.getvalue())["whole"] is True


def test_a_report_goes_with_its_use_though_it_came_later(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_years(2, monkeypatch):
        report_all(city.aino.subject)
    with in_years(5, monkeypatch):
        assert apply_retention(actor=SYSTEM).counts["uses"] == 6
        assert (Use.objects.count(), UseReport.objects.count()) == (0, 0)


def test_a_report_whose_use_went_first_goes_after_its_own_period(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_years(2, monkeypatch):
        report_all(city.aino.subject)
    shred_payloads(list(Use.objects.values_list("event_id", flat=True)))
    with in_years(6, monkeypatch):
        assert apply_retention(actor=SYSTEM).counts["uses"] == 0
    with in_years(8, monkeypatch):
        assert apply_retention(actor=SYSTEM).counts["uses"] == 3
        assert UseReport.objects.count() == 0


@pytest.mark.parametrize(
    "change", ["rows_read = rows_read + 1", "passed_on_to = ARRAY['x']", "use = use + 1", "department = 'x'"]
)
def test_a_report_that_somebody_rewrote_is_found(
    city: Cast, log_keys: Path, owner_connection: Any, change: str
) -> None:
    report_all(city.aino.subject)
    sequence_all()
    event = UseReport.objects.latest("event_id").event_id
    owner_connection.execute("ALTER TABLE ledger_usereport DISABLE TRIGGER ALL")
    owner_connection.execute(f"UPDATE ledger_usereport SET {change} WHERE event_id = {event}")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(*VERIFY, stdout=out)
    assert json.loads(out.getvalue())["first_bad"]["event_id"] == event

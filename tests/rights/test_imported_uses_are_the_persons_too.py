"""What a department told of afterwards is shown, taken away, erased and let go of like every other use."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from consent import clock
from consent.ledger.actions.import_uses import Outcome, ToldUse, import_uses
from consent.ledger.models import ImportedUse
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.actions.erase_resident import erase_resident
from tests.cast import SYSTEM, Cast, Person
from tests.log.check_log import check_log
from tests.log.sequencing import sequence_all
from tests.portal.conftest import SignIn, sign_in
from tests.portal.steps import act_for, text
from tests.rights.test_exports_speak_the_vocabulary import PREFIXED, document, holdings, of_kind, spoken
from tests.rights.test_old_records_go import in_years

__all__ = ["sign_in"]
VERIFY = ("verify_log", "--json", "--processes", "1")


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people."""
    return settled


def tell(who: Person, number: int = 1, days: int = 3, activity: str = "trial-contract") -> None:
    """This function will let the trial department tell of one look at somebody's data."""
    at = clock.now()
    told = ToldUse(f"LOG-{number}", at - timedelta(days=days), who.pairwise_id, activity, "trial.plain", "desk-3")
    outcomes = import_uses(
        actor=SYSTEM, department="trial", system="lending", told=[told], not_before=at - timedelta(days=999)
    )
    assert outcomes == [Outcome.ADDED]


@pytest.mark.law("GDPR", "15(1)", "a look that was told of afterwards is shown, and that nobody asked first")
def test_the_person_sees_it_and_that_nobody_asked_first(cast: Cast, sign_in: SignIn) -> None:
    assert "told of afterwards" not in text(sign_in(cast.aino), "/uses/")
    tell(cast.aino)
    page = text(sign_in(cast.aino), "/uses/")
    assert "Uses told of afterwards" in page
    assert "without asking here first" in page
    assert "Trial of trial-contract" in page[page.index('id="imported"') :]
    assert "desk-3" not in page
    assert "Jälkikäteen ilmoitetut" in text(sign_in(cast.aino, "fi"), "/uses/")
    assert "i efterhand" in text(sign_in(cast.aino, "sv"), "/take/print/")
    assert "told of afterwards" not in text(sign_in(cast.aino), "/uses/?activity=trial-task")
    assert "told of afterwards" not in text(sign_in(cast.mikko), "/uses/")


def test_a_guardian_sees_of_a_young_person_only_what_the_pages_show(cast: Cast, sign_in: SignIn) -> None:
    """At fourteen Oona decides on the trial's activities alone (own_decision_from 13)."""
    tell(cast.oona)
    tell(cast.eino, 2)
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert "told of afterwards" not in text(aino, "/uses/")
    act_for(aino, cast.eino)
    assert "told of afterwards" in text(aino, "/uses/")


def test_it_is_taken_away_with_the_rest(cast: Cast, sign_in: SignIn) -> None:
    tell(cast.aino)
    found = holdings(cast)
    (node,) = [node for node in of_kind(found, "dpv:DataProcessingRecord") if "mydata:askedFirst" in node]
    assert (node["mydata:askedFirst"], node["mydata:system"], node["mydata:activity"]) == (
        False, "lending", "trial-contract",
    )  # fmt: skip
    assert "dpv:hasLegalBasis" not in node
    assert all(PREFIXED.fullmatch(word) or ":" in word or word.startswith("@") for word in spoken(document(found)))
    sheet = b"".join(sign_in(cast.aino).get("/take/uses.csv").streaming_content).decode()
    assert "told_afterwards" in sheet
    assert "desk-3" not in sheet


def test_an_erasure_takes_it_and_the_log_stays_whole(city: Cast, log_keys: Path) -> None:
    tell(city.aino)
    tell(city.mikko, 2)
    sequence_all()
    erase_resident(actor=SYSTEM, subject=city.aino.subject)
    sequence_all()
    assert ImportedUse.objects.get().subject == city.mikko.subject
    check_log()
    out = StringIO()
    call_command(*VERIFY, stdout=out)
    assert json.loads(out.getvalue())["whole"] is True
    told = ToldUse("LOG-1", clock.now(), city.aino.pairwise_id, "trial-contract", "trial.plain")
    assert import_uses(
        actor=SYSTEM, department="trial", system="lending", told=[told], not_before=clock.now() - timedelta(days=9)
    ) == [Outcome.UNKNOWN_PERSON]


def test_it_goes_when_its_period_is_over_counted_from_the_look(city: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(city.aino, 1, days=400)
    tell(city.aino, 2, days=3)
    with in_years(4, monkeypatch):
        apply_retention(actor=SYSTEM)
        assert ImportedUse.objects.count() == 1
    with in_years(6, monkeypatch):
        apply_retention(actor=SYSTEM)
        assert ImportedUse.objects.count() == 0


@pytest.mark.parametrize("change", ["used_at = used_at - interval '1 day'", "system = 'x'", "activity = 'trial-task'"])
def test_one_that_somebody_rewrote_is_found(city: Cast, log_keys: Path, owner_connection: Any, change: str) -> None:
    tell(city.aino)
    sequence_all()
    event = ImportedUse.objects.get().event_id
    owner_connection.execute("ALTER TABLE ledger_importeduse DISABLE TRIGGER ALL")
    owner_connection.execute(f"UPDATE ledger_importeduse SET {change}")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(*VERIFY, stdout=out)
    assert json.loads(out.getvalue())["first_bad"]["event_id"] == event

"""A right is looked up at each act: it ends to the second, whatever page is open, and at midnight of a birthday."""

from datetime import datetime, timedelta

import pytest

from consent import clock
from consent.core.vocabulary import State
from consent.ledger.models import PermissionChange
from consent.ledger.queries import permission_of
from consent.people.actions.end_representation import end_representation
from consent.people.ages import turns
from consent.people.models import RegisterEntry
from consent.people.queries import resident
from consent.people.representation import RepresentationKind
from consent.portal.views.decisions import NEUTRAL
from tests.cast import SYSTEM, Cast, Person
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, text, verbs

INSTANT = timedelta(microseconds=1)
VERBS = [("give", CONSENT), ("refuse", CONSENT), ("withdraw", CONSENT), ("object", "trial-task")]


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def birthday_of(person: Person, age: int) -> datetime:
    found = resident(person.subject)
    assert found is not None
    return turns(found.birth_date, age)


@pytest.mark.parametrize(("verb", "activity"), VERBS)
@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "custody ends to the second, also in a page opened before")
def test_custody_that_ends_now_is_over_now_also_in_a_page_opened_before(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, verb: str, activity: str
) -> None:
    end = clock.now() + timedelta(minutes=5)
    end_representation(actor=SYSTEM, entry=cast.entries["saara eino"], source="tests", at=end)
    at(monkeypatch, end - INSTANT)
    saara = sign_in(cast.saara)
    act_for(saara, cast.eino)
    assert f"/permissions/{activity}/{'give' if activity == CONSENT else 'object'}/" in text(saara, "/")
    at(monkeypatch, end)
    decide(saara, verb, cast.eino, activity)
    assert not PermissionChange.objects.exists()
    page = text(saara, "/")
    assert str(NEUTRAL) in page
    assert "Eino" not in page


@pytest.mark.parametrize("path", ["/", f"/permissions/{CONSENT}/", "/uses/", "/history/"])
def test_every_page_is_there_until_the_end_and_then_ones_own(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    end = clock.now() + timedelta(minutes=5)
    end_representation(actor=SYSTEM, entry=cast.entries["saara eino"], source="tests", at=end)
    at(monkeypatch, end - INSTANT)
    saara = sign_in(cast.saara)
    act_for(saara, cast.eino)
    assert "You act for Eino (5)" in text(saara, path)
    at(monkeypatch, end)
    assert "Eino" not in text(saara, path)


def test_a_right_that_ends_between_the_page_and_the_act_is_refused_in_the_same_words(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = clock.now() + timedelta(minutes=5)
    end_representation(actor=SYSTEM, entry=cast.entries["saara eino"], source="tests", at=end)
    at(monkeypatch, end - INSTANT)
    saara = sign_in(cast.saara)
    act_for(saara, cast.eino)
    # The right holds when the request looks it up and has ended when the ledger does.
    monkeypatch.setattr("consent.ledger.changes.clock", type("Later", (), {"now": staticmethod(lambda: end)}))
    assert decide(saara, "give", cast.eino).status_code == 302
    assert not PermissionChange.objects.exists()
    at(monkeypatch, end)
    assert str(NEUTRAL) in text(saara, "/")


@pytest.mark.law("Data Protection Act 1050/2018", "5 §", "a guardian's consent ends at midnight of the birthday")
def test_a_guardians_consent_pauses_at_midnight_when_the_child_turns_thirteen(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = birthday_of(cast.eino, 13)
    at(monkeypatch, midnight - INSTANT)
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    assert verbs(aino) == ["give", "refuse"]
    decide(aino, "give", cast.eino)
    assert permission_of(cast.eino.subject, CONSENT, clock.now()).state is State.GRANTED
    at(monkeypatch, midnight)
    assert permission_of(cast.eino.subject, CONSENT, clock.now()).state is State.EXPIRED
    assert verbs(aino) == []
    decide(aino, "give", cast.eino)
    assert PermissionChange.objects.count() == 1
    # The young person is asked anew, and sees what was decided for them.
    eino = sign_in(cast.eino)
    assert verbs(eino) == ["give"]
    assert "Consent given" in text(eino, "/history/")


def test_each_activity_has_its_own_age(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    midnight = birthday_of(cast.oona, 15)
    at(monkeypatch, midnight - INSTANT)
    oona, aino = sign_in(cast.oona), sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert (verbs(oona, CONSENT), verbs(oona, "trial-all-guardians")) == (["give", "refuse"], [])
    assert verbs(aino, "trial-all-guardians") == ["give", "refuse"]
    at(monkeypatch, midnight)
    assert verbs(oona, "trial-all-guardians") == ["give", "refuse"]
    assert verbs(aino, "trial-all-guardians") == []


def test_at_eighteen_nobody_is_a_guardian_even_if_the_register_is_behind(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = birthday_of(cast.oona, 18)
    RegisterEntry.objects.filter(pk=cast.entries["aino oona"]).update(valid_until=midnight + timedelta(days=9))
    at(monkeypatch, midnight - INSTANT)
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert "You act for Oona (17)" in text(aino, "/")
    at(monkeypatch, midnight)
    assert "Oona" not in text(aino, "/")
    assert RegisterEntry.objects.filter(kind=RepresentationKind.GUARDIAN, valid_until__gt=midnight).exists()


@pytest.mark.law("Administrative Procedure Act 434/2003", "14 §", "at 15 a young person objects beside the guardian")
def test_from_fifteen_a_young_person_objects_where_a_guardian_still_decides(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests import trial_manifest
    from tests.cast import load_manifest

    manifest = trial_manifest.manifest()
    for activity in manifest["activities"]:
        if activity["code"] == "trial-task":
            activity["child_rule"] = {"own_decision_from": 18, "guardians": "any"}
    load_manifest(actor=SYSTEM, manifest=manifest)
    midnight = birthday_of(cast.oona, 15)
    at(monkeypatch, midnight - INSTANT)
    oona = sign_in(cast.oona)
    assert verbs(oona, "trial-task") == []
    decide(oona, "object", cast.oona, "trial-task")
    assert not PermissionChange.objects.exists()
    at(monkeypatch, midnight)
    assert verbs(oona, "trial-task") == ["object"]
    decide(oona, "object", cast.oona, "trial-task")
    assert card(oona, "trial-task").state is State.OBJECTED
    # What she decided herself is hers to know, although a guardian has a say in the matter too.
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert card(aino, "trial-task").hidden

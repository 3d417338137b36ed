"""Opening one person: no reason, no record; and the person is told when, in which role and why."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.core.errors import Invalid, NotAllowed
from consent.ledger.actions.view_as_staff import record_staff_view
from consent.ledger.models import PermissionChange, StaffView, Use
from consent.people.actions.open_account import open_account
from consent.people.actors import Actor
from consent.people.models import Account
from tests.audit.conftest import Look
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import SYSTEM, Cast, Person

WHY = "A complaint about odd looks, case 12."


def address(event: int) -> str:
    return f"/audit/events/{event}/person/"


@pytest.fixture
def of_aino(cast: Cast, look: Look) -> str:
    """The address of the person behind a look at Aino's data."""
    look(cast.aino)
    return address(Use.objects.get().event_id)


def resident(person: Person) -> Client:
    opened = open_account(
        actor=SYSTEM, username=f"r-{person.subject}", display_name="Somebody", language="en", resident=person.subject
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(pk=opened))
    return client


@pytest.mark.law("GDPR", "5(2)", "a person's record opens only after a reason has been recorded")
def test_without_a_reason_there_is_only_the_form(cast: Cast, dpo: Client, of_aino: str) -> None:
    for query in ("", "?show=uses", "?show=nothing", "?reason=I+want+to+see+it"):
        page = dpo.get(of_aino + query).content.decode()
        assert "Why do you need to open this record?" in page
        assert "Aino" not in page
        assert "trial-contract" not in page
    assert not StaffView.objects.exists()


@pytest.mark.parametrize("reason", ["", "short", "         x         ", "x" * 501, "a reason\0with nothing"])
def test_a_reason_that_says_nothing_opens_nothing(cast: Cast, dpo: Client, of_aino: str, reason: str) -> None:
    answer = dpo.post(of_aino, {"reason": reason})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not StaffView.objects.exists()
    assert "Aino" not in dpo.get(of_aino).content.decode()


def test_a_reason_opens_the_record_which_no_cache_keeps(cast: Cast, dpo: Client, of_aino: str) -> None:
    answer = dpo.post(of_aino, {"reason": WHY}, follow=True)
    page = answer.content.decode()
    assert "Aino Virtanen" in page
    assert "no-store" in answer["Cache-Control"]
    assert str(cast.aino.subject) not in page
    view = StaffView.objects.get()
    assert (view.subject, view.what, view.role) == (cast.aino.subject, "record", "dpo")
    assert WHY.encode() not in bytes(view.sealed)
    assert "Trial of trial-contract" in dpo.get(f"{of_aino}?show=uses").content.decode()
    assert "Consent given" in dpo.get(f"{of_aino}?show=decisions").content.decode()
    assert "Eino Virtanen" in dpo.get(f"{of_aino}?show=representation").content.decode()
    assert dpo.get(f"{of_aino}?show=nothing").status_code == 400


def test_a_reason_grows_old(cast: Cast, dpo: Client, of_aino: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dpo.post(of_aino, {"reason": WHY})
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
    assert "Aino" not in dpo.get(of_aino).content.decode()


def test_one_officers_reason_opens_nothing_for_another_nor_another_person(
    cast: Cast, dpo: Client, look: Look, of_aino: str
) -> None:
    dpo.post(of_aino, {"reason": WHY})
    colleague = open_account(actor=SYSTEM, username="dpo-two", display_name="D", language="en", roles=[("dpo", None)])
    other = Client(headers={"accept-language": "en"})
    other.force_login(Account.objects.get(pk=colleague))
    assert "Aino" not in other.get(of_aino).content.decode()
    look(cast.mikko)
    mikko = address(Use.objects.get(subject=cast.mikko.subject).event_id)
    assert "Mikko" not in dpo.get(mikko).content.decode()


def test_an_event_about_nobody_and_one_that_is_not_there_are_the_same(cast: Cast, dpo: Client) -> None:
    notice = dpo.get("/audit/events/?kind=notice.published").context["events"][0]
    assert not notice.about_person
    assert dpo.get(address(notice.event_id)).status_code == dpo.get(address(10**9)).status_code == 404
    assert dpo.post(address(10**9), {"reason": WHY}).status_code == 404
    assert dpo.get(address(10**30)).status_code == 404


@pytest.mark.law("GDPR", "15", "the person sees that supervision looked, when and why, and not who (C-579/21)")
def test_the_person_sees_when_in_which_role_and_why(cast: Cast, dpo: Client, of_aino: str) -> None:
    dpo.post(of_aino, {"reason": WHY})
    page = resident(cast.aino).get("/uses/").content.decode()
    assert "A data protection officer looked at the record" in page
    assert WHY in page
    view = StaffView.objects.get()
    assert view.actor_name not in page
    assert "looked at the record" not in resident(cast.mikko).get("/uses/").content.decode()


def test_a_guardian_sees_it_for_the_child_and_not_for_a_young_person(cast: Cast, dpo: Client, look: Look) -> None:
    for child in (cast.eino, cast.oona):
        look(child)
        event = Use.objects.get(subject=child.subject).event_id
        dpo.post(address(event), {"reason": WHY})
    aino = resident(cast.aino)
    assert WHY not in aino.get("/uses/").content.decode()
    aino.post("/acting/", {"person": str(cast.eino.subject)})
    assert WHY in aino.get("/uses/").content.decode()
    aino.post("/acting/", {"person": str(cast.oona.subject)})
    assert WHY not in aino.get("/uses/").content.decode()
    assert WHY in resident(cast.oona).get("/uses/").content.decode()


@pytest.mark.parametrize("show", ["permissions", "uses", "decisions", "representation"])
@pytest.mark.parametrize("number", [5, 500])
def test_a_part_of_the_record_takes_few_statements(
    cast: Cast, dpo: Client, look: Look, of_aino: str, number: int, show: str
) -> None:
    look(cast.aino, times=number)
    dpo.post(of_aino, {"reason": WHY})
    with CaptureQueriesContext(connection) as asked:
        assert "Aino Virtanen" in dpo.get(f"{of_aino}?show={show}").content.decode()
    assert len(asked) <= 8, [one["sql"][:90] for one in asked]


def test_every_event_with_a_person_leads_to_that_person(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino)
    change = PermissionChange.objects.get()
    assert dpo.get(address(change.event_id)).status_code == 200
    for row in dpo.get("/audit/events/").context["events"]:
        assert (dpo.get(address(row.event_id)).status_code == 200) == row.about_person


def test_only_staff_record_a_look_and_only_with_a_reason(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        record_staff_view(actor=cast.aino.actor, subject=cast.eino.subject, what="record", reason=WHY)
    with pytest.raises(NotAllowed):
        record_staff_view(actor=SYSTEM, subject=cast.eino.subject, what="record", reason=WHY)
    assert not StaffView.objects.exists()


def test_nobody_else_opens_a_person(cast: Cast, of_aino: str) -> None:
    registrar = staff("registrar")
    assert registrar.get(of_aino).status_code == registrar.post(of_aino, {"reason": WHY}).status_code == 403
    assert not re.search("Aino", registrar.get(of_aino).content.decode())
    assert not StaffView.objects.exists()


@pytest.mark.parametrize(("what", "reason"), [("everything", WHY), ("record", "too short"), ("record", "x" * 501)])
def test_the_action_itself_refuses_a_poor_reason(cast: Cast, what: str, reason: str) -> None:
    opened = open_account(actor=SYSTEM, username="d3", display_name="D", language="en", roles=[("dpo", None)])
    with pytest.raises(Invalid):
        record_staff_view(
            actor=Actor.of_account(Account.objects.get(pk=opened)), subject=cast.aino.subject, what=what, reason=reason
        )

"""A national portal is told who used somebody's data: the person sees that it was, and for whom it said it asked."""

from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from consent.api.adapters.config import AdaptersConfig
from consent.core.errors import NotAllowed
from consent.ledger.actions.view_as_staff import record_staff_view
from consent.ledger.actions.view_through_portal import record_portal_view
from consent.ledger.staff_view_queries import looks_at
from consent.people.actors import Actor
from tests.api.test_a_national_portal_finds_uses import find, look
from tests.audit.test_a_registrar_reads_the_register import staff as member_of_staff
from tests.cast import Cast, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import act_for, text

KAISA = Actor(kind="staff", account=UUID(int=7), subject=None, name="Kaisa")
OTHER = "Shown in a national portal, to somebody who acts for the person"


@pytest.fixture
def portal(cast: Cast, settings: Any) -> str:
    """The adapter switched on, and the token of the client that speaks for the national portal."""
    settings.ADAPTERS = AdaptersConfig(data_tracker=True)
    return token_for("trial", "uses:find")


@pytest.mark.law("GDPR", "5(2)", "what a national portal is told about a person is recorded, and the person sees it")
def test_the_person_sees_that_a_portal_was_told(cast: Cast, portal: str, sign_in: SignIn) -> None:
    look(cast.eino)
    told = [find(Client(), portal, cast.aino, cast.eino), find(Client(), portal, cast.eino)]
    assert [answer.json()["totalUsages"] for answer in told] == [1, 1]
    assert find(Client(), portal, cast.mikko, cast.eino).json()["totalUsages"] == 0
    assert [view.own for view in looks_at(cast.eino.subject).through_portal] == [
        True,
        False,
    ]  # nothing was told to Mikko
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    for path in ("/uses/", "/take/print/"):
        assert text(aino, path).count(OTHER) == 1
    for path, said in (("/take/uses.csv", OTHER), ("/take/permissions.jsonld", '"mydata:forThePerson":false')):
        assert b"".join(aino.get(path).streaming_content).decode().count(said) == 1  # type: ignore[attr-defined]
    call_command("verify_log", stdout=StringIO())


def test_an_officer_finds_them_by_kind(cast: Cast, portal: str) -> None:
    find(Client(), portal, cast.aino)
    officer = member_of_staff("dpo")
    rows = officer.get("/audit/events/?kind=portal.viewed").content.decode().partition("<tbody")[2]
    assert rows.count("To the person") == 1
    assert "To the person" not in officer.get("/audit/events/?kind=staff.viewed").content.decode()


def test_a_portal_cannot_crowd_out_what_staff_did(cast: Cast, portal: str) -> None:
    record_staff_view(actor=KAISA, subject=cast.aino.subject, what="record", reason="A complaint, case 12.")
    for _ in range(21):
        find(Client(), portal, cast.aino)
    assert [view.reason for view in looks_at(cast.aino.subject).by_staff] == ["A complaint, case 12."]
    assert len(looks_at(cast.aino.subject).through_portal) == 20


def test_nobody_signed_in_records_one(cast: Cast) -> None:
    for actor in (KAISA, cast.aino.actor):
        with pytest.raises(NotAllowed):
            record_portal_view(actor=actor, client="portal", subject=cast.eino.subject, own=False)

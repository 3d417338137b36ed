"""An officer sees how a campaign goes, in counts; another department's campaign is not there."""

import uuid

import pytest
from django.test import Client

from consent.people.actors import Actor
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.vocabulary import AnsweredBy, Choice
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from tests.cast import SYSTEM
from tests.desk.conftest import member_of
from tests.proactive.conftest import CLIENT, DEPARTMENT, MANIFESTS, OFFICER, Town, draft, send_all


def resident(subject: uuid.UUID) -> Actor:
    """This function will return a resident who acts for themselves."""
    return Actor(kind="resident", account=None, subject=subject, name="")


def text(response: object) -> str:
    """This function will return a page as text."""
    return response.content.decode()  # type: ignore[attr-defined]


def test_an_officer_sees_the_funnel_and_the_rules(officer: Client, town: Town) -> None:
    ada = town.offer(town.ada)
    town.offer(town.ida)
    town.offer(town.eino, inputs={"birth_date": "2015-05-03", "lives_here": True})
    send_all()
    answer_offer(actor=resident(town.pia.subject), offer=ada.id, choice=Choice.ACCEPT, channel=AnsweredBy.PORTAL)
    listed = text(officer.get("/campaigns/"))
    assert "Pre-primary 2027" in listed
    assert "1 (50\N{NO-BREAK SPACE}%)" in listed
    page = text(officer.get(f"/campaigns/{town.campaign.id}/"))
    assert "Born in 2021 (en)" in page
    assert "1 (50\N{NO-BREAK SPACE}%)" in page
    assert "1 (100\N{NO-BREAK SPACE}%)" in page
    file = officer.get(f"/campaigns/{town.campaign.id}/funnel.csv")
    lines = text(file).splitlines()
    assert lines[1:] == [
        '"Qualify","2"', '"May be asked","2"', '"Sent","2"', '"Came through","0"', '"Answered","1"', '"Accepted","1"',
        '"Got the service","0"',
    ]  # fmt: skip
    for name in ("Ada", "Ida", "Eino", "Pia"):
        assert name not in listed + page + text(file)


def test_an_officer_is_told_what_a_campaign_lacks(officer: Client, town: Town) -> None:
    lacking = draft(round="2028", duty_ref="", benefit_city={"fi": "", "sv": "", "en": ""}, rules="nowhere")
    made = create_campaign(actor=OFFICER, client=CLIENT, department=DEPARTMENT, draft=lacking)
    page = text(officer.get(f"/campaigns/{made.id}/"))
    assert "The campaign cannot start yet" in page
    assert "Published rules say who qualifies" in page
    assert "It is said what the family and the city gain" in page
    assert "The city has the data" not in page


@pytest.mark.parametrize("tail", ["", "funnel.csv", "queue/", "letters/"])
def test_another_department_finds_no_such_campaign(officer: Client, town: Town, tail: str) -> None:
    load_manifest(actor=SYSTEM, manifest=read_manifest(MANIFESTS / "library" / "manifest.yaml"))
    librarian = member_of("library", "librarian")
    assert officer.get(f"/campaigns/{town.campaign.id}/{tail}").status_code == 200
    assert librarian.get(f"/campaigns/{town.campaign.id}/{tail}").status_code == 404
    assert librarian.get(f"/campaigns/{uuid.uuid4()}/{tail}").status_code == 404
    assert "has no campaigns" in text(librarian.get("/campaigns/"))


def test_the_list_costs_the_same_for_many_people(
    officer: Client, town: Town, django_assert_max_num_queries: object
) -> None:
    for who in (town.ada, town.ida, town.eino):
        town.offer(who)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        officer.get(f"/campaigns/{town.campaign.id}/")

"""A family calls: the officer opens the offer by its code, says why, and records what they said."""

import uuid

import pytest
from django.test import Client

from consent.ledger.staff_view_queries import looks_at
from consent.proactive.queries import offer
from consent.proactive.read_models import OfferView
from consent.proactive.vocabulary import AnsweredBy, OfferState
from tests.desk.conftest import member_of
from tests.desk.test_an_officer_follows_a_campaign import text
from tests.proactive.conftest import Later, Town, send_all

WHY = "The family called about the offer"


@pytest.fixture
def sent(town: Town) -> OfferView:
    """Ada's offer, sent to Pia."""
    made = town.offer(town.ada)
    send_all()
    return made


def opened(officer: Client, town: Town, code: str, reason: str = WHY) -> object:
    """This function will open an offer by its code."""
    return officer.post(f"/campaigns/{town.campaign.id}/find/", {"code": code, "reason": reason})


@pytest.mark.law("GDPR", "15", "whose offer an officer opens sees when, in which role and why")
def test_the_family_sees_that_the_offer_was_opened_and_why(officer: Client, town: Town, sent: OfferView) -> None:
    response = opened(officer, town, f" {sent.code.lower()} ")
    assert response.status_code == 302  # type: ignore[attr-defined]
    page = text(officer.get(response["Location"]))  # type: ignore[index]
    assert "Ada Virtanen" in page
    assert "Pia Virtanen" in page
    assert "Born in 2021 (en)" in page
    looks = looks_at(town.ada.subject).by_staff
    assert [(look.role, look.reason) for look in looks] == [("officer", WHY)]


def test_nothing_opens_without_a_reason_or_with_a_wrong_code(officer: Client, town: Town, sent: OfferView) -> None:
    for code, reason in ((sent.code, ""), (sent.code, "short"), ("ZZZZ", WHY), ("", WHY)):
        response = opened(officer, town, code, reason)
        assert response.status_code == 422  # type: ignore[attr-defined]
        assert "Ada" not in text(response)
    assert officer.get(f"/campaigns/{town.campaign.id}/offers/{sent.id}/").status_code == 302
    assert not looks_at(town.ada.subject).by_staff


def test_a_reason_opens_the_offer_for_ten_minutes(officer: Client, town: Town, sent: OfferView, later: Later) -> None:
    opened(officer, town, sent.code)
    address = f"/campaigns/{town.campaign.id}/offers/{sent.id}/"
    later(minutes=9)
    assert officer.get(address).status_code == 200
    later(minutes=2)
    assert officer.get(address).status_code == 302


def test_an_officer_records_what_a_guardian_says(officer: Client, town: Town, sent: OfferView) -> None:
    opened(officer, town, sent.code)
    address = f"/campaigns/{town.campaign.id}/offers/{sent.id}/"
    assert officer.post(f"{address}answer/", {"choice": "A"}).status_code == 422
    assert officer.post(f"{address}answer/", {"who": "7", "choice": "A"}).status_code == 422
    assert offer(sent.id).state is OfferState.SENT
    response = officer.post(f"{address}answer/", {"who": "0", "choice": "A"})
    assert response.status_code == 302
    now = offer(sent.id)
    assert (now.state, now.answered_through, now.answered_by) == (
        OfferState.ACCEPTED, AnsweredBy.DESK, town.pia.subject,
    )  # fmt: skip
    assert "Recorded: the family takes the offer." in text(officer.get(address))


def test_an_officer_who_did_not_say_why_records_nothing(officer: Client, town: Town, sent: OfferView) -> None:
    response = officer.post(f"/campaigns/{town.campaign.id}/offers/{sent.id}/answer/", {"who": "0", "choice": "A"})
    assert response.status_code == 302
    assert offer(sent.id).state is OfferState.SENT


def test_another_departments_officer_opens_nothing(town: Town, sent: OfferView) -> None:
    stranger = member_of("library", "librarian")
    assert opened(stranger, town, sent.code).status_code == 404  # type: ignore[attr-defined]
    for tail in ("", "answer/"):
        address = f"/campaigns/{town.campaign.id}/offers/{sent.id}/{tail}"
        response = stranger.post(address, {"who": "0", "choice": "A"}) if tail else stranger.get(address)
        assert response.status_code == 404
    assert not looks_at(town.ada.subject).by_staff


def test_an_offer_that_is_not_there_is_not_found(officer: Client, town: Town) -> None:
    assert officer.get(f"/campaigns/{town.campaign.id}/offers/{uuid.uuid4()}/").status_code == 404

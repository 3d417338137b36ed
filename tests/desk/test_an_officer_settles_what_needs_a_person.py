"""The human queue and the letters: what no rule may decide, and whom no message reached."""

import uuid

from django.test import Client

from consent.ledger.staff_view_queries import looks_at
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.vocabulary import Channel as Told
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.actions.deliver_decisions import deliver_due
from consent.proactive.decision_queries import letters_waiting
from consent.proactive.queries import offer
from consent.proactive.task_queries import tasks_open
from consent.proactive.vocabulary import AnsweredBy, Choice, OfferState
from tests.cast import SYSTEM, years_ago
from tests.desk.test_an_officer_follows_a_campaign import resident, text
from tests.proactive.conftest import BORN, DEPARTMENT, OFFICER, Town, enrolled, guard, send_all


def test_guardians_who_differ_are_agreed_with_and_recorded(officer: Client, town: Town) -> None:
    made = town.offer(town.eino)
    send_all()
    for guardian, choice in ((town.aino, Choice.ACCEPT), (town.saara, Choice.DECLINE)):
        answer_offer(actor=resident(guardian.subject), offer=made.id, choice=choice, channel=AnsweredBy.PORTAL)
    (matter,) = tasks_open(DEPARTMENT, town.campaign.id)
    address = f"/campaigns/{town.campaign.id}/queue/"
    page = text(officer.get(address))
    assert "The guardians answered differently" in page
    assert made.code in page
    settle = f"{address}{matter.id}/done/"
    assert officer.post(settle, {}).status_code == 422
    assert officer.post(settle, {"how": "stands"}).status_code == 422
    assert offer(made.id).state is OfferState.CONFLICTING
    assert officer.post(settle, {"how": "answered:B", "note": "Spoke with both"}).status_code == 302
    assert offer(made.id).state is OfferState.DECLINED
    assert "Nothing needs a person now." in text(officer.get(address))


def test_a_matter_that_is_not_there_is_not_found(officer: Client, town: Town) -> None:
    assert officer.post(f"/campaigns/{town.campaign.id}/queue/{uuid.uuid4()}/done/", {"how": "done"}).status_code == 404


def test_a_letter_is_made_only_after_a_reason_that_its_reader_sees(officer: Client, town: Town) -> None:
    silent = enrolled("Sisko", years_ago(30), 931, phone="", street_address="Kotikatu 1", postal_code="00100")
    child = enrolled("Lapsi", BORN, 932, phone="")
    guard(silent, child)
    town.offer(child)
    send_all()
    address = f"/campaigns/{town.campaign.id}/letters/"
    page = text(officer.get(address))
    assert "1 letter to send" in page
    assert "Sisko" not in page
    assert officer.post(address, {"reason": "print"}).status_code == 422
    printed = text(officer.post(address, {"reason": "No telephone number is known"}))
    assert "Sisko Virtanen" in printed
    assert "Kotikatu 1" in printed
    assert "Lapsi" not in printed
    assert [look.reason for look in looks_at(silent.subject).by_staff] == ["No telephone number is known"]


def test_a_decision_on_paper_is_printed_and_noted_as_posted_once(officer: Client, town: Town) -> None:
    set_preferences(actor=town.pia.actor, subject=town.pia.subject, channel=Told.LETTER)
    made = town.offer(town.ada)
    answer_offer(actor=resident(town.pia.subject), offer=made.id, choice=Choice.ACCEPT, channel=AnsweredBy.PORTAL)
    close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=town.campaign.id)
    deliver_due(actor=SYSTEM)
    (letter,) = letters_waiting(DEPARTMENT, town.campaign.id)
    address = f"/campaigns/{town.campaign.id}/letters/"
    assert "1 letter to send" in text(officer.get(address))
    printed = text(officer.post(address, {"reason": "The decision goes out on paper"}))
    assert "Pia Virtanen" in printed
    assert str(letter.delivery) in printed
    assert officer.post(f"{address}posted/", {"letters": "nonsense"}).status_code == 400
    assert officer.post(f"{address}posted/", {"letters": str(uuid.uuid4())}).status_code == 400
    assert letters_waiting(DEPARTMENT, town.campaign.id)
    assert officer.post(f"{address}posted/", {"letters": str(letter.delivery)}).status_code == 302
    assert not letters_waiting(DEPARTMENT, town.campaign.id)
    assert "No letter is needed now." in text(officer.get(address))

"""Why an offer was made or not, what the city decided, and what a family says afterwards."""

import json

import pytest

from consent.core.vocabulary import Channel
from consent.ledger.actions.restrict import restrict_activity
from consent.people.models import Resident
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.models import HumanTask
from consent.proactive.queries import offer as offer_now
from consent.proactive.queries import offer_events
from consent.proactive.read_models import OfferView
from consent.proactive.vocabulary import Mode, OfferState
from tests.cast import SYSTEM
from tests.portal.offering import Enter, answer, page, said
from tests.portal.offering import enter as enter
from tests.portal.offering import sms as sms
from tests.portal.offering import town as town
from tests.portal.steps import text
from tests.proactive.conftest import DEPARTMENT, OFFICER, Later, Town, rules, started
from tests.proactive.conftest import later as later


@pytest.mark.law("GDPR", "15(1)(h)", "the logic of an offer is told: rules with their version, inputs, met or not")
def test_why_me_names_the_rules_their_version_and_what_they_were_given(town: Town, enter: Enter) -> None:
    offer = town.offer(town.eino)
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules(2020))
    body = text(enter(town.aino, town.eino), page(offer, "why/"))
    for told in (
        "Why was this offered?", "Rules: preschool-age, version 1", "Born in 2021 (en)",
        "Date of birth (en): 3 May 2021", "Lives in the city (en): yes", "Nobody is scored",
    ):  # fmt: skip
        assert told in body, told
    assert "Born in 2020" not in body
    assert "Not met" not in body


def test_why_not_me_names_the_rule_that_was_not_met_and_a_person_may_look(town: Town, enter: Enter) -> None:
    none = town.offer(town.eino, inputs={"birth_date": "2020-05-03", "lives_here": True})
    aino = enter(town.aino, town.eino)
    assert aino.get("/offers/").context["none"][0].id == none.id
    body = text(aino, page(none, "why/"))
    assert "Why was this not offered?" in body
    assert "One of the rules was not met." in body
    assert "Not met" in body
    assert "Ask a person to look again" in body
    sent = aino.post(page(none, "review/"), {"person": str(town.eino.subject)}, follow=True)
    assert "A person in the city looks at the matter" in said(sent)
    assert list(HumanTask.objects.values_list("offer", "kind")) == [(none.id, "review")]
    again = aino.post(page(none, "review/"), {"person": str(town.eino.subject)}, follow=True)
    assert "sent already" in said(again)


def test_where_the_ledger_refused_nothing_was_looked_at_and_the_reason_is_told(town: Town, enter: Enter) -> None:
    restrict_activity(
        actor=OFFICER, subject=town.eino.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )
    none = town.offer(town.eino)
    body = text(enter(town.aino, town.eino), page(none, "why/"))
    assert "nothing about you was looked at" in body
    assert "The use of the data was restricted." in body
    assert "The rules, one by one" not in body


def decided(town: Town, enter: Enter, later: Later) -> OfferView:
    """This function will let Aino accept for Eino and close the campaign."""
    offer = town.offer(town.eino)
    answer(enter(town.aino, town.eino), offer, "A", town.eino)
    later(days=15)
    close_campaign(actor=SYSTEM, department=DEPARTMENT, campaign=town.campaign.id)
    return offer_now(offer.id)


@pytest.mark.law(
    "Administrative Procedure Act",
    "44",
    "a decision tells authority, reasons, legal basis and how to appeal, on one page",
)
def test_the_decision_is_read_with_its_reasons_and_appeal(town: Town, enter: Enter, later: Later) -> None:
    offer = decided(town, enter, later)
    assert offer.state is OfferState.GRANTED
    aino = enter(town.aino, town.eino)
    assert page(offer, "decision/") in text(aino, page(offer))
    body = text(aino, page(offer, "decision/"))
    for told in ("Oikaisuvaatimusohje", "Perustelut", "628/1998", "Etelän esikoulu", str(offer.id), 'lang="fi"'):
        assert told in body, told
    assert "Ask a person to look again" not in body, "this one was not decided by rules alone"
    swedish = text(enter(town.saara, town.eino, "sv"), page(offer, "decision/"))
    assert "Anvisning om begäran om omprövning" in swedish


def test_an_offer_without_a_decision_has_no_decision_page(town: Town, enter: Enter) -> None:
    assert enter(town.aino, town.eino).get(page(town.offer(town.eino), "decision/")).status_code == 404


def test_each_guardian_says_once_how_it_went(town: Town, enter: Enter, later: Later) -> None:
    offer, aino = decided(town, enter, later), enter(town.aino, town.eino)
    assert "How did this go?" in text(aino, page(offer))
    body = {"person": str(town.eino.subject), "rating": "5", "comment": "Helppoa.\r\nKiitos!"}
    assert "Choose a number" in said(aino.post(page(offer, "rate/"), body | {"rating": "6"}, follow=True))
    assert "Nothing was saved" in said(aino.post(page(offer, "rate/"), body | {"comment": "x" * 1_001}, follow=True))
    assert "Your feedback was saved" in said(aino.post(page(offer, "rate/"), body, follow=True))
    assert "nothing changed" in said(aino.post(page(offer, "rate/"), body, follow=True))
    assert "How did this go?" not in text(aino, page(offer))
    assert "How did this go?" in text(enter(town.saara, town.eino), page(offer))
    rated = offer_events(offer.id)[-1].text or ""
    assert json.loads(rated) == {"rating": 5, "comment": "Helppoa.\nKiitos!"}


def test_an_open_offer_asks_for_no_opinion(town: Town, enter: Enter) -> None:
    offer, aino = town.offer(town.eino), enter(town.aino, town.eino)
    assert "How did this go?" not in text(aino, page(offer))
    sent = aino.post(page(offer, "rate/"), {"person": str(town.eino.subject), "rating": "5"}, follow=True)
    assert "Nothing was saved" in said(sent)


@pytest.mark.law("GDPR", "22(3)", "what was granted by rules alone is refused with one tap, or looked at by a person")
def test_what_was_given_unasked_is_refused_with_one_tap_or_looked_at(town: Town, enter: Enter) -> None:
    texts = dict.fromkeys(("fi", "sv", "en"), "{service}: {place} {url} {code}")
    campaign = started(code="given-unasked", mode=Mode.AUTOMATIC, texts=texts)
    (offer,) = town.hand_in(town.candidate(town.eino), campaign=campaign)
    assert isinstance(offer, OfferView)
    aino = enter(town.aino, town.eino)
    body = text(aino, page(offer))
    assert "gives this without an application" in body
    assert 'type="radio" id="choice-a"' not in body
    assert "Ask a person to look again" in text(aino, page(offer, "decision/"))
    refused = answer(aino, offer, "B", town.eino)
    assert "you declined the offer" in said(refused)
    assert offer_now(offer.id).state is OfferState.DECLINED


# What else tells of it


def test_the_history_tells_an_offers_steps(town: Town, enter: Enter) -> None:
    offer, aino = town.offer(town.eino), enter(town.aino, town.eino)
    answer(aino, offer, "B", town.eino)
    steps = aino.get("/history/").context["steps"]
    assert [(str(step.what), step.offer, step.service) for step in steps] == [
        ("Answered B: declined", offer.id, "Pre-primary"),
        ("Offer made", offer.id, "Pre-primary"),
    ]


@pytest.mark.law("GDPR", "15(3)", "the copy holds offers and non-offers: steps, inputs, answers, decision documents")
def test_the_copy_holds_offers_with_steps_answers_and_documents(town: Town, enter: Enter, later: Later) -> None:
    offer = decided(town, enter, later)
    saara = enter(town.saara, town.eino)
    saara.post(page(offer, "rate/"), {"person": str(town.eino.subject), "rating": "1", "comment": "Secret"})
    taken = b"".join(enter(town.aino, town.eino).get("/take/permissions.jsonld").streaming_content).decode()
    (node,) = [one for one in json.loads(taken)["@graph"] if one["@type"] == "mydata:Offer"]
    assert (node["mydata:state"], node["mydata:place"]) == ("granted", "Etelän esikoulu")
    steps = {step["mydata:event"]: step for step in node["mydata:steps"]}
    given = steps["offer.made"]["mydata:document"]["@value"]["inputs"]
    assert given == {"birth_date": "2021-05-03", "lives_here": True}
    assert steps["offer.answered"]["mydata:choice"] == "A"
    assert "fi" in steps["offer.decided"]["mydata:document"]["@value"]["texts"]
    assert "mydata:document" not in steps["offer.rated"], "another guardian's words are theirs"
    assert "Secret" not in taken
    assert str(town.saara.subject) not in taken


def test_the_copy_of_a_protected_child_tells_neither_times_nor_inputs_of_offers(town: Town, enter: Enter) -> None:
    Resident.objects.filter(pk=town.eino.subject).update(non_disclosure=True)
    town.offer(town.eino)
    taken = b"".join(enter(town.aino, town.eino).get("/take/permissions.jsonld").streaming_content)
    (node,) = [one for one in json.loads(taken)["@graph"] if one["@type"] == "mydata:Offer"]
    assert "mydata:place" not in node
    assert {frozenset(step) & {"dct:date", "mydata:document"} for step in node["mydata:steps"]} == {frozenset()}

"""A family reads an offer, answers A or B, changes its mind, and is told what the server did."""

import re

import pytest
from django.test import Client

from consent.core.vocabulary import Channel
from consent.ledger.actions.restrict import restrict_activity
from consent.people.actions.end_representation import end_representation
from consent.people.models import Resident
from consent.proactive.models import OfferEvent
from consent.proactive.queries import offer as offer_now
from consent.proactive.vocabulary import OfferState
from tests.cast import SYSTEM, Person, years_ago
from tests.portal.offering import Enter, answer, page, said
from tests.portal.offering import enter as enter
from tests.portal.offering import sms as sms
from tests.portal.offering import town as town
from tests.portal.steps import act_for, text
from tests.proactive.conftest import OFFICER, Later, Town, enrolled, guard
from tests.proactive.conftest import later as later


def restrict(person: Person) -> None:
    """This function will let an officer restrict the use of a person's data for the offer's purpose."""
    restrict_activity(
        actor=OFFICER, subject=person.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )


def test_an_open_offer_stands_on_the_front_page_and_first_in_the_list(town: Town, enter: Enter) -> None:
    aino = enter(town.aino)
    assert aino.get("/").context["offers_waiting"] == []
    offer = town.offer(town.eino)
    waiting = aino.get("/").context["offers_waiting"]
    assert [(one.text, one.first.id, one.here) for one in waiting] == [
        ("1 offer is waiting for Eino (5)", offer.id, False)
    ]
    cards = aino.get("/offers/").context["open"]
    assert [(card.id, str(card.standing.label), card.whose.label) for card in cards] == [
        (offer.id, "Waiting for an answer", "Eino (5)")
    ]
    assert enter(town.mikko).get("/").context["offers_waiting"] == []


def test_whoever_acts_for_themselves_is_first_asked_to_change_over(town: Town, enter: Enter) -> None:
    offer, aino = town.offer(town.eino), enter(town.aino)
    body = text(aino, page(offer))
    assert "This offer is for Eino (5)" in body
    assert "/answer/" not in body, "nobody answers for one person while acting for another"
    changed = aino.post("/acting/", {"person": str(town.eino.subject), "next": page(offer)})
    assert changed["Location"] == f"{page(offer)}#status"
    assert "You act for Eino (5)" in text(aino, page(offer))


@pytest.mark.law(
    "GDPR", "22", "an offer says what each answer and silence mean; neither is chosen, and no costs nothing"
)
def test_the_offer_says_what_each_answer_and_silence_mean_and_chooses_neither(town: Town, enter: Enter) -> None:
    offer = town.offer(town.eino)
    body = text(enter(town.aino, town.eino), page(offer))
    assert "checked" not in body
    assert len(re.findall(r'<input type="radio"[^>]+name="choice"', body)) == 2
    assert body.count(f'action="{page(offer, "answer/")}"') == 1
    for told in (
        "Etelän esikoulu", "Declining costs nothing", "Pre-primary education is compulsory", "If you do not answer",
        "https://city.example/form", "It gives no consent", "You can change the answer until",
        "Choose A or B for Eino (5)",
    ):  # fmt: skip
        assert told in body, told


def test_the_server_says_what_became_of_an_answer_and_of_another_one(town: Town, enter: Enter) -> None:
    offer, aino = town.offer(town.eino), enter(town.aino, town.eino)
    accepted = answer(aino, offer, "A", town.eino)
    assert "you accepted the offer" in said(accepted)
    assert "Accepted" in accepted.content.decode()
    assert aino.get("/").context["offers_waiting"] == []
    assert "nothing changed" in said(answer(aino, offer, "A", town.eino))
    assert "you declined the offer. Nothing was lost" in said(answer(aino, offer, "B", town.eino))
    assert offer_now(offer.id).state is OfferState.DECLINED
    answers = OfferEvent.objects.filter(offer=offer.id, kind="offer.answered").order_by("version")
    assert [(one.choice, one.channel, one.actor_subject) for one in answers] == [
        ("A", "portal", town.aino.subject),
        ("B", "portal", town.aino.subject),
    ]


@pytest.mark.parametrize("choice", ["", "C", "a", "AB"])
def test_without_a_or_b_nothing_is_sent(town: Town, enter: Enter, choice: str) -> None:
    offer = town.offer(town.eino)
    assert "Choose A or B" in said(answer(enter(town.aino, town.eino), offer, choice, town.eino))
    assert offer_now(offer.id).version == offer.version


def test_a_form_that_was_opened_for_somebody_else_answers_for_nobody(town: Town, enter: Enter) -> None:
    offer, aino = town.offer(town.eino), enter(town.aino, town.eino)
    act_for(aino, town.aino)
    assert "Nothing was saved" in said(answer(aino, offer, "A", town.eino))
    act_for(aino, town.eino)
    assert "Nothing was saved" in said(answer(aino, offer, "A", town.aino))
    assert offer_now(offer.id).choice is None


def test_who_comes_after_the_last_place_is_told_their_number_on_the_list(town: Town, enter: Enter) -> None:
    offers = [town.offer(child, pool="north") for child in (town.ada, town.ida, town.eino)]
    pia, aino = enter(town.pia, town.ada), enter(town.aino, town.eino)
    answer(pia, offers[0], "A", town.ada)
    act_for(pia, town.ida)
    answer(pia, offers[1], "A", town.ida)
    waits = answer(aino, offers[2], "A", town.eino)
    assert "You are number 1 on the waiting list" in said(waits)
    assert "Number 1 on the list" in waits.content.decode()
    answer(pia, offers[1], "B", town.ida)
    body = text(aino, page(offers[2]))
    assert offer_now(offers[2].id).state is OfferState.ACCEPTED
    assert "A place became free" in body


@pytest.mark.law("Act on Child Custody", "5", "guardians who answer differently: nothing is decided, a person calls")
def test_guardians_who_differ_are_told_that_a_person_calls(town: Town, enter: Enter) -> None:
    offer = town.offer(town.eino)
    answer(enter(town.aino, town.eino), offer, "A", town.eino)
    differs = answer(enter(town.saara, town.eino), offer, "B", town.eino)
    assert "The other guardian has answered differently" in said(differs)
    body = text(enter(town.aino, town.eino), page(offer))
    assert "Guardians answered differently" in body
    assert "Saara" not in body
    assert "By a guardian or other representative" in body


def test_after_the_deadline_the_ordinary_form_is_shown_and_no_answer_taken(
    town: Town, enter: Enter, later: Later
) -> None:
    offer = town.offer(town.eino)
    later(days=15)
    aino = enter(town.aino, town.eino)
    body = text(aino, page(offer))
    assert "/answer/" not in body
    assert "Time to answer is over" in body
    assert "Open the ordinary form" in body
    assert "the time to answer has ended" in said(answer(aino, offer, "A", town.eino))
    assert offer_now(offer.id).choice is None
    assert aino.get("/").context["offers_waiting"] == []


@pytest.mark.law("GDPR", "18(1)", "an offer whose permission went away stops at the answer, and the family sees why")
def test_an_offer_without_a_permission_stops_at_the_answer_and_says_why(town: Town, enter: Enter) -> None:
    offer, aino = town.offer(town.eino), enter(town.aino, town.eino)
    restrict(town.eino)
    stopped = answer(aino, offer, "A", town.eino)
    assert "the offer was stopped" in said(stopped)
    body = stopped.content.decode()
    assert "The permission to use the data was no longer there" in body
    assert "The use of the data was restricted." in body
    assert aino.get("/offers/").context["past"][0].id == offer.id


@pytest.mark.parametrize("more", ["", "why/", "decision/"])
def test_anothers_offer_is_the_same_as_none(town: Town, enter: Enter, more: str) -> None:
    offer, mikko = town.offer(town.eino), enter(town.mikko)
    foreign, unknown = mikko.get(page(offer, more)), mikko.get(f"/offers/{town.aino.subject}/{more}")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    for verb in ("answer/", "rate/", "review/"):
        body = {"person": str(town.eino.subject), "choice": "A", "rating": "5"}
        assert mikko.post(page(offer, verb), body).status_code == 404
        assert mikko.get(page(offer, verb)).status_code == 405
    assert offer_now(offer.id).version == offer.version
    assert mikko.get("/offers/").context["open"] == []


@pytest.mark.law("Act on Child Custody", "5", "who is no guardian any more sees and answers no offer of the child")
def test_a_guardian_whose_right_ended_sees_nothing_of_it(town: Town, enter: Enter) -> None:
    offer, saara = town.offer(town.eino), enter(town.saara, town.eino)
    assert saara.get(page(offer)).status_code == 200
    end_representation(actor=SYSTEM, entry=town.entries["saara eino"], source="court")
    assert saara.get(page(offer)).status_code == 404
    sent = saara.post(page(offer, "answer/"), {"person": str(town.eino.subject), "choice": "A"})
    assert sent.status_code == 404
    assert saara.get("/offers/").context["open"] == []


@pytest.mark.law("Act 661/2009", "36", "a place that would tell where a protected child is stands on no page")
def test_a_protected_childs_place_is_on_no_page(town: Town, enter: Enter) -> None:
    Resident.objects.filter(pk=town.eino.subject).update(non_disclosure=True)
    offer = town.offer(town.eino)
    for guardian in (town.aino, town.saara):
        browser = enter(guardian, town.eino)
        answer(browser, offer, "A", town.eino)
        for path in ("/offers/", page(offer), page(offer, "why/"), "/history/", "/take/permissions.jsonld", "/for-me/"):
            answered = browser.get(path)
            body = b"".join(answered.streaming_content) if answered.streaming else answered.content
            assert answered.status_code == 200
            assert "Etelän" not in body.decode(), path
    why = text(enter(town.saara, town.eino), page(offer, "why/"))
    assert "What the rules were given is not shown here." in why
    assert "3 May 2021" not in why


def test_an_unknown_method_and_a_stranger_to_the_city_get_in_nowhere(town: Town, enter: Enter) -> None:
    offer = town.offer(town.eino)
    visitor = Client()
    for path in ("/offers/", page(offer), page(offer, "why/"), "/for-me/", "/preferences/"):
        assert visitor.get(path).status_code == 302
    assert "no-store" in enter(town.aino, town.eino).get(page(offer))["Cache-Control"]


@pytest.mark.law("Data Protection Act", "5", "who decides alone answers alone, and a guardian sees nothing of it")
def test_a_young_person_answers_alone_and_a_child_reads_along(town: Town, enter: Enter) -> None:
    young, child = enrolled("Nuori", years_ago(16), 916), enrolled("Lapsi", years_ago(12), 917)
    for whom in (young, child):
        guard(town.aino, whom)
    own, parents = town.offer(young), town.offer(child)
    aino = enter(town.aino)
    assert aino.get(page(own)).status_code == 404
    assert [card.id for card in aino.get("/offers/").context["open"]] == [parents.id]
    assert "you accepted the offer" in said(answer(enter(young), own, "A", young))
    reads = enter(child)
    body = text(reads, page(parents))
    assert "Who answers this offer is decided by age" in body
    assert "/answer/" not in body
    assert reads.get("/").context["offers_waiting"] == []
    assert "Nothing was saved" in said(answer(reads, parents, "A", child))
    assert offer_now(parents.id).choice is None

"""A department hands its people in, and families are told in their own languages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.core.events import Kind
from consent.ledger.models import Use
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.queries import offer, offer_events
from consent.proactive.read_models import OfferView, Refusal
from consent.proactive.vocabulary import OfferState
from tests.cast import years_ago
from tests.proactive.conftest import Town, enrolled, guard, send_all


def test_both_guardians_are_told_each_in_their_own_language(town: Town) -> None:
    made = town.offer(town.eino)
    texts = {sms.number: sms.text for sms in send_all()}
    assert set(texts) == {town.phone(town.aino), town.phone(town.saara)}
    assert texts[town.phone(town.aino)].startswith("Esiopetus: Etelän esikoulu. Vastaa")
    assert texts[town.phone(town.saara)].startswith("Förskola: Etelän esikoulu. Svara")
    assert all(f"A {made.code} =" in text for text in texts.values())
    after = offer(made.id)
    assert (made.state, after.state, after.sent_at is None) == (OfferState.MADE, OfferState.SENT, False)


def test_twins_have_one_telephone_and_two_codes(town: Town) -> None:
    outcomes = town.hand_in(town.candidate(town.ada), town.candidate(town.ida))
    codes = {one.code for one in outcomes if isinstance(one, OfferView)}
    sent = send_all()
    assert len(codes) == len(sent) == 2
    assert {sms.number for sms in sent} == {town.phone(town.pia)}
    assert {code for code in codes for sms in sent if f"A {code}" in sms.text} == codes


def test_whoever_decides_alone_is_told_alone(town: Town) -> None:
    youth = enrolled("Onni", years_ago(16), 911)
    guard(town.aino, youth)
    town.offer(youth)
    assert [sms.number for sms in send_all()] == [town.phone(youth)]


def test_handing_in_again_changes_nothing(town: Town) -> None:
    first = town.offer(town.eino)
    again = town.hand_in(town.candidate(town.eino, pool="north"), town.candidate(town.eino))
    assert again == [first, first]
    assert OfferEvent.objects.count() == Offer.objects.count() == 1
    assert len(send_all()) == 2


def test_every_step_is_an_event_and_the_look_a_use_that_the_resident_sees(town: Town) -> None:
    made = town.offer(town.eino)
    send_all()
    assert [step.kind for step in offer_events(made.id)] == [Kind.OFFER_MADE, Kind.OFFER_SENT]
    uses = Use.objects.filter(subject=town.eino.subject).order_by("event_id")
    assert [use.category for use in uses] == [
        "child.birth_date", "child.placement", "home.address", "child.placement"
    ]  # fmt: skip
    assert {(use.client, use.department, use.allowed) for use in uses} == {("proactive", "education", True)}


@pytest.mark.law("GDPR", "5(1)(c)", "What the published rules have no use for is refused, not stored")
def test_an_input_that_no_rule_declares_is_refused(town: Town) -> None:
    inputs = {"birth_date": "2021-05-03", "lives_here": True, "income": 1200}
    assert town.hand_in(town.candidate(town.eino, inputs=inputs)) == [Refusal("undeclared_input", ("income",))]
    assert not Offer.objects.exists()


@pytest.mark.parametrize("value", ["3.5.2021", 20210503, ["2021-05-03"], {"a": 1}, "2021-05-03\x00", 1.5, True])
def test_an_input_of_another_kind_is_refused(town: Town, value: object) -> None:
    inputs = {"birth_date": value, "lives_here": True}
    assert town.hand_in(town.candidate(town.eino, inputs=inputs)) == [Refusal("bad_input", ("birth_date",))]


@pytest.mark.parametrize("place", ["x" * 41, "https://evil.example/", "Näe €", "010121A903X"])
def test_a_place_that_no_message_may_hold_is_refused(town: Town, place: str) -> None:
    assert town.hand_in(town.candidate(town.eino, place=place)) == [Refusal("bad_input", ("place",))]


def test_a_place_found_for_one_person_is_told_instead_of_the_pool(town: Town) -> None:
    made = town.offer(town.eino, place="Metsolan esikoulu")
    assert all("Metsolan" in sms.text for sms in send_all())
    assert offer(made.id).place == "Metsolan esikoulu"


@pytest.mark.parametrize("pool", ["", "west"])
def test_a_campaign_with_pools_gives_no_place_outside_them(town: Town, pool: str) -> None:
    assert town.hand_in(town.candidate(town.eino, pool=pool)) == [Refusal("no_such_pool")]


def test_many_are_selected_with_as_few_statements_as_two(town: Town) -> None:
    def statements(first: int, number: int) -> int:
        children = []
        for index in range(first, first + number):
            child = enrolled("Lapsi", years_ago(6, 40 + index), 920 + index, phone="")
            guard(enrolled("Vanhempi", years_ago(30, 40 + index), 920 + index), child)
            children.append(child)
        with CaptureQueriesContext(connection) as captured:
            town.hand_in(*(town.candidate(child) for child in children))
        return len(captured)

    few = statements(0, 2)
    # Only who shares a number with whom is asked of the register for numbers that more than one resident has.
    assert statements(10, 20) <= few + 1

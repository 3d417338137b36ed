"""Why me, and why not me: answered in plain words from what was kept, for old versions as for new ones."""

from typing import Any

import pytest

from consent import clock
from consent.core.errors import NotFound
from consent.core.vocabulary import Channel, Reason
from consent.ledger.actions.restrict import restrict_activity
from consent.people.models import Resident
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.explaining import explain, replay
from consent.proactive.figures import answers_over_time, funnel, undelivered, unreached
from consent.proactive.letters import letters
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.queries import offer, offers_in, offers_of_subject
from consent.proactive.vocabulary import OfferState
from tests.cast import years_ago
from tests.proactive.conftest import BORN, DEPARTMENT, OFFICER, Town, enrolled, guard, rules, send_all, started

OTHER = {"birth_date": "2020-01-31", "lives_here": True}


@pytest.mark.law("GDPR", "22", "an offer that a machine selected shows its logic")
@pytest.mark.law("GDPR", "22(3)", "Who is offered learns by which rules, and with what data of theirs")
def test_an_offer_tells_each_rule_and_what_it_was_given(town: Town) -> None:
    told = explain(town.offer(town.eino).id, "fi")
    assert (told.version, told.qualifies, told.kept, told.reason, told.permission) == (1, True, True, "", None)
    assert [(rule.words, rule.met) for rule in told.shown] == [
        ("Born in 2021 (fi)", True),
        ("Lives in the city (fi)", True),
    ]
    assert [(shown.words, shown.value) for rule in told.shown for shown in rule.inputs] == [
        ("Date of birth (fi)", "3.5.2021"),
        ("Lives in the city (fi)", "kyllä"),
    ]


@pytest.mark.law("GDPR", "15(1)(h)", "Who was not offered learns which rule was not met, or what was not known")
@pytest.mark.parametrize(
    ("inputs", "met"), [(OTHER, [False, True]), ({"birth_date": "2021-01-31"}, [True, None]), ({}, [None, None])]
)
def test_a_non_offer_tells_which_rule_was_not_met(town: Town, inputs: dict[str, Any], met: list[bool | None]) -> None:
    told = explain(town.offer(town.eino, inputs=inputs).id, "en")
    assert (told.qualifies, [rule.met for rule in told.shown]) == (False, met)


def test_old_rules_explain_old_offers(town: Town) -> None:
    old = town.offer(town.eino)
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules(2020))
    newer = started(round="2028")
    outcome = town.hand_in(town.candidate(town.eino), campaign=newer)[0]
    assert explain(old.id, "sv").shown[0].words == "Born in 2021 (sv)"
    told = explain(outcome.id, "sv")  # type: ignore[union-attr]
    assert (told.version, told.shown[0].words, told.shown[0].met) == (2, "Born in 2020 (sv)", False)
    assert replay(old.id)
    assert replay(outcome.id)  # type: ignore[union-attr]


def test_where_the_ledger_refused_its_reason_is_told(town: Town) -> None:
    restrict_activity(
        actor=OFFICER, subject=town.eino.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )
    made = town.offer(town.eino)
    told = explain(made.id, "en")
    assert (told.permission, told.qualifies) == (Reason.RESTRICTED, None)
    assert {rule.met for rule in told.shown} == {None}
    assert replay(made.id)


@pytest.mark.law("GDPR", "5(2)", "A selection can be replayed from what was kept of it")
def test_what_was_kept_cannot_be_read_or_altered_unseen(town: Town) -> None:
    made = town.offer(town.eino)
    row = OfferEvent.objects.get(offer=made.id)
    sealed = bytes(row.sealed or b"")
    assert b"2021" not in sealed
    assert replay(made.id)
    row.sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    from consent.proactive.views import event_views

    assert event_views([row])[0].text is None


def test_nothing_is_explained_of_what_is_not_there(town: Town) -> None:
    for ask in (lambda: explain(town.campaign.id, "fi"), lambda: replay(town.campaign.id)):
        with pytest.raises(NotFound):
            ask()


def test_a_page_of_offers_is_the_departments_own(town: Town) -> None:
    made = town.hand_in(*(town.candidate(one) for one in (town.eino, town.ada, town.ida)))
    first = offers_in(DEPARTMENT, town.campaign.id, limit=2)
    rest = offers_in(DEPARTMENT, town.campaign.id, limit=2, after=first.then)
    assert (first.more, rest.more) == (True, False)
    assert {one.id for one in (*first.rows, *rest.rows)} == {one.id for one in made}  # type: ignore[union-attr]
    assert {one.person for one in first.rows} <= {town.eino.pairwise_id, town.ada.pairwise_id, town.ida.pairwise_id}
    assert not offers_in("library", town.campaign.id).rows
    assert not offers_in(DEPARTMENT, town.campaign.id, states=[OfferState.LAPSED]).rows
    with pytest.raises(NotFound):
        offer(first.rows[0].id, department="library")
    assert [one.person for one in offers_of_subject([town.eino.subject])] == [""]


def test_the_funnel_counts_who_came_how_far(town: Town) -> None:
    town.hand_in(
        town.candidate(town.eino),
        town.candidate(town.ada, inputs=OTHER),
        town.candidate(town.ida, inputs={}),
        town.candidate(enrolled("Yksin", BORN, 915)),
    )
    send_all()
    told = funnel(town.campaign.id)
    assert (told.candidates, told.eligible, told.permitted, told.made, told.sent) == (4, 2, 2, 1, 1)
    assert told.reasons == {"inputs_missing": 1, "no_guardian": 1, "not_eligible": 1}
    assert answers_over_time(town.campaign.id) == []


@pytest.mark.law("Non-Discrimination Act 1325/2014", "5 §", "Who was not reached is counted from five on")
def test_who_was_not_reached_is_counted_from_five_on_and_written_to(town: Town) -> None:
    children = []
    for index in range(6):
        parent = enrolled("Vanhempi", years_ago(30, 40 + index), 930 + index, phone="" if index < 5 else "+46701234567")
        children.append(enrolled("Lapsi", BORN, 940 + index, phone=""))
        guard(parent, children[-1])
    town.hand_in(*(town.candidate(child) for child in children))
    assert [(one.reason, one.count) for one in unreached(town.campaign.id)] == [
        ("foreign_number", None),
        ("no_number", 5),
    ]
    assert len(undelivered(town.campaign.id)) == 6
    written = letters(DEPARTMENT, town.campaign.id, clock.now())
    assert len(written) == 6
    assert all(f"A {Offer.objects.get(pk=one.offer).code}" in one.text for one in written)
    assert not letters("library", town.campaign.id, clock.now())


@pytest.mark.law("Population Information Act 661/2009", "36 §", "A protected person's letter bears no address")
def test_a_protected_persons_letter_has_neither_address_nor_place(town: Town) -> None:
    Resident.objects.filter(pk=town.pia.subject).update(non_disclosure=True, street_address="Salakatu 1")
    town.offer(town.ada)
    letter = letters(DEPARTMENT, town.campaign.id, clock.now())[0]
    assert (letter.to.street, letter.to.withheld) == ("", True)
    assert "Etelän" not in letter.text

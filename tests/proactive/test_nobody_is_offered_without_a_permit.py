"""The ledger, the register and the person's own word stand before every offer; a fault is a no."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError

from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unreachable
from consent.core.vocabulary import Channel, Reason
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.models import Use
from consent.messaging.actions.set_preferences import set_preferences
from consent.people.actions.end_representation import end_representation
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import Resident
from consent.people.population import TableRegister
from consent.proactive import permits
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.drafts import MOST_CANDIDATES
from consent.proactive.kept_inputs import read_kept
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.queries import offer, offer_events
from consent.proactive.read_models import Refusal
from consent.proactive.vocabulary import NotOffered, OfferState, Stopped
from tests.cast import SYSTEM, Person, national_id, years_ago
from tests.proactive.conftest import BORN, CLIENT, DEPARTMENT, OFFICER, Later, Town, enrolled, send_all


def restrict(person: Person) -> None:
    restrict_activity(
        actor=OFFICER, subject=person.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )


@pytest.mark.law(
    "GDPR", "18(1)", "Whose data is restricted is not selected, and nothing of theirs is looked at or kept"
)
def test_whom_the_ledger_refuses_is_not_looked_at(town: Town) -> None:
    restrict(town.eino)
    made = town.offer(town.eino)
    assert (made.state, made.reason, made.code) == (OfferState.NOT_OFFERED, NotOffered.NO_PERMISSION, "")
    kept = read_kept(offer_events(made.id)[0].text)
    assert kept is not None
    assert (kept.permission, kept.inputs, kept.results) == (Reason.RESTRICTED, {}, {})
    assert not send_all()
    assert set(Use.objects.values_list("allowed", flat=True)) == {False}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"birth_date": "2020-05-03", "lives_here": True}, NotOffered.NOT_ELIGIBLE),
        ({"birth_date": "2020-05-03"}, NotOffered.NOT_ELIGIBLE),
        ({"birth_date": "2021-05-03"}, NotOffered.INPUTS_MISSING),
        ({"birth_date": "2021-05-03", "lives_here": None}, NotOffered.INPUTS_MISSING),
        ({}, NotOffered.INPUTS_MISSING),
    ],
)
def test_whoever_does_not_meet_every_rule_is_not_offered(town: Town, inputs: dict[str, Any], reason: str) -> None:
    made = town.offer(town.eino, inputs=inputs)
    assert (made.state, made.reason) == (OfferState.NOT_OFFERED, reason)
    assert not send_all()


def test_a_child_without_a_guardian_is_not_offered(town: Town) -> None:
    alone = enrolled("Yksin", BORN, 915)
    assert town.offer(alone).reason == NotOffered.NO_GUARDIAN


def test_a_person_this_platform_does_not_know_gets_the_same_kind_of_answer(town: Town) -> None:
    stranger = resolve_pairwise_id(department=DEPARTMENT, national_id=national_id(BORN, 950))
    inputs = {"birth_date": "2021-05-03", "lives_here": True}
    made = town.offer(Person(uuid4(), "", stranger), inputs=inputs)
    assert (made.reason, made.person) == (NotOffered.NO_GUARDIAN, stranger)


def test_no_offers_means_none_unless_the_other_guardian_wants_them(town: Town) -> None:
    set_preferences(actor=town.aino.actor, subject=town.aino.subject, no_offers=True)
    town.offer(town.eino)
    assert [sms.number for sms in send_all()] == [town.phone(town.saara)]
    set_preferences(actor=town.pia.actor, subject=town.pia.subject, no_offers=True)
    assert town.offer(town.ada).reason == NotOffered.ASKED_FOR_NONE


def test_another_departments_id_and_an_unknown_one_are_the_same_refusal(town: Town) -> None:
    theirs = resolve_pairwise_id(department="library", national_id=town.eino.national_id)
    for person in (theirs, "A" * 32, "", "x\x00", "\ud800", "ä", town.eino.pairwise_id.upper(), "a" * 100_000):
        assert town.hand_in(town.candidate(Person(uuid4(), "", person))) == [Refusal("no_such_person")]
    assert not Offer.objects.exists()
    assert not Use.objects.exists()


def test_another_departments_campaign_is_none(town: Town) -> None:
    for department, campaign in (("library", town.campaign.id), (DEPARTMENT, uuid4())):
        with pytest.raises(NotFound):
            make_offers(
                actor=OFFICER,
                client=CLIENT,
                department=department,
                campaign=campaign,
                candidates=[town.candidate(town.eino)],
            )


def test_a_resident_makes_no_offers_and_nobody_too_many(town: Town) -> None:
    many = [town.candidate(town.eino)] * (MOST_CANDIDATES + 1)
    values = {"client": CLIENT, "department": DEPARTMENT, "campaign": town.campaign.id}
    with pytest.raises(NotAllowed):
        make_offers(actor=town.aino.actor, candidates=many[:1], **values)  # type: ignore[arg-type]
    for candidates in (many, []):
        with pytest.raises(Invalid):
            make_offers(actor=OFFICER, candidates=candidates, **values)  # type: ignore[arg-type]


def test_after_the_deadline_nobody_is_offered(town: Town, later: Later) -> None:
    later(days=15)
    with pytest.raises(Conflict):
        town.offer(town.eino)


class Away(TableRegister):
    """A population register that does not answer."""

    def representatives_of_each(self, *_: Any) -> Any:
        """This function will not answer."""
        raise OSError


def test_a_fault_of_the_register_or_the_ledger_means_no_offer_and_no_mark(
    town: Town, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.POPULATION_REGISTER = f"{__name__}.Away"
    with pytest.raises(Unreachable):
        town.offer(town.eino)
    settings.POPULATION_REGISTER = "consent.people.population.TableRegister"

    def down(*_: Any, **__: Any) -> Any:
        raise DatabaseError

    monkeypatch.setattr(permits, "check_within", down)
    with pytest.raises(DatabaseError):
        town.offer(town.eino)
    assert not Offer.objects.exists()
    assert not OfferEvent.objects.exists()


@pytest.mark.law("GDPR", "18(1)", "A permission that went away between selection and sending stops the offer, with why")
def test_a_permission_that_goes_before_sending_stops_the_offer(town: Town) -> None:
    made = town.offer(town.eino)
    restrict(town.eino)
    assert not send_all()
    after = offer(made.id)
    assert (after.state, after.reason) == (OfferState.STOPPED, Stopped.NO_PERMISSION)
    kept = read_kept(offer_events(made.id)[-1].text)
    assert kept is not None
    assert kept.permission is Reason.RESTRICTED


@pytest.mark.law("Act on Child Custody 361/1983", "4 §", "Whose custody ended before sending is told nothing")
def test_a_guardian_whose_right_ends_before_sending_is_told_nothing_and_the_other_is(town: Town) -> None:
    made = town.offer(town.eino)
    end_representation(actor=SYSTEM, entry=town.entries["saara eino"], source="tests")
    assert not send_all()  # both were claimed at once; who still has the right is told anew
    assert [sms.number for sms in send_all()] == [town.phone(town.aino)]
    assert offer(made.id).state is OfferState.SENT


def test_when_nobody_is_left_who_may_act_the_offer_stops(town: Town) -> None:
    made = town.offer(town.ada)
    end_representation(actor=SYSTEM, entry=town.entries["pia ada"], source="tests")
    assert not send_all()
    assert offer(made.id).reason == Stopped.NO_RIGHT_TO_ACT


def test_what_could_not_be_sent_before_the_deadline_is_not_sent(town: Town, later: Later) -> None:
    town.offer(town.eino)
    later(days=15)
    assert not send_all()


@pytest.mark.law(
    "Population Information Act 661/2009", "36 §", "No text and no view tells where a protected person's place is"
)
def test_a_protected_childs_place_is_in_no_text_and_no_view(town: Town) -> None:
    Resident.objects.filter(pk=town.eino.subject).update(non_disclosure=True)
    made = town.offer(town.eino, place="Metsolan esikoulu")
    texts = [sms.text for sms in send_all()]
    assert len(texts) == 2
    assert not any(name in text for text in texts for name in ("Metsola", "Etelän"))
    assert (offer(made.id).place, offer(made.id).pool) == ("", "")


def test_nobody_with_a_number_that_may_be_used_is_noted_as_unreached(town: Town) -> None:
    Resident.objects.filter(pk=town.pia.subject).update(phone="+46701234567")
    made = offer(town.offer(town.ada).id)
    assert made.state is OfferState.MADE
    assert [(step.kind.value, step.reason) for step in offer_events(made.id)][-1] == (
        "offer.not_delivered",
        "foreign_number",
    )


def test_somebody_old_enough_needs_no_guardian_but_a_permit(town: Town) -> None:
    youth = enrolled("Onni", years_ago(16), 911)
    restrict(youth)
    assert town.offer(youth).reason == NotOffered.NO_PERMISSION

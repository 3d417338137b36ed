"""A family answers in the portal or at the desk: once, otherwise, together, too late, or when it may not any more."""

from datetime import timedelta

import pytest

from consent import clock
from consent.core.errors import NotAllowed, NotFound, Unreachable
from consent.core.events import Kind
from consent.core.vocabulary import Channel, Reason
from consent.ledger.actions.restrict import restrict_activity
from consent.people.actions.end_representation import end_representation
from consent.people.population import TableRegister
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.actions.stop_offers import stop_offers
from consent.proactive.kept_inputs import read_kept
from consent.proactive.models import HumanTask
from consent.proactive.outcomes import Outcome, Resolution, TaskKind
from consent.proactive.queries import offer, offer_events
from consent.proactive.task_queries import open_counts, tasks_of_offer, tasks_open
from consent.proactive.vocabulary import AnsweredBy, Choice, Mode, OfferState, Stopped
from tests.cast import SYSTEM, Person
from tests.proactive.answering import A, B, families, says, state_of, taken, texts_to, told_officer
from tests.proactive.conftest import DEPARTMENT, OFFICER, Later, Town, started


def restrict(person: Person) -> None:
    restrict_activity(
        actor=OFFICER, subject=person.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )


def answers(town: Town, person: Person) -> int:
    """This function will count the answers recorded of somebody's offer."""
    view = town.offer(person)
    return sum(event.kind is Kind.OFFER_ANSWERED for event in offer_events(view.id))


@pytest.mark.law(
    "GDPR", "4(11)", "An answer to an offer is a service choice, changeable until the deadline, no consent"
)
def test_a_guardian_takes_it_and_changes_their_mind(town: Town) -> None:
    made = town.offer(town.ada)
    for choice, state, held in ((A, "accepted", 1), (B, "declined", 0), (A, "accepted", 1)):
        answered = says(town.pia, made, choice)
        assert (answered.outcome, answered.state, answered.changed) == (state, state, True)
        assert taken("south") == held
    view = offer(made.id)
    assert (view.choice, view.answered_through, view.answered_by) == (A, AnsweredBy.PORTAL, town.pia.subject)
    kinds = {event.kind for event in offer_events(made.id)}
    assert not {kind for kind in kinds if kind.startswith("consent.")}


def test_the_same_answer_again_records_nothing(town: Town) -> None:
    made = town.offer(town.ada)
    assert says(town.pia, made, A).changed
    again = [says(town.pia, made, A) for _ in range(3)]
    assert {(one.outcome, one.changed) for one in again} == {(Outcome.ACCEPTED, False)}
    assert (answers(town, town.ada), taken("south")) == (1, 1)
    assert len([text for text in texts_to(town.phone(town.pia)) if "recorded" in text]) == 1


def test_who_answered_gets_a_confirmation_in_their_language(town: Town) -> None:
    made = town.offer(town.ada)
    says(town.pia, made, A)
    confirmation = texts_to(town.phone(town.pia))[-1]
    assert "you accept the offer" in confirmation
    assert made.code in confirmation
    assert "Ada" not in confirmation


@pytest.mark.law("Act on Child Custody 361/1983", "5", "The other guardian is told of an answer, in their language")
def test_the_other_guardian_is_told_and_learns_no_answer(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    news = texts_to(town.phone(town.saara))[-1]
    assert "Den andra vårdnadshavaren" in news
    assert made.code in news


@pytest.mark.law("Act on Child Custody 361/1983", "5", "Guardians who answer differently are called by a person")
def test_guardians_who_differ_are_called_and_the_place_is_kept(town: Town) -> None:
    made = town.offer(town.eino, pool="north")
    says(town.aino, made, A)
    assert says(town.saara, made, B).outcome is Outcome.CONFLICTING
    assert taken() == 1, "neither guardian can lose the place for the child"
    [task] = tasks_open(DEPARTMENT)
    assert (task.kind, task.offer, task.code) == (TaskKind.CONFLICT, made.id, made.code)
    assert open_counts([town.campaign.id]) == {town.campaign.id: 1}
    for guardian in (town.aino, town.saara):
        assert len(texts_to(town.phone(guardian))) >= 2
    assert says(town.saara, made, A).outcome is Outcome.ACCEPTED
    assert tasks_open(DEPARTMENT) == []
    assert tasks_of_offer(made.id)[0].resolution is Resolution.ANSWERED
    assert taken() == 1


def test_guardians_who_differed_agree_to_decline_and_free_the_place(town: Town) -> None:
    made = town.offer(town.eino, pool="north")
    says(town.aino, made, A)
    says(town.saara, made, B)
    assert says(town.aino, made, B).outcome is Outcome.DECLINED
    assert taken() == 0


def test_the_second_guardians_same_word_is_recorded_as_theirs(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    assert says(town.saara, made, A).changed
    assert says(town.aino, made, B).outcome is Outcome.CONFLICTING


def test_an_officer_records_what_the_guardians_agreed(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    says(town.saara, made, B)
    assert told_officer(made, A).outcome is Outcome.ACCEPTED
    assert tasks_open(DEPARTMENT) == []
    # What was said before is settled: a guardian who says otherwise now disagrees with nobody's newer word.
    assert says(town.saara, made, B).outcome is Outcome.DECLINED


def test_an_officer_records_what_one_guardian_said(town: Town) -> None:
    made = town.offer(town.eino)
    told_officer(made, A, town.aino)
    event = offer_events(made.id)[-1]
    assert (event.actor_kind, event.actor_subject, event.channel) == ("staff", town.aino.subject, "desk")
    assert says(town.saara, made, B).outcome is Outcome.CONFLICTING


def test_strangers_and_other_departments_find_nothing(town: Town) -> None:
    made = town.offer(town.eino)
    with pytest.raises(NotFound, match="no_such_offer"):
        says(town.mikko, made, A)
    with pytest.raises(NotFound, match="no_such_offer"):
        told_officer(made, A, town.mikko)
    with pytest.raises(NotFound, match="no_such_offer"):
        answer_offer(actor=OFFICER, offer=made.id, choice=A, channel=AnsweredBy.DESK, department="library")
    assert answers(town, town.eino) == 0


def test_nobody_answers_through_a_door_that_is_not_theirs(town: Town) -> None:
    made = town.offer(town.eino)
    for actor, channel, recipient in (
        (town.aino.actor, AnsweredBy.DESK, None),
        (town.aino.actor, AnsweredBy.PORTAL, town.saara.subject),
        (OFFICER, AnsweredBy.PORTAL, town.aino.subject),
        (SYSTEM, AnsweredBy.SMS, town.aino.subject),
    ):
        with pytest.raises(NotAllowed):
            answer_offer(actor=actor, offer=made.id, choice=A, channel=channel, recipient=recipient)


@pytest.mark.law("Act on Child Custody 361/1983", "3", "The right to act is looked up at the answer itself")
def test_a_guardian_whose_right_ended_finds_nothing(town: Town) -> None:
    made = town.offer(town.eino)
    end_representation(actor=SYSTEM, entry=town.entries["aino eino"], source="tests")
    with pytest.raises(NotFound):
        says(town.aino, made, A)
    assert says(town.saara, made, B).outcome is Outcome.DECLINED


def test_a_word_of_who_is_no_guardian_any_more_does_not_count(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    end_representation(actor=SYSTEM, entry=town.entries["aino eino"], source="tests")
    assert says(town.saara, made, B).outcome is Outcome.DECLINED


def test_no_answer_is_taken_while_the_register_does_not_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made = town.offer(town.eino)

    def away(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(TableRegister, "representatives_of_each", away)
    with pytest.raises(Unreachable):
        says(town.aino, made, A)
    assert state_of(made) is OfferState.MADE


@pytest.mark.law("GDPR", "18(1)", "A permission gone between offer and answer stops the offer, and the reason is kept")
def test_an_answer_finds_the_permission_gone(town: Town) -> None:
    made = town.offer(town.ada, pool="north")
    says(town.pia, made, A)
    restrict(town.ada)
    assert says(town.pia, made, B).outcome is Outcome.STOPPED
    view = offer(made.id)
    assert (view.state, view.reason, taken()) == (OfferState.STOPPED, Stopped.NO_PERMISSION, 0)
    kept = read_kept(offer_events(made.id)[-1].text)
    assert kept is not None
    assert kept.permission is Reason.RESTRICTED
    assert says(town.pia, made, A).outcome is Outcome.NOT_OPEN


def test_an_answer_after_the_deadline_is_late_and_changes_nothing(town: Town, later: Later) -> None:
    made = town.offer(town.ada)
    says(town.pia, made, A)
    later(days=15)
    assert says(town.pia, made, B).outcome is Outcome.LATE
    assert state_of(made) is OfferState.ACCEPTED


def test_the_last_second_counts_and_the_deadline_does_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made, deadline = town.offer(town.ada), town.campaign.deadline
    monkeypatch.setattr(clock, "now", lambda: deadline)
    assert says(town.pia, made, A).outcome is Outcome.LATE
    monkeypatch.setattr(clock, "now", lambda: deadline - timedelta(microseconds=1))
    assert says(town.pia, made, A).outcome is Outcome.ACCEPTED


def test_who_finds_no_place_waits_and_moves_up_in_order(town: Town) -> None:
    first, second, third, fourth, fifth = families(town, 5)
    outcomes = [family.says(A).outcome for family in (first, second, third, fourth, fifth)]
    assert outcomes == ["accepted", "accepted", "waiting", "waiting", "waiting"]
    fourth.says(B)  # leaves the list
    fourth.says(A)  # and comes back as the last
    assert taken() == 2
    first.says(B)
    assert [one.state for one in (third, fifth, fourth)] == ["accepted", "waiting", "waiting"]
    second.says(B)
    assert [one.state for one in (fifth, fourth)] == ["accepted", "waiting"]
    assert taken() == 2
    assert "Paikka vapautui" in texts_to(town.phone(third.guardian))[-1]


def test_who_may_not_be_asked_any_more_is_passed_over_on_the_list(town: Town) -> None:
    first, second, third, fourth = families(town, 4)
    for family in (first, second, third, fourth):
        family.says(A)
    restrict(third.child)
    first.says(B)
    assert (third.state, fourth.state, second.state) == ("stopped", "accepted", "accepted")


def test_offers_taken_back_free_their_places(town: Town) -> None:
    first, second, third = families(town, 3)
    for family in (first, second, third):
        family.says(A)
    assert stop_offers(actor=OFFICER, offers=[first.offer.id], department="library") == 0
    assert stop_offers(actor=OFFICER, offers=[first.offer.id], department=DEPARTMENT) == 1
    assert stop_offers(actor=OFFICER, offers=[first.offer.id], department=DEPARTMENT) == 0
    assert (first.state, third.state, taken()) == ("stopped", "accepted", 2)
    assert offer(first.offer.id).reason == Stopped.TAKEN_BACK
    with pytest.raises(NotAllowed):
        stop_offers(actor=first.guardian.actor, offers=[first.offer.id])


def test_what_is_granted_unasked_is_refused_with_one_tap(town: Town) -> None:
    unasked = started(code="voucher", mode=Mode.AUTOMATIC, texts=UNASKED)
    [made] = town.hand_in(town.candidate(town.ada), campaign=unasked)
    assert made.state is OfferState.GRANTED  # type: ignore[union-attr]
    assert says(town.pia, made, Choice.ACCEPT).changed is False  # type: ignore[arg-type]
    assert says(town.pia, made, Choice.DECLINE).outcome is Outcome.DECLINED  # type: ignore[arg-type]
    assert HumanTask.objects.count() == 0


UNASKED = {
    "fi": "{service} on sinulle myönnetty. Lue lisää: {url}",
    "sv": "{service} har beviljats dig. Läs mer: {url}",
    "en": "{service} is granted to you. Read more: {url}",
}

"""A phone writes back: an answer, STOP, a rating or anything else. Each gets a reply, and nothing is guessed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from consent import clock
from consent.core.vocabulary import Channel
from consent.ledger.actions.restrict import restrict_activity
from consent.people.actions.end_representation import end_representation
from consent.people.population import TableRegister
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.models import HumanTask, OfferEvent
from consent.proactive.outcomes import TaskKind
from consent.proactive.queries import offer, offer_events
from consent.proactive.read_models import OfferView
from consent.proactive.task_queries import tasks_open
from consent.proactive.vocabulary import AnsweredBy, OfferState
from tests.cast import SYSTEM
from tests.proactive.answering import A, families, last_reply, says, state_of, taken, texts_to, write
from tests.proactive.conftest import DEPARTMENT, OFFICER, Later, Town, send_all

UNKNOWN = "+358409999999"


def offered(town: Town, person: object, **more: object) -> OfferView:
    """This function will offer and send."""
    made = town.offer(person, **more)  # type: ignore[arg-type]
    send_all()
    return made


@pytest.mark.law("GDPR", "4(11)", "An answer by text message moves a service choice and no consent")
@pytest.mark.parametrize(("text", "state"), [("A", "accepted"), (" kyllä. ", "accepted"), ("nej", "declined")])
def test_a_word_is_an_answer(town: Town, text: str, state: str) -> None:
    made = offered(town, town.ada)
    assert write(town.phone(town.pia), text) == state
    view = offer(made.id)
    assert (view.state, view.answered_through, view.answered_by) == (state, AnsweredBy.SMS, town.pia.subject)
    assert made.code in last_reply(town.phone(town.pia))


def test_an_answer_with_its_code_in_any_case(town: Town) -> None:
    made = offered(town, town.ada)
    assert write(town.phone(town.pia), f"{made.code.lower()} yes") == "accepted"


@pytest.mark.law("GDPR", "5(1)(d)", "With two open offers on one number no answer is guessed")
def test_twins_are_never_mixed_up(town: Town) -> None:
    ada, ida = offered(town, town.ada), offered(town, town.ida)
    assert write(town.phone(town.pia), "A") == "which_offer"
    assert {state_of(ada), state_of(ida)} == {OfferState.SENT}
    assert "several open offers" in last_reply(town.phone(town.pia))
    assert write(town.phone(town.pia), f"B {ida.code}") == "declined"
    assert (state_of(ada), state_of(ida)) == (OfferState.SENT, OfferState.DECLINED)
    assert write(town.phone(town.pia), f"A {ada.code}") == "accepted"


def test_the_same_message_five_times_does_one_thing_and_is_answered_five_times(town: Town) -> None:
    made = offered(town, town.ada)
    before = len(texts_to(town.phone(town.pia)))
    assert {write(town.phone(town.pia), "A") for _ in range(5)} == {"accepted"}
    replies = texts_to(town.phone(town.pia))[before:]
    assert (len(replies), len(set(replies))) == (5, 1)
    assert sum(event.kind == "offer.answered" for event in offer_events(made.id)) == 1


def test_the_later_arrival_counts(town: Town) -> None:
    made = offered(town, town.ada)
    write(town.phone(town.pia), "B", received_at=clock.now())
    write(town.phone(town.pia), "A", received_at=clock.now() - timedelta(minutes=5))
    assert state_of(made) is OfferState.ACCEPTED


def test_help_once_and_a_person_the_second_time(town: Town) -> None:
    made = offered(town, town.ada)
    assert write(town.phone(town.pia), "Kyllä kiitos") == "help"
    assert tasks_open(DEPARTMENT) == []
    assert write(town.phone(town.pia), "siis kyllä") == "person_reads"
    [task] = tasks_open(DEPARTMENT, town.campaign.id)
    assert (task.kind, task.said, task.offer, task.recipient) == (
        TaskKind.UNCLEAR, "siis kyllä", made.id, town.pia.subject,
    )  # fmt: skip
    assert state_of(made) is OfferState.SENT


def test_a_clear_word_between_two_unclear_ones_begins_anew(town: Town) -> None:
    offered(town, town.ada)
    assert [write(town.phone(town.pia), text) for text in ("eh", "A", "oho")] == ["help", "accepted", "help"]
    assert HumanTask.objects.count() == 0


@pytest.mark.law("Act 917/2014", "200", "STOP stops messages and declines nothing")
def test_stop_declines_nothing(town: Town) -> None:
    made = offered(town, town.ada)
    assert write(town.phone(town.pia), "STOP") == "stopped"
    assert state_of(made) is OfferState.SENT
    assert "No more offers" in last_reply(town.phone(town.pia))
    assert says(town.pia, made, A).outcome == "accepted"
    assert write(town.phone(town.pia), "B") == "declined", "the family may still answer, and gets its reply"


def test_a_number_nobody_wrote_to_changes_nothing_and_learns_nothing(town: Town) -> None:
    made = offered(town, town.ada)
    assert write(UNKNOWN, f"A {made.code}") == "wrong_number"
    assert state_of(made) is OfferState.SENT
    reply = last_reply(UNKNOWN)
    assert made.code not in reply
    assert reply.startswith("Tähän numeroon ei ole")
    [task] = tasks_open(DEPARTMENT)
    assert (task.kind, task.offer, task.said) == (TaskKind.WRONG_NUMBER, None, f"A {made.code}")


def test_another_familys_code_changes_nothing(town: Town) -> None:
    ada, eino = offered(town, town.ada), offered(town, town.eino)
    assert write(town.phone(town.pia), f"B {eino.code}") == "wrong_code"
    assert {state_of(ada), state_of(eino)} == {OfferState.SENT}
    assert tasks_open(DEPARTMENT)[0].kind is TaskKind.WRONG_NUMBER


def test_a_mistyped_code_is_no_answer(town: Town) -> None:
    made = offered(town, town.ada)
    wrong = "2222" if made.code != "2222" else "3333"
    assert write(town.phone(town.pia), f"A {wrong}") == "wrong_code"
    assert state_of(made) is OfferState.SENT


def test_a_late_answer_is_refused_politely(town: Town, later: Later) -> None:
    made = offered(town, town.ada)
    later(days=15)
    assert write(town.phone(town.pia), "A") == "late"
    assert "ordinary form" in last_reply(town.phone(town.pia))
    assert state_of(made) is OfferState.SENT


def test_our_own_delay_makes_nobody_late(town: Town, later: Later) -> None:
    made = offered(town, town.ada)
    in_time = town.campaign.deadline - timedelta(minutes=1)
    later(days=14, minutes=10)
    assert write(town.phone(town.pia), "A", received_at=in_time) == "accepted"
    assert state_of(made) is OfferState.ACCEPTED


def test_a_permission_that_is_gone_stops_the_offer_at_the_answer(town: Town) -> None:
    made = offered(town, town.ada)
    restrict_activity(
        actor=OFFICER, subject=town.ada.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )
    assert write(town.phone(town.pia), "A") == "stopped"
    assert state_of(made) is OfferState.STOPPED
    assert made.code not in last_reply(town.phone(town.pia)).replace("0", "")


def test_who_may_not_act_any_more_is_told_nothing(town: Town) -> None:
    made = offered(town, town.eino)
    end_representation(actor=SYSTEM, entry=town.entries["aino eino"], source="tests")
    assert write(town.phone(town.aino), "A") == "no_right_to_act"
    assert state_of(made) is OfferState.SENT
    assert made.code not in last_reply(town.phone(town.aino))
    assert tasks_open(DEPARTMENT)[0].kind is TaskKind.WRONG_NUMBER


def test_guardians_who_differ_by_message_are_both_told(town: Town) -> None:
    made = offered(town, town.eino)
    assert write(town.phone(town.aino), "A") == "accepted"
    assert write(town.phone(town.saara), "B") == "conflicting"
    assert state_of(made) is OfferState.CONFLICTING
    assert "eri tavoin" in last_reply(town.phone(town.aino))
    assert last_reply(town.phone(town.saara)) != last_reply(town.phone(town.aino))


def test_a_waiting_family_is_told_that_it_waits(town: Town) -> None:
    first, second, third = families(town, 3)
    send_all()
    assert [write(town.phone(family.guardian), "A") for family in (first, second, third)] == [
        "accepted", "accepted", "waiting",
    ]  # fmt: skip
    assert write(town.phone(first.guardian), "B") == "declined"
    assert (third.state, taken()) == ("accepted", 2)
    assert "Paikka vapautui" in last_reply(town.phone(third.guardian))


def test_a_reply_waits_while_the_register_is_away(town: Town, monkeypatch: pytest.MonkeyPatch, later: Later) -> None:
    made = offered(town, town.ada)
    asked: Callable[..., object] = TableRegister.representatives_of_each

    def away(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(TableRegister, "representatives_of_each", away)
    assert write(town.phone(town.pia), "A") == ""
    assert state_of(made) is OfferState.SENT
    monkeypatch.setattr(TableRegister, "representatives_of_each", asked)
    later(seconds=10)
    write(UNKNOWN, "eh")
    assert state_of(made) is OfferState.ACCEPTED


def test_a_number_from_one_to_five_rates_what_is_decided(town: Town) -> None:
    made = offered(town, town.ada)
    write(town.phone(town.pia), "A")
    assert write(town.phone(town.pia), "5") == "help", "there is nothing to rate yet"
    close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=town.campaign.id)
    assert write(town.phone(town.pia), "4") == "rated"
    assert OfferEvent.objects.filter(offer=made.id, kind="offer.rated").count() == 1
    assert state_of(made) is OfferState.GRANTED

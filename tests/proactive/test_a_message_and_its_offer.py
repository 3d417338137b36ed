"""What becomes of the messages becomes part of the offer; a consent that is withdrawn meanwhile stops it."""

from typing import Any

import pytest

from consent import clock
from consent.core.vocabulary import Channel, Reason
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.actions.receive import receive_status
from consent.messaging.vocabulary import MessageState
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.figures import undelivered
from consent.proactive.kept_inputs import read_kept
from consent.proactive.letters import letters
from consent.proactive.queries import offer, offer_events
from consent.proactive.read_models import CampaignView, OfferView
from consent.proactive.vocabulary import NotOffered, OfferState, Stopped
from tests.cast import SYSTEM
from tests.proactive.conftest import DEPARTMENT, OFFICER, Town, send_all, started, words

CONSENT = "kitchen-allergies"
HOW: dict[str, Any] = {"language": "fi", "channel": Channel.PORTAL}


def report(sms: Any, state: MessageState) -> None:
    """This function will report of a message as the gateway does, and lay the report to it."""
    receive_status(
        actor=SYSTEM,
        provider_id=f"memory-{sms.message}",
        state=state,
        destination=sms.number,
        reported_at=clock.now(),
    )
    lay_reports(actor=SYSTEM)


def kinds(made: OfferView) -> list[str]:
    return [step.kind.value.removeprefix("offer.") for step in offer_events(made.id)]


def test_one_delivery_of_two_is_a_delivery_however_often_it_is_told(town: Town) -> None:
    made = town.offer(town.eino)
    first, second = send_all()
    report(first, MessageState.FAILED)
    assert kinds(made) == ["made", "sent"], "the other guardian's may still come through"
    for _ in range(3):
        report(second, MessageState.DELIVERED)
    assert kinds(made) == ["made", "sent", "delivered"]
    assert not undelivered(town.campaign.id)


def test_when_no_message_came_through_letters_are_written(town: Town) -> None:
    made = town.offer(town.eino)
    for sms in send_all():
        report(sms, MessageState.FAILED)
    assert kinds(made) == ["made", "sent", "not_delivered"]
    assert set(undelivered(town.campaign.id)) == {made.id}
    assert {letter.to.subject for letter in letters(DEPARTMENT, town.campaign.id, clock.now())} == {
        town.aino.subject,
        town.saara.subject,
    }
    assert offer(made.id).state is OfferState.SENT


@pytest.fixture
def by_consent(town: Town) -> CampaignView:
    """A campaign that rests on a guardian's consent."""
    body = {
        "purely_rules": True,
        "inputs": {"allergic": {"type": "bool", "category": "child.allergies", "words": words("Allergic")}},
        "rules": [{"code": "a", "words": words("A"), "when": {"input": "allergic", "op": "eq", "value": True}}],
    }
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="diet", body=body)
    return started(activity=CONSENT, category="child.allergies", rules="diet", code="diet", duty_ref="540/2018 11 §")


def hand_in(town: Town, campaign: CampaignView) -> OfferView:
    outcome = town.hand_in(town.candidate(town.eino, inputs={"allergic": True}), campaign=campaign)[0]
    assert isinstance(outcome, OfferView)
    return outcome


def consent(town: Town) -> None:
    who, child = town.aino, town.eino
    grant_consent(actor=who.actor, subject=child.subject, activity=CONSENT, notice_version=1, **HOW)


@pytest.mark.law("GDPR", "6(1)(a)", "Without a guardian's consent nobody is offered what rests on it")
def test_without_consent_there_is_no_offer(town: Town, by_consent: CampaignView) -> None:
    assert hand_in(town, by_consent).reason == NotOffered.NO_PERMISSION


@pytest.mark.law("GDPR", "7(3)", "A consent withdrawn between selection and sending stops the offer, and says why")
def test_a_withdrawal_before_sending_stops_the_offer(town: Town, by_consent: CampaignView) -> None:
    consent(town)
    made = hand_in(town, by_consent)
    assert made.state is OfferState.MADE
    withdraw_consent(actor=town.aino.actor, subject=town.eino.subject, activity=CONSENT, **HOW)
    assert not send_all()
    assert offer(made.id).reason == Stopped.NO_PERMISSION
    kept = read_kept(offer_events(made.id)[-1].text)
    assert kept is not None
    assert kept.permission is Reason.WITHDRAWN


def test_who_consents_later_is_not_offered_by_what_was_found_before(town: Town, by_consent: CampaignView) -> None:
    refused = hand_in(town, by_consent)
    consent(town)
    assert hand_in(town, by_consent) == refused

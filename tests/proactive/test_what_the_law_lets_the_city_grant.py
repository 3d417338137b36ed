"""Automatic campaigns grant by rule at once, never more than there are places, and are refused with one tap."""

import pytest

from consent import clock
from consent.core.events import Kind
from consent.proactive.drafts import PoolDraft
from consent.proactive.models import Offer, Pool
from consent.proactive.queries import offer_events
from consent.proactive.read_models import OfferView
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import Mode, OfferState
from tests.proactive.conftest import Town, send_all, started, words

AUTOMATIC = {
    "round": "2028",
    "mode": Mode.AUTOMATIC,
    "texts": words("{service}: {place}. Myönsimme paikan {code}"),
    "sender": "Kaupunki",
    "pools": (PoolDraft("south", "Etelän esikoulu", 2),),
}


@pytest.mark.law("GDPR", "22(2)(b)", "What is granted unasked rests on a law and on rules, and can be refused")
def test_places_are_granted_at_once_and_the_rest_wait(town: Town) -> None:
    campaign = started(**AUTOMATIC)
    outcomes = town.hand_in(*(town.candidate(one) for one in (town.eino, town.ada, town.ida)), campaign=campaign)
    states = [one.state for one in outcomes if isinstance(one, OfferView)]
    assert states == [OfferState.GRANTED, OfferState.GRANTED, OfferState.WAITING]
    assert Pool.objects.get(campaign=campaign.id).taken == 2
    granted = next(one for one in outcomes if isinstance(one, OfferView))
    assert [step.kind for step in offer_events(granted.id)] == [Kind.OFFER_MADE, Kind.OFFER_DECIDED]
    told = sorted(town.phone(one) for one in (town.aino, town.saara, town.pia))
    assert sorted(sms.number for sms in send_all()) == told, "who waits is not told of a grant"


def test_what_was_granted_is_refused_with_one_step(town: Town) -> None:
    made = town.hand_in(town.candidate(town.eino), campaign=started(**AUTOMATIC))[0]
    assert isinstance(made, OfferView)
    send_all()
    offer = locked_offers([made.id])[made.id]
    step = Step(offer, Kind.OFFER_ANSWERED, OfferState.DECLINED, town.aino.actor, choice="B", channel="portal")
    record_steps([step], at=clock.now())
    after = Offer.objects.get(pk=made.id)
    assert (after.state, after.choice) == (OfferState.DECLINED, "B")

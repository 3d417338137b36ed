"""A newcomer of the demonstration meets an open offer and one that was decided, once, however often it is run."""

from datetime import date

from consent.demo.city.offers import seed_offers
from consent.proactive.decision_queries import decision
from consent.proactive.queries import offers_of_subject
from consent.proactive.vocabulary import OfferState
from tests.cast import national_id
from tests.proactive.conftest import BORN, Town
from tests.proactive.conftest import sms as sms
from tests.proactive.conftest import town as town


def test_eino_has_one_open_offer_and_one_that_was_granted_unasked(town: Town) -> None:
    assert seed_offers(town.eino.national_id, BORN) == 2
    offers = {view.campaign.code: view for view in offers_of_subject([town.eino.subject])}
    assert offers["demo-place"].state in (OfferState.MADE, OfferState.SENT)
    assert offers["demo-place"].place == "Päiväkoti Karuselli"
    assert offers["demo-travel-card"].state is OfferState.GRANTED
    assert decision(offers["demo-travel-card"].id) is not None
    assert seed_offers(town.eino.national_id, BORN) == 0
    assert len(offers_of_subject([town.eino.subject])) == 2


def test_without_a_register_nothing_is_offered(db: None) -> None:
    assert seed_offers(national_id(date(2021, 5, 3), 999), BORN) == 0

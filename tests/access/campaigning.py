"""What the officers' desk is about: a campaign of early education with one offer, to people of nobody else's."""

from consent.people.actions.resolve import resolve_pairwise_id
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.drafts import Candidate
from consent.proactive.read_models import OfferView
from tests.access.city import UNKNOWN, City
from tests.cast import years_ago
from tests.proactive.conftest import BORN, CLIENT, DEPARTMENT, OFFICER, enrolled, guard, rules, started


def begin(city: City) -> None:
    """This function will start a campaign and offer one child a place."""
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules())
    child, guardian = enrolled("Valo", BORN, 961, phone=""), enrolled("Venla", years_ago(34), 962)
    guard(guardian, child)
    campaign = started(round="2030")
    person = resolve_pairwise_id(department=DEPARTMENT, national_id=child.national_id)
    wish = Candidate(person=person, inputs={"birth_date": BORN.isoformat(), "lives_here": True}, pool="south")
    (offer,) = make_offers(actor=OFFICER, client=CLIENT, department=DEPARTMENT, campaign=campaign.id, candidates=[wish])
    assert isinstance(offer, OfferView), offer
    city.things["desk_campaign"] = lambda thing: str(UNKNOWN if thing == "unknown" else campaign.id)
    city.things["desk_offer"] = lambda thing: str(UNKNOWN if thing == "unknown" else offer.id)
    city.things["desk_code"] = lambda thing: offer.code
    city.things["desk_matter"] = lambda thing: str(UNKNOWN)

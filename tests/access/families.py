"""An offer to each of the cast, for the pages on which residents read and answer them."""

from typing import TYPE_CHECKING
from uuid import UUID

from consent.proactive.actions.make_offers import make_offers
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.drafts import Candidate
from consent.proactive.read_models import OfferView
from tests.access.offering import _drafted as drafted
from tests.cast import SYSTEM
from tests.trial_manifest import DEPARTMENT

if TYPE_CHECKING:
    from tests.access.city import City


def offer_to_each(city: "City") -> dict[UUID, str]:
    """This function will offer something to Aino, Saara, Mikko, Oona and Eino, and return the offers by person."""
    campaign = drafted(DEPARTMENT, "trial-task", "trial.plain", "families")
    start_campaign(actor=SYSTEM, department=DEPARTMENT, campaign=campaign.id)
    cast = city.cast
    wishes = [
        Candidate(person.pairwise_id, {"born": "1989-05-03"})
        for person in (cast.aino, cast.saara, cast.mikko, cast.oona, cast.eino)
    ]
    made = make_offers(actor=SYSTEM, client="c", department=DEPARTMENT, campaign=campaign.id, candidates=wishes)
    return {view.subject: str(view.id) for view in made if isinstance(view, OfferView)}

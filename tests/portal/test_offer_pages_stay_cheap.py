"""However many offers somebody has had, their pages take few statements."""

import pytest

from consent import clock
from consent.log.append import draw_ids
from consent.proactive.models import Campaign, Offer, OfferEvent
from tests.cast import Person
from tests.portal.offering import Enter, page
from tests.portal.offering import enter as enter
from tests.portal.offering import sms as sms
from tests.portal.offering import town as town
from tests.portal.test_pages_stay_cheap import statements
from tests.proactive.conftest import Town

MOST = {"/": 8, "/offers/": 9, "/for-me/": 10, "/preferences/": 8, "/history/": 9}


def many_offers(town: Town, person: Person, count: int) -> None:
    """This function will let somebody be offered a service in ``count`` more campaigns."""
    like = Campaign.objects.get(pk=town.campaign.id)
    same = {field.attname: getattr(like, field.attname) for field in Campaign._meta.fields if field.attname != "id"}
    campaigns = [Campaign(**(same | {"round": f"r{number}"})) for number in range(count)]
    Campaign.objects.bulk_create(campaigns)
    at = clock.now()
    offers = [
        Offer(campaign=campaign, subject=person.subject, state="made", version=1, rules_version=1, made_at=at)
        for campaign in campaigns
    ]
    Offer.objects.bulk_create(offers)
    OfferEvent.objects.bulk_create(
        OfferEvent(
            event_id=event_id, recorded_at=at, kind="offer.made", offer=offer.pk, campaign=offer.campaign_id,
            department="education", activity="preschool-placement", subject=person.subject, version=1, state="made",
            actor_kind="staff",
        )
        for event_id, offer in zip(draw_ids(count), offers, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize("items", [5, 500])
def test_the_pages_take_as_few_statements_for_many_offers_as_for_few(town: Town, enter: Enter, items: int) -> None:
    many_offers(town, town.eino, items)
    aino = enter(town.aino, town.eino)
    counted = {path: statements(aino, path) for path in MOST}
    assert {path: count for path, count in counted.items() if count > MOST[path]} == {}
    one = town.offer(town.eino)
    own = {more: statements(aino, page(one, more)) for more in ("", "why/")}
    assert {more: count for more, count in own.items() if count > 22} == {}

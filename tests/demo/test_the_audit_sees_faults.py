"""The replay's audit says nought of a good campaign, and sees each kind of fault when there is one."""

from collections.abc import Iterator
from typing import Any

import pytest

from consent.demo.replay.audit import faults
from consent.demo.replay.behaviour import Crowd, Written
from consent.demo.replay.campaign import ACTOR, DEPARTMENT
from consent.demo.replay.rates import Rates
from consent.demo.replay.street import Street
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.receive import receive_message
from consent.messaging.backends.memory import MemoryBackend
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.event_figures import event_figures
from consent.proactive.models import Offer
from consent.proactive.read_models import CampaignView
from tests.cast import SYSTEM
from tests.demo.replayed import IN_MEMORY, campaign_of

pytestmark = pytest.mark.django_db


class Idle:
    """A gateway's desk with nothing given up."""

    def figures(self) -> dict[str, int]:
        """This function will return its counts."""
        return {"calls_given_up": 0}


@pytest.fixture
def over(settings: Any) -> Iterator[tuple[CampaignView, Street]]:
    """A campaign that is over: all but one family said A, and the audit's street knows what each said."""
    settings.MESSAGING = IN_MEMORY
    MemoryBackend.clear()
    campaign, codes, _ = campaign_of(12)
    desk: Any = Idle()
    street = Street(desk, Crowd(11, Rates()), {}, "16120")
    for number, shown in list(codes.items())[1:]:
        street.codes[number] = shown
        for code in shown:
            receive_message(actor=SYSTEM, provider_id=code, source=number, text=f"A {code}")
            street.said[number].append(Written(code, f"A {code}", 0))
    while handle_inbound(actor=SYSTEM):
        pass
    close_campaign(actor=ACTOR, department=DEPARTMENT, campaign=campaign.id)
    yield campaign, street
    MemoryBackend.clear()


def seen(over: tuple[CampaignView, Street]) -> dict[str, int]:
    """This function will return the faults that the audit sees."""
    campaign, street = over
    found = faults(campaign.id, event_figures(campaign.id), street)
    return {name: count for name, count in found.items() if count}


def test_a_good_campaign_has_none(over: tuple[CampaignView, Street]) -> None:
    assert seen(over) == {}


def test_an_answer_that_the_family_did_not_give_is_seen(over: tuple[CampaignView, Street]) -> None:
    Offer.objects.filter(pk=granted().pk).update(choice="B")
    assert seen(over) == {"answers kept for a wrong child": 1}


def test_an_answer_that_is_gone_is_seen(over: tuple[CampaignView, Street]) -> None:
    Offer.objects.filter(pk=granted().pk).update(choice="", answered_through="")
    assert seen(over) == {"answers lost": 1}


def test_more_children_than_places_are_seen(over: tuple[CampaignView, Street]) -> None:
    offers = Offer.objects.filter(state="granted")
    full = offers.order_by("pool__capacity").first()
    assert full is not None
    offers.update(pool=full.pool)
    assert seen(over) == {"places given that there are not": offers.count() - full.pool.capacity}


def test_a_reply_that_nobody_looked_at_is_seen(over: tuple[CampaignView, Street]) -> None:
    receive_message(actor=SYSTEM, provider_id="late", source="+358400009999", text="A")
    assert seen(over) == {"replies that nobody handled": 1}


def granted() -> Offer:
    """This function will return an offer that was granted."""
    return Offer.objects.filter(state="granted").order_by("pk")[0]

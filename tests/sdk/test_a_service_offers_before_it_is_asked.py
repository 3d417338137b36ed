"""A service publishes rules, runs a campaign and keeps up with what became of each offer, blocking or not."""

from typing import Any

import anyio
import httpx
import pytest

from services.sdk.errors import BadAnswer, BadQuestion, Conflict, NotFound
from services.sdk.fake import FakeLedger
from services.sdk.offers import Candidate, NotTaken, Offer
from tests.sdk.conftest import ANOTHER, SOMEBODY

RULES = {"purely_rules": True, "inputs": {}, "rules": []}
DRAFT = {"code": "card", "round": "2027", "deadline": "2099-01-01T00:00:00Z", "pools": [{"code": "", "capacity": 9}]}


def test_a_campaign_runs_from_rules_to_outcomes(ledger: FakeLedger) -> None:
    ledger.offered.unknown.add(ANOTHER)
    with ledger.client() as client:
        published = client.publish_rules("card", RULES)
        assert (client.publish_rules("card", RULES), client.rules("card")) == (published, published)
        campaign = client.create_campaign(DRAFT)
        assert (campaign.state, campaign.pools[0].capacity) == ("draft", 9)
        assert client.campaign_lacks(campaign.campaign_id) == ()
        assert client.start_campaign(campaign.campaign_id).state == "running"
        people = [Candidate(SOMEBODY, {"born": "2021-05-03"}), Candidate(ANOTHER, {})]
        made, refused = client.make_offers(campaign.campaign_id, people)
        assert isinstance(made, Offer)
        assert (refused, bool(refused)) == (NotTaken(ANOTHER, "no_such_person"), False)
        assert SOMEBODY not in repr(made)
        (again,) = client.make_offers(campaign.campaign_id, people[:1])
        assert again == made
        first = client.offer_outcomes(campaign_id=campaign.campaign_id)
        ledger.offered.answered(SOMEBODY, "A", decided=True)
        then = client.offer_outcomes(first.cursor)
        assert [(one.kind, one.state) for one in (*first.outcomes, *then.outcomes)] == [
            ("offer.made", "made"),
            ("offer.answered", "accepted"),
            ("offer.decided", "granted"),
        ]
        assert client.offer(made.offer_id).choice == "A"
        assert [one.pairwise_id for one in client.offers(campaign.campaign_id, state="granted").offers] == [SOMEBODY]
        assert client.campaign_figures(campaign.campaign_id).counts["granted"] == 1
        assert client.close_campaign(campaign.campaign_id).state == "closed"
        assert [one.state for one in client.campaigns()] == ["closed"]


def test_a_program_with_an_event_loop_does_the_same(ledger: FakeLedger) -> None:
    async def run() -> tuple[str, str]:
        async with ledger.async_client() as client:
            campaign = await client.create_campaign(DRAFT)
            await client.start_campaign(campaign.campaign_id)
            (made,) = await client.make_offers(campaign.campaign_id, [Candidate(SOMEBODY, {})])
            assert isinstance(made, Offer)
            outcomes = await client.offer_outcomes()
            return made.state, outcomes.outcomes[0].kind

    assert anyio.run(run) == ("made", "offer.made")


def test_a_campaign_that_lacks_something_says_so(ledger: FakeLedger) -> None:
    ledger.offered.lacking.append({"condition": "duty_to_provide", "why": "Name the law."})
    with ledger.client() as client:
        campaign = client.create_campaign(DRAFT)
        (lack,) = client.campaign_lacks(campaign.campaign_id)
        with pytest.raises(Conflict) as caught:
            client.start_campaign(campaign.campaign_id)
        assert (lack.condition, caught.value.problem and caught.value.problem.code) == ("duty_to_provide", "conditions")
        with pytest.raises(Conflict):
            client.make_offers(campaign.campaign_id, [Candidate(SOMEBODY, {})])
        with pytest.raises(Conflict):
            client.create_campaign(DRAFT)


def test_what_is_not_the_departments_is_not_there_and_no_id_leads_elsewhere(ledger: FakeLedger) -> None:
    nobody = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    with ledger.client() as client:
        for ask in (client.campaign, client.offer, client.start_campaign, client.campaign_figures):
            with pytest.raises(NotFound):
                ask(nobody)
            with pytest.raises(BadQuestion):
                ask(f"{nobody}/start")
        with pytest.raises(BadQuestion):
            client.rules("../o/token")
        for people in ([], [Candidate(SOMEBODY, {})] * 501, [Candidate("131052-999X", {})]):
            with pytest.raises(BadQuestion):
                client.make_offers(nobody, people)


@pytest.mark.parametrize(
    "spoilt", [{"state": "promised"}, {"id": ANOTHER}, {"offer": "1"}, {"choice": 1}, {"campaign": None}]
)
def test_an_odd_offer_is_no_answer(ledger: FakeLedger, spoilt: dict[str, Any]) -> None:
    with ledger.client() as client:
        campaign = client.start_campaign(client.create_campaign(DRAFT).campaign_id).campaign_id
        client.make_offers(campaign, [Candidate(SOMEBODY, {})])
        (offer,) = ledger.offered.offers.values()
        result = {"id": SOMEBODY, "offer": offer | spoilt}
        ledger.break_with(lambda request: httpx.Response(200, json={"results": [result]}))
        with pytest.raises(BadAnswer):
            client.make_offers(campaign, [Candidate(SOMEBODY, {})])

"""A department leafs through a search: all of it, nothing twice, and with a token that is good for nothing else."""

from typing import Any

import pytest
from django.test import override_settings

from consent.api.access.pages import DEFAULT_LIMIT, MOST_RESULTS
from consent.ledger import search_queries
from consent.ledger.models import Use
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import PairwiseId
from tests.api.authzen import caller
from tests.api.searching import ids, people, purposes, with_decisions
from tests.cast import Cast, national_id, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast, who have decided."""
    return with_decisions(settled)


@pytest.mark.law("AuthZEN 1.0", "8.2", "pages lead through all results, none twice")
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_lead_through_all_of_it(cast: Cast, limit: int) -> None:
    client = caller()
    for target, body in (("resource", people("trial-duty")), ("action", purposes(cast.aino))):
        whole = client.search(target, {**body, "page": {"limit": 1000}})
        assert whole["page"]["next_token"] == ""
        assert len(whole["results"]) >= 4
        pages = client.all_pages(target, body, limit)
        assert [one for page in pages for one in page] == whole["results"]


def test_one_page_runs_through_a_bounded_number_of_ids(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_queries, "MOST_SCANNED", 2)
    client = caller()
    pages = client.all_pages("resource", people(), 2)
    assert sorted(one["id"] for page in pages for one in page) == sorted(
        [cast.aino.pairwise_id, cast.saara.pairwise_id]
    )
    assert len(pages) > PairwiseId.objects.count() // 2 - 1


def test_nobody_new_or_gone_between_two_pages_upsets_the_rest(cast: Cast) -> None:
    client = caller()
    everybody = ids(client.search("resource", people("trial-duty")))
    first = client.search("resource", people("trial-duty", page={"limit": 2}))
    resolve_pairwise_id(department="trial", national_id=national_id(years_ago(33), 979))
    token, limit = first["page"]["next_token"], {"limit": 1000}
    rest = ids(client.search("resource", people("trial-duty", page={"token": token, **limit})))
    assert [who for who in rest if who in everybody] == everybody[2:]


@pytest.mark.law("AuthZEN 1.0", "8.2", "a page's token is good for the same search of the same client alone")
def test_a_token_is_good_for_the_same_search_of_the_same_client_alone(cast: Cast) -> None:
    client = caller()
    body = people("trial-duty", context={"reason": "Letters"})
    token = client.search("resource", {**body, "page": {"limit": 1}})["page"]["next_token"]
    assert client.post("/access/v1/search/resource", {**body, "page": {"token": token, "limit": 7}})[0] == 200
    others = [
        {**body, "action": {"name": "trial-consent"}},
        {**body, "resource": {"type": "trial.other"}},
        {**body, "context": {}},
        people("trial-duty"),
    ]
    for other in others:
        status, answer = client.post("/access/v1/search/resource", {**other, "page": {"token": token}})
        assert (status, type(answer)) == (400, str)
    assert caller().post("/access/v1/search/resource", {**body, "page": {"token": token}})[0] == 400
    action = client.search("action", purposes(cast.aino, page={"limit": 1}))["page"]["next_token"]
    assert client.post("/access/v1/search/resource", {**body, "page": {"token": action}})[0] == 400
    with override_settings(ROOT_KEY=b"another root key of 32 bytes ...."[:32]):
        assert client.post("/access/v1/search/resource", {**body, "page": {"token": token}})[0] in (400, 401)


def test_a_token_tells_nothing(cast: Cast) -> None:
    page = caller().search("resource", people("trial-duty", page={"limit": 1}))
    token = page["page"]["next_token"]
    assert page["results"][0]["id"] not in token
    assert caller().search("resource", people("trial-duty", page={"limit": 1}))["page"]["next_token"] != token


@pytest.mark.parametrize(
    "page",
    [
        7, [], "x", None, {"limit": 0}, {"limit": -1}, {"limit": "5"}, {"limit": True}, {"limit": 1.5}, {"limit": None},
        {"token": 7}, {"token": None}, {"token": "x"}, {"token": "ä"}, {"token": "A" * 40}, {"token": "A" * 2000},
    ],
    ids=str,
)  # fmt: skip
def test_a_page_that_is_none_is_400_and_leaves_no_mark(cast: Cast, page: Any) -> None:
    before = Use.objects.count()
    status, answer = caller().post("/access/v1/search/resource", people(page=page))
    assert (status, type(answer)) == (400, str)
    assert Use.objects.count() == before


def test_a_page_has_its_own_bounds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    original = search_queries.candidate_people
    monkeypatch.setattr(
        "consent.ledger.actions.search.candidate_people",
        lambda *args, limit, **more: (asked.append(limit), original(*args, limit=limit, **more))[1],
    )
    client = caller()
    for page in ({}, {"token": ""}, {"limit": 5}, {"limit": 10**9, "properties": {"sort": "x"}}):
        client.search("resource", people(page=page))
    assert asked == [DEFAULT_LIMIT, DEFAULT_LIMIT, 5, MOST_RESULTS]

"""A department publishes rules, runs a campaign over the API and hears what came of it."""

from datetime import timedelta
from string import Template
from typing import Any
from uuid import UUID, uuid4

import pytest
import yaml
from django.test import Client

from consent import clock
from consent.core.events import Kind
from consent.log.models import Event
from consent.people.actions.resolve import resolve_pairwise_id
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.models import Campaign
from consent.proactive.vocabulary import AnsweredBy, Choice
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import register_client
from consent.registry.manifest import read_manifest
from consent.registry.models import Department as DepartmentRow
from tests.api.conftest import REGISTRAR, bearer, token_for
from tests.api.offering import CAMPAIGNS, CODE, OFFERS, OUTCOMES, RULES, Department, draft, rules, slug
from tests.architecture.tree import ROOT
from tests.cast import Cast
from tests.signed_log import sign_log


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people."""
    return settled


@pytest.fixture
def trial(browser: Client, cast: Cast) -> Department:
    """The trial department."""
    return Department(browser)


@pytest.fixture
def parks(browser: Client, cast: Cast) -> Department:
    """Another department."""
    DepartmentRow.objects.create(code="parks", name_fi="p", name_sv="p", name_en="p", contact={})
    return Department(browser, "parks")


def accepts(cast: Cast, offer: str) -> None:
    answer_offer(
        actor=cast.aino.actor, offer=UUID(offer), choice=Choice.ACCEPT, channel=AnsweredBy.PORTAL, recipient=None
    )


def test_rules_are_published_version_by_version(trial: Department) -> None:
    first = trial.post(f"{RULES}/{CODE}", rules()).json()
    again = trial.post(f"{RULES}/{CODE}", rules()).json()
    assert (first["version"], first["body"], first["changes"], again) == (1, rules(), [], first)
    second = trial.post(f"{RULES}/{CODE}", rules(2020)).json()
    assert (second["version"], second["versions"]) == (2, [2, 1])
    (change,) = second["changes"]
    assert (change["part"], change["name"]) == ("rules", "right_year")
    assert (change["before"]["when"]["value"], change["after"]["when"]["value"]) == (2021, 2020)
    assert trial.get(f"{RULES}/{CODE}").json() == second
    assert trial.get(f"{RULES}/{CODE}/versions/1").json() == first | {"versions": [2, 1]}
    assert [(one["code"], one["version"]) for one in trial.get(RULES).json()["rules"]] == [(CODE, 2)]


@pytest.mark.law("GDPR", "22", "a rule set that does not declare itself purely human-written rules is refused")
def test_what_is_no_set_of_human_rules_is_refused_with_every_fault(trial: Department) -> None:
    body = rules() | {"purely_rules": False, "weights": {"income": 0.7}}
    refused = trial.post(f"{RULES}/{CODE}", body)
    assert (refused.status_code, slug(refused)) == (400, "rules")
    assert len(refused.json()["errors"]) == 2
    assert "income" not in refused.content.decode()
    assert trial.get(f"{RULES}/{CODE}").status_code == 404
    assert trial.post(f"{RULES}/{CODE}", ["no", "object"]).status_code == 400


def test_a_draft_is_read_changed_and_never_lost(trial: Department) -> None:
    address = trial.drafts()
    read = trial.get(address)
    assert (read.json()["state"], read.json()["rules_version"]) == ("draft", None)
    assert trial.get(address, **{"If-None-Match": read["ETag"]}).status_code == 304
    assert trial.put(address, draft(round="2028")).status_code == 428
    changed = trial.put(address, draft(round="2028"), read["ETag"])
    assert (changed.status_code, changed.json()["round"]) == (200, "2028")
    assert trial.put(address, draft(round="2029"), read["ETag"]).status_code == 412
    assert trial.get(address).json() == changed.json()
    assert [one["round"] for one in trial.get(CAMPAIGNS).json()["campaigns"]] == ["2028"]


def test_a_service_has_each_round_once(trial: Department) -> None:
    trial.drafts()
    twice = trial.post(CAMPAIGNS, draft())
    assert (twice.status_code, slug(twice)) == (409, "round-exists")


def test_a_draft_that_no_campaign_could_be_is_refused(trial: Department) -> None:
    refused = trial.post(CAMPAIGNS, draft(deadline="2020-01-01T00:00:00Z", form_url="javascript:alert(1)"))
    assert (refused.status_code, slug(refused)) == (400, "campaign")
    assert len(refused.json()["errors"]) == 2
    for body in (
        draft(extra=1),
        draft(pools=[{"code": "a", "taken": 3}]),
        draft(deadline="tomorrow"),
        draft(texts="A"),
    ):
        assert slug(trial.post(CAMPAIGNS, body)) == "invalid"


@pytest.mark.law("GDPR", "5(1)(b)", "a campaign that lacks a condition of a proactive service cannot start")
def test_a_campaign_that_lacks_a_condition_does_not_start_and_says_which(trial: Department) -> None:
    address = trial.drafts(
        activity="trial-contract", benefit_city={"fi": "Säästö"}, sender="Kaupunki", rules="unpublished", round="2028"
    )
    refused = trial.post(f"{address}/start")
    assert (refused.status_code, slug(refused)) == (409, "conditions")
    lacking = {error["pointer"] for error in refused.json()["errors"]}
    assert lacking == {"/duty_to_provide", "/qualifies", "/both_gain", "/texts"}
    told = trial.get(f"{address}/conditions").json()
    assert not told["would_start"]
    assert {f"/{one['condition']}" for one in told["lacking"]} == lacking
    assert trial.get(address).json()["state"] == "draft"


def test_what_was_mended_starts_once_and_stays(trial: Department) -> None:
    address = trial.drafts(activity="trial-contract")
    assert trial.post(f"{address}/start").status_code == 409
    etag = trial.get(address)["ETag"]
    assert trial.put(address, draft(), etag).status_code == 200
    assert trial.get(f"{address}/conditions").json() == {"would_start": True, "lacking": []}
    started = trial.post(f"{address}/start").json()
    assert (started["state"], started["rules_version"]) == ("running", 1)
    assert trial.post(f"{address}/start").json() == started
    assert Event.objects.filter(kind=Kind.CAMPAIGN_STARTED.value).count() == 1
    late = trial.put(address, draft(), trial.get(address)["ETag"])
    assert (late.status_code, slug(late)) == (409, "not-a-draft")


def test_each_candidate_gets_an_answer_of_its_own(trial: Department, cast: Cast) -> None:
    campaign = trial.starts(pools=[{"code": "kallio", "name": "Kallio", "capacity": 5}])
    foreign = resolve_pairwise_id(department="library", national_id=cast.eino.national_id)
    body: dict[str, Any] = {
        "campaign": campaign,
        "candidates": [
            {"id": cast.eino.pairwise_id, "inputs": {"born": "2021-05-03"}, "pool": "kallio"},
            {"id": cast.oona.pairwise_id, "inputs": {"born": "2012-05-03"}, "pool": "kallio"},
            {"id": cast.mikko.pairwise_id, "inputs": {}, "pool": "kallio"},
            {"id": foreign, "inputs": {"born": "2021-05-03"}, "pool": "kallio"},
            {"id": "a" * 32, "inputs": {"born": "2021-05-03"}, "pool": "kallio"},
            {"id": cast.saara.pairwise_id, "inputs": {"income": 1200}, "pool": "kallio"},
            {"id": cast.saara.pairwise_id, "inputs": {"born": ["2021"]}, "pool": "kallio"},
            {"id": cast.saara.pairwise_id, "inputs": {"born": "2021-05-03"}, "pool": "elsewhere"},
        ],
    }
    answer = trial.post(OFFERS, body)
    results = answer.json()["results"]
    assert [one["id"] for one in results] == [one["id"] for one in body["candidates"]]
    stands = [(one["offer"]["state"], one["offer"]["reason"]) if "offer" in one else one["reason"] for one in results]
    assert stands == [
        ("made", None),
        ("not_offered", "not_eligible"),
        ("not_offered", "inputs_missing"),
        "no_such_person",
        "no_such_person",
        "undeclared_input",
        "bad_input",
        "no_such_pool",
    ]
    assert results[3].keys() == results[4].keys() == {"id", "reason"}
    assert results[5]["problems"] == ["income"]
    whole = trial.get(f"{OFFERS}?campaign={campaign}").json()
    assert {one["id"] for one in whole["offers"]} == {each.pairwise_id for each in (cast.eino, cast.oona, cast.mikko)}


def test_nobody_is_offered_the_same_twice(trial: Department, cast: Cast) -> None:
    campaign = trial.starts()
    body = {"campaign": campaign, "candidates": [{"id": cast.eino.pairwise_id, "inputs": {"born": "2021-05-03"}}]}
    first, replayed = (trial.post(OFFERS, body, key="one-act") for _ in range(2))
    assert (first.content, replayed["Idempotent-Replayed"]) == (replayed.content, "true")
    (again,) = trial.offers(campaign, cast.eino.pairwise_id, born="2000-01-01")
    assert again["offer"]["offer"] == first.json()["results"][0]["offer"]["offer"]
    assert Event.objects.filter(kind=Kind.OFFER_MADE.value).count() == 1


def test_a_batch_has_an_end(trial: Department) -> None:
    campaign = trial.starts()
    people = [{"id": "a" * 32, "inputs": {}} for _ in range(501)]
    assert slug(trial.post(OFFERS, {"campaign": campaign, "candidates": people})) == "invalid"
    assert len(trial.post(OFFERS, {"campaign": campaign, "candidates": people[:500]}).json()["results"]) == 500
    assert slug(trial.post(OFFERS, {"campaign": campaign, "candidates": []})) == "invalid"
    wide = [{"id": "a" * 32, "inputs": {f"i{number}": 1 for number in range(31)}}]
    assert slug(trial.post(OFFERS, {"campaign": campaign, "candidates": wide})) == "invalid"


def test_a_draft_offers_nothing(trial: Department, cast: Cast) -> None:
    campaign = trial.drafts().rpartition("/")[2]
    body = {"campaign": campaign, "candidates": [{"id": cast.eino.pairwise_id, "inputs": {"born": "2021-05-03"}}]}
    refused = trial.post(OFFERS, body)
    assert (refused.status_code, slug(refused)) == (409, "not-running")


def test_offers_are_read_one_by_one_page_by_page_and_by_state(trial: Department, cast: Cast) -> None:
    campaign = trial.starts()
    made = trial.offers(campaign, cast.eino.pairwise_id, cast.oona.pairwise_id, cast.mikko.pairwise_id)
    seen: list[str] = []
    query = f"?campaign={campaign}&limit=1"
    while query:
        page = trial.get(f"{OFFERS}{query}").json()
        seen += [one["offer"] for one in page["offers"]]
        query = f"?campaign={campaign}&limit=1&cursor={page['next']}" if page["more"] else ""
    assert sorted(seen) == sorted(one["offer"]["offer"] for one in made)
    accepts(cast, made[0]["offer"]["offer"])
    taken = trial.get(f"{OFFERS}?campaign={campaign}&state=accepted").json()["offers"]
    assert [(one["id"], one["choice"], one["answered_through"]) for one in taken] == [
        (cast.eino.pairwise_id, "A", "portal")
    ]
    alone = trial.get(f"{OFFERS}/{taken[0]['offer']}")
    assert alone.json() == taken[0]
    assert trial.get(f"{OFFERS}/{taken[0]['offer']}", **{"If-None-Match": alone["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "query", ["", "?campaign=x", "?state=odd", "?cursor=x", "?cursor=%C3%A4", "?limit=0", "?limit=501", "?extra=1"]
)
def test_a_list_is_asked_as_it_is_described(trial: Department, query: str) -> None:
    campaign = trial.starts()
    query = query if query in ("", "?campaign=x") else f"{query}&campaign={campaign}"
    assert slug(trial.get(f"{OFFERS}{query}")) == "invalid"


@pytest.mark.law("GDPR", "5(1)(c)", "a department learns what became of its offer, not who answered it")
def test_it_keeps_up_by_the_order_of_the_log(trial: Department, parks: Department, cast: Cast) -> None:
    campaign = trial.starts()
    (made,) = trial.offers(campaign, cast.eino.pairwise_id)
    accepts(cast, made["offer"]["offer"])
    sign_log()
    cursor, steps = "", []
    for _ in range(10):
        page = trial.get(f"{OUTCOMES}?limit=1{cursor}").json()
        steps += page["outcomes"]
        cursor = f"&cursor={page['next']}"
        if not page["more"]:
            break
    kinds = [one["kind"] for one in steps]
    assert (kinds[0], kinds[-1], len(set(kinds))) == ("offer.made", "offer.answered", len(kinds))
    assert [one["version"] for one in steps] == list(range(1, len(steps) + 1))
    assert all(one["reason"] is None for one in steps)
    assert {(one["id"], one["offer"]) for one in steps} == {(cast.eino.pairwise_id, made["offer"]["offer"])}
    assert (steps[-1]["state"], steps[-1]["choice"]) == ("accepted", "A")
    assert str(cast.aino.subject) not in str(steps)
    assert trial.get(f"{OUTCOMES}?{cursor[1:]}").json()["outcomes"] == []
    assert trial.get(f"{OUTCOMES}?campaign={uuid4()}").json()["outcomes"] == []
    assert parks.get(OUTCOMES).json()["outcomes"] == []


def test_it_closes_after_the_deadline_and_no_earlier(trial: Department, cast: Cast) -> None:
    campaign = trial.starts()
    made = trial.offers(campaign, cast.eino.pairwise_id, cast.oona.pairwise_id)
    accepts(cast, made[0]["offer"]["offer"])
    early = trial.post(f"{CAMPAIGNS}/{campaign}/close")
    assert (early.status_code, slug(early)) == (409, "deadline-ahead")
    Campaign.objects.filter(pk=campaign).update(deadline=clock.now() - timedelta(seconds=1))
    closed = trial.post(f"{CAMPAIGNS}/{campaign}/close").json()
    assert closed["state"] == "closed"
    listed = trial.get(f"{OFFERS}?campaign={campaign}").json()["offers"]
    assert {one["id"]: one["state"] for one in listed} == {
        cast.eino.pairwise_id: "granted",
        cast.oona.pairwise_id: "lapsed",
    }
    assert slug(trial.post(f"{CAMPAIGNS}/{campaign}/start")) == "closed"


@pytest.mark.law("GDPR", "5(1)(f)", "figures by why nobody was reached are told from five people on")
def test_the_funnel_is_exact_and_the_unreached_are_told_from_five_on(trial: Department, cast: Cast) -> None:
    campaign = trial.starts()
    trial.offers(campaign, cast.eino.pairwise_id, cast.oona.pairwise_id)
    trial.offers(campaign, cast.mikko.pairwise_id, born="1999-01-01")
    figures = trial.get(f"{CAMPAIGNS}/{campaign}/funnel").json()
    assert (figures["candidates"], figures["eligible"], figures["made"]) == (3, 2, 2)
    assert figures["reasons"] == {"not_eligible": 1}
    assert figures["unreached"]
    assert all(one["count"] is None for one in figures["unreached"])


def test_another_departments_things_are_the_same_404_as_none(trial: Department, parks: Department, cast: Cast) -> None:
    campaign = trial.starts()
    (made,) = trial.offers(campaign, cast.eino.pairwise_id)
    offer = made["offer"]["offer"]
    body = {"candidates": [{"id": cast.eino.pairwise_id, "inputs": {"born": "2021-05-03"}}]}
    answers = []
    for one, other in ((campaign, offer), (str(uuid4()), str(uuid4()))):
        address = f"{CAMPAIGNS}/{one}"
        answers.append(
            [
                parks.get(address),
                parks.get(f"{address}/conditions"),
                parks.get(f"{address}/funnel"),
                parks.put(address, draft(), '"x"'),
                parks.post(f"{address}/start"),
                parks.post(f"{address}/close"),
                parks.post(OFFERS, body | {"campaign": one}),
                parks.get(f"{OFFERS}?campaign={one}"),
                parks.get(f"{OFFERS}/{other}"),
            ]
        )
    assert {answer.status_code for answer in (*answers[0], *answers[1])} == {404}
    own, none = ([answer.json() | {"instance": ""} for answer in some] for some in answers)
    assert own == none
    assert parks.get(f"{RULES}/{CODE}").status_code == 404
    assert parks.get(f"{RULES}/{CODE}/versions/1").status_code == 404
    assert parks.get(RULES).json()["rules"] == parks.get(CAMPAIGNS).json()["campaigns"] == []
    assert trial.get(f"{CAMPAIGNS}/{campaign}").json()["state"] == "running"


def test_who_may_not_make_offers_gets_nowhere(browser: Client, trial: Department, cast: Cast) -> None:
    campaign = trial.starts()
    reader = register_client(actor=REGISTRAR, department="trial", scopes=["consent:read"])
    headers = bearer(token_for(browser, reader, "consent:read"))
    for path in (RULES, CAMPAIGNS, f"{CAMPAIGNS}/{campaign}", f"{OFFERS}?campaign={campaign}", OUTCOMES):
        refused = browser.get(path, headers=headers)
        assert (refused.status_code, slug(refused)) == (403, "insufficient-scope")
    assert browser.get(RULES).status_code == 401


def test_what_early_education_publishes_may_start(browser: Client, cast: Cast) -> None:
    load_manifest(actor=REGISTRAR, manifest=read_manifest(ROOT / "services" / "preschool" / "manifest.yaml"))
    education = Department(browser, "education")
    written = yaml.safe_load(
        Template((ROOT / "services" / "preschool" / "data" / "campaign.yaml").read_text()).substitute(
            year=2027, born=2021
        )
    )
    assert education.post(f"{RULES}/{written['campaign']['rules']}", written["rules"]).status_code == 200
    deadline = (clock.now() + timedelta(days=14)).isoformat()
    made = education.post(CAMPAIGNS, written["campaign"] | {"deadline": deadline}).json()
    address = f"{CAMPAIGNS}/{made['campaign']}"
    assert education.get(f"{address}/conditions").json() == {"would_start": True, "lacking": []}
    assert education.post(f"{address}/start").json()["state"] == "running"

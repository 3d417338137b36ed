"""A department searches: for whom, for what, by whom. It finds what a check allows, and every look leaves a mark."""

import json
from itertools import product
from typing import Any

import pytest

from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import Use
from consent.ledger.queries import uses_of
from consent.log.sealing import unseal_text
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import PairwiseId
from consent.registry.actions.change_client import change_client
from consent.registry.models import ClientApplication
from tests import trial_manifest
from tests.api.authzen import Caller, caller
from tests.api.searching import SAID, TRIAL, ids, people, purposes, with_decisions
from tests.cast import SYSTEM, Cast, token_for

pytestmark = pytest.mark.django_db
ACTIVITIES = [entry["code"] for entry in trial_manifest.manifest()["activities"]]


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast, who have decided."""
    return with_decisions(settled)


def checked(client: Caller, activity: str, pairwise: str, **more: Any) -> bool:
    """This function will ask the same as a check does."""
    resource = {"type": "trial.plain", "id": pairwise}
    return bool(
        client.evaluate({"subject": TRIAL, "action": {"name": activity}, "resource": resource, **more})["decision"]
    )


@pytest.mark.parametrize("context", [{}, {"case": "C-1", "staff_ref": "S-1"}], ids=["bare", "with a case"])
def test_a_search_finds_exactly_what_a_check_allows(cast: Cast, context: dict[str, str]) -> None:
    client, more = caller(), {"context": context}
    known = sorted(PairwiseId.objects.filter(department="trial").values_list("value", flat=True))
    allowed = {(one, who) for one, who in product(ACTIVITIES, known) if checked(client, one, who, **more)}
    assert len({one for one, _ in allowed}) >= 6
    for activity in ACTIVITIES:
        expected = [who for who in known if (activity, who) in allowed]
        assert ids(client.search("resource", people(activity, **more))) == expected
    for who in known:
        assert ids(client.search("action", purposes(who, **more))) == sorted(one for one, by in allowed if by == who)
    for activity, who in product(ACTIVITIES, known):
        body = {**purposes(who, **more), "subject": {"type": "department"}, "action": {"name": activity}}
        assert ids(client.search("subject", body)) == (["trial"] if (activity, who) in allowed else [])


def test_results_are_entities_of_the_type_asked_for(cast: Cast) -> None:
    client = caller()
    found = client.search("resource", people())["results"]
    assert found == [
        {"type": "trial.plain", "id": who} for who in sorted([cast.aino.pairwise_id, cast.saara.pairwise_id])
    ]
    assert {"name": "trial-consent"} in client.search("action", purposes(cast.aino))["results"]
    body = {**purposes(cast.aino), "subject": {"type": "department"}, "action": {"name": "trial-consent"}}
    assert client.search("subject", body) == {"results": [TRIAL]}


@pytest.mark.law("GDPR", "5(2)", "a search that tells of whom a use is allowed is a use that each of them sees")
def test_whoever_is_found_sees_it(cast: Cast) -> None:
    client, before = caller(), Use.objects.count()
    client.search("resource", people(context={"reason": "Letters to all who agreed", "staff_ref": "S-7"}))
    for who in (cast.aino, cast.saara):
        use = uses_of(who.subject).rows[0]
        assert (use.activity, use.category, use.allowed) == ("trial-consent", "trial.plain", True)
    newest = Use.objects.order_by("-event_id")[0]
    assert json.loads(unseal_text(newest.subject, newest.event_id, newest.recorded_at, newest.sealed)) == {
        "reason": "Letters to all who agreed",
        "staff_ref": "S-7",
    }
    # Who cannot be found is not looked at.
    assert Use.objects.count() == before + 2


@pytest.mark.law("GDPR", "5(2)", "a search about one person leaves a mark, whether it finds something or not")
def test_a_search_about_one_person_leaves_a_mark_whatever_it_finds(cast: Cast) -> None:
    client = caller()
    body = {**purposes(cast.mikko), "subject": {"type": "department"}, "action": {"name": "trial-consent"}}
    assert ids(client.search("subject", body)) == []
    use = uses_of(cast.mikko.subject).rows[0]
    assert (use.activity, use.allowed, use.reason) == ("trial-consent", False, "withdrawn")
    before = Use.objects.filter(subject=cast.mikko.subject).count()
    found = ids(client.search("action", purposes(cast.mikko)))
    new = Use.objects.filter(subject=cast.mikko.subject).order_by("event_id")[before:]
    assert [use.activity for use in new if use.allowed] == found
    assert {use.reason for use in new if not use.allowed} >= {"withdrawn", "restricted"}


def test_a_withdrawal_is_seen_by_the_very_next_search(cast: Cast) -> None:
    client = caller()
    assert cast.aino.pairwise_id in ids(client.search("resource", people()))
    withdraw_consent(activity="trial-consent", actor=cast.aino.actor, subject=cast.aino.subject, **SAID)
    assert cast.aino.pairwise_id not in ids(client.search("resource", people()))


# Nothing can be learnt that is not one's own.

NOTHING: dict[str, Any] = {"results": []}
ELSEWHERE = {
    "another department": {"subject": {"type": "department", "id": "library"}},
    "no department": {"subject": {"type": "department", "id": "nobody"}},
    "a person": {"subject": {"type": "user", "id": "trial"}},
    "a spaceship": {"subject": {"type": "spaceship", "id": "trial"}},
    "an unknown activity": {"action": {"name": "no-such-activity"}},
    "another department's activity": {"action": {"name": "library-recommendations"}},
    "an unknown category": {"resource": {"type": "no.such", "id": "x"}},
    "a category not covered": {"resource": {"type": "trial.other", "id": "x"}},
}


# The id of what is searched for is not read, and a search for actions names none.
UNREAD = {
    ("subject", "another department"), ("subject", "no department"),
    ("action", "an unknown activity"), ("action", "another department's activity"),
}  # fmt: skip


@pytest.mark.parametrize(("target", "where"), sorted({*product(("subject", "resource", "action"), ELSEWHERE)} - UNREAD))
def test_what_is_anothers_or_unknown_is_found_empty(cast: Cast, target: str, where: str) -> None:
    change = {**ELSEWHERE[where]}
    body = (
        {**people(), **change}
        if target == "resource"
        else {**purposes(cast.aino), "action": {"name": "trial-consent"}, **change}
    )
    if target == "action":
        body.pop("action")
    assert caller().search(target, body) == NOTHING


@pytest.mark.law("GDPR", "32(1)(b)", "another department's ids find nobody, like ids that never were")
def test_an_id_of_another_department_finds_what_no_id_finds(cast: Cast) -> None:
    client = caller()
    others = resolve_pairwise_id(department="library", national_id=cast.aino.national_id)
    for who in (others, "a" * 32):
        assert client.search("action", purposes(who)) == NOTHING
        assert Use.objects.latest("event_id").subject is None
        body = {**purposes(who), "subject": {"type": "department"}, "action": {"name": "trial-duty"}}
        assert client.search("subject", body) == NOTHING
    assert others not in ids(client.search("resource", people("trial-duty")))


def test_an_unknown_person_is_found_like_everybody_where_a_law_allows(cast: Cast) -> None:
    client = caller()
    assert cast.unknown.pairwise_id in ids(client.search("resource", people("trial-duty")))
    assert ids(client.search("action", purposes(cast.unknown))) == [
        name for name in ids(client.search("action", purposes(cast.saara))) if name != "trial-consent"
    ]


@pytest.mark.parametrize("target", ["subject", "resource", "action"])
def test_the_scope_to_check_is_not_the_scope_to_search(cast: Cast, target: str) -> None:
    body = {**people(), "resource": {"type": "trial.plain", "id": cast.aino.pairwise_id}}
    before = Use.objects.count()
    for client, status in ((caller(scopes="decision:evaluate"), 403), (Caller("never-issued"), 401)):
        assert client.post(f"/access/v1/search/{target}", body)[0] == status
    only = caller(scopes="decision:search")
    assert only.post("/access/v1/evaluation", body)[0] == 403
    assert Use.objects.count() == before
    assert only.post(f"/access/v1/search/{target}", body)[0] == 200


def test_a_scope_taken_away_counts_from_the_next_page(cast: Cast) -> None:
    client = Caller(token_for("trial", "decision:search"))
    token = client.search("resource", people(page={"limit": 1}))["page"]["next_token"]
    registered = ClientApplication.objects.get(department="trial", allowed_scopes="decision:search").client_id
    change_client(actor=SYSTEM, client_id=registered, scopes=["decision:evaluate"])
    assert client.post("/access/v1/search/resource", people(page={"token": token}))[0] == 403

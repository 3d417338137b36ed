"""A department asks for consent over the API, and another department learns nothing of it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from consent.asking.actions.return_addresses import change_return_addresses
from consent.asking.models import ConsentRequest
from consent.core.vocabulary import Channel
from consent.ledger.actions.refuse import refuse_consent
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.models import Department
from tests.api.conftest import REGISTRAR, bearer, token_for
from tests.cast import SYSTEM, Cast

PATH = "/api/v1/consent-requests"
CONSENT = "trial-consent"


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people, who have decided nothing."""
    return settled


def client_of(department: str) -> RegisteredClient:
    return register_client(actor=REGISTRAR, department=department, scopes=["consent:request"])


@pytest.fixture
def client(cast: Cast) -> RegisteredClient:
    """The trial department's client."""
    return client_of("trial")


@pytest.fixture
def trial(browser: Client, client: RegisteredClient) -> dict[str, str]:
    """The headers of its requests."""
    return bearer(token_for(browser, client, "consent:request"))


@pytest.fixture
def parks(browser: Client, cast: Cast) -> dict[str, str]:
    """The headers of another department."""
    Department.objects.create(code="parks", name_fi="p", name_sv="p", name_en="p", contact={})
    return bearer(token_for(browser, client_of("parks"), "consent:request"))


def post(browser: Client, path: str, body: Any, headers: dict[str, str], key: str = "") -> Any:
    headers = headers | {"Idempotency-Key": key or uuid4().hex}
    text = body if isinstance(body, bytes) else json.dumps(body)
    return browser.post(path, text, content_type="application/json", headers=headers)


def ask(browser: Client, headers: dict[str, str], *people: str, activity: str = CONSENT, **more: Any) -> Any:
    wishes = [{"id": person, "activity": activity, **more} for person in people]
    return post(browser, PATH, {"requests": wishes}, headers)


def one(browser: Client, headers: dict[str, str], person: str, **more: Any) -> dict[str, Any]:
    response = ask(browser, headers, person, **more)
    assert response.status_code == 200, response.content
    return response.json()["results"][0]


@pytest.mark.law("GDPR", "7(2)", "a department's question is an act of its own: one person, one purpose, nothing else")
def test_it_asks_reads_and_cancels(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    made = one(browser, trial, cast.aino.pairwise_id, days=14)["request"]
    assert (made["status"], made["id"], made["notice_version"]) == ("waiting", cast.aino.pairwise_id, 1)
    assert made["page"].endswith(f"/requests/{made['request']}/")
    assert browser.get(f"{PATH}/{made['request']}", headers=trial).json() == made
    cancelled = post(browser, f"{PATH}/{made['request']}/cancel", b"", trial)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert browser.get(PATH, headers=trial).json()["requests"] == [cancelled.json()]


def test_a_batch_has_a_result_for_each(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    foreign = resolve_pairwise_id(department="library", national_id=cast.aino.national_id)
    response = ask(browser, trial, cast.aino.pairwise_id, cast.unknown.pairwise_id, "a" * 32, foreign)
    results = response.json()["results"]
    assert [result.get("reason") for result in results] == [None, None, "no_such_person", "no_such_person"]
    assert results[0].keys() == results[1].keys()
    assert results[0]["request"].keys() == results[1]["request"].keys()


def test_a_repeated_request_asks_once(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    body = {"requests": [{"id": cast.aino.pairwise_id, "activity": CONSENT}]}
    first, second = (post(browser, PATH, body, trial, key="one-act") for _ in range(2))
    assert (first.content, second.headers["Idempotent-Replayed"]) == (second.content, "true")
    assert ConsentRequest.objects.count() == 1
    assert browser.post(PATH, json.dumps(body), content_type="application/json", headers=trial).status_code == 400
    assert one(browser, trial, cast.aino.pairwise_id)["reason"] == "asked_already"


def test_it_learns_of_the_answer_and_reads_page_by_page(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    people = [cast.aino, cast.mikko, cast.saara]
    ask(browser, trial, *(person.pairwise_id for person in people))
    refuse_consent(
        actor=cast.mikko.actor, subject=cast.mikko.subject, activity=CONSENT, notice_version=1, language="fi",
        channel=Channel.PORTAL,
    )  # fmt: skip
    seen, query = [], "?limit=1"
    while query:
        page = browser.get(f"{PATH}{query}", headers=trial).json()
        seen += [(each["id"], each["status"]) for each in page["requests"]]
        query = f"?limit=1&cursor={page['next']}" if page["more"] else ""
    assert seen == [
        (cast.aino.pairwise_id, "waiting"),
        (cast.mikko.pairwise_id, "refused"),
        (cast.saara.pairwise_id, "waiting"),
    ]
    refused = browser.get(f"{PATH}?status=refused&activity={CONSENT}", headers=trial).json()
    assert ([each["id"] for each in refused["requests"]], refused["more"]) == ([cast.mikko.pairwise_id], False)
    assert browser.get(f"{PATH}?activity=trial-task", headers=trial).json()["requests"] == []


def test_another_departments_request_is_the_same_404_as_none(
    browser: Client, cast: Cast, trial: dict[str, str], parks: dict[str, str]
) -> None:
    made = one(browser, trial, cast.aino.pairwise_id)["request"]["request"]
    for identifier in (made, uuid4()):
        assert browser.get(f"{PATH}/{identifier}", headers=parks).status_code == 404
        assert post(browser, f"{PATH}/{identifier}/cancel", b"", parks).status_code == 404
    assert browser.get(PATH, headers=parks).json()["requests"] == []
    assert ask(browser, parks, cast.aino.pairwise_id).json()["results"][0]["reason"] == "no_such_activity"
    assert browser.get(f"{PATH}/{made}", headers=trial).json()["status"] == "waiting"


def test_what_was_answered_is_not_cancelled(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    made = one(browser, trial, cast.aino.pairwise_id)["request"]["request"]
    refuse_consent(
        actor=cast.aino.actor, subject=cast.aino.subject, activity=CONSENT, notice_version=1, language="fi",
        channel=Channel.PORTAL,
    )  # fmt: skip
    response = post(browser, f"{PATH}/{made}/cancel", b"", trial)
    assert (response.status_code, response.json()["type"].rsplit("/", 2)[1]) == (409, "not-waiting")


def test_only_a_registered_address_of_this_very_client_is_taken(
    browser: Client, cast: Cast, trial: dict[str, str], client: RegisteredClient
) -> None:
    other = client_of("trial").client_id
    change_return_addresses(actor=SYSTEM, client=client.client_id, add=["https://trial.example/back?x=1"])
    change_return_addresses(actor=SYSTEM, client=other, add=["https://trial.example/other"])
    for uri in ("https://trial.example/other", "https://trial.example/back", "https://trial.example/back?x=1&y=2"):
        said = one(browser, trial, cast.aino.pairwise_id, return_uri=uri)
        assert said["reason"] == "return_uri_not_registered"
    assert "request" in one(
        browser, trial, cast.aino.pairwise_id, return_uri="https://trial.example/back?x=1", state="s"
    )


WISH = {"id": "a" * 32, "activity": CONSENT}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"{", {"requests": []}, {"requests": {}}, {"requests": [WISH] * 1_001},
        {"requests": [WISH | {"status": "granted"}]}, {"requests": [WISH | {"subject": "x"}]},
        {"requests": [WISH | {"days": 0}]}, {"requests": [WISH | {"days": 91}]}, {"requests": [WISH | {"days": "9"}]},
        {"requests": [WISH | {"days": True}]}, {"requests": [WISH | {"state": "s"}]}, {"requests": [{"id": "x"}]},
        {"requests": [WISH | {"return_uri": "u", "state": "s" * 201}]}, {"requests": [WISH], "more": 1},
        {"requests": [WISH | {"id": "\x00"}]}, {"requests": [WISH | {"activity": 7}]},
        b'{"requests":[{"id":"\\ud800","activity":"x"}]}', b'{"requests":[],"requests":[]}',
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused_and_nobody_is_asked(
    browser: Client, cast: Cast, trial: dict[str, str], body: Any
) -> None:
    response = post(browser, PATH, body, trial)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert not ConsentRequest.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "status=x",
        "status=",
        "activity=%00",
        "cursor=x",
        "limit=0",
        "limit=501",
        "who=me",
        "status=waiting&status=expired",
    ],
)
def test_a_query_that_is_none_is_refused(browser: Client, trial: dict[str, str], query: str) -> None:
    assert browser.get(f"{PATH}?{query}", headers=trial).status_code == 400


def test_a_body_with_members_cancels_nothing(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    made = one(browser, trial, cast.aino.pairwise_id)["request"]["request"]
    assert post(browser, f"{PATH}/{made}/cancel", {"reason": "x"}, trial).status_code == 400
    assert browser.get(f"{PATH}/{made}", headers=trial).json()["status"] == "waiting"


def test_a_thousand_take_no_more_statements_than_ten(
    browser: Client, cast: Cast, trial: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(32):
        response = ask(browser, trial, *(f"{number:032d}" for number in range(1_000)))
    assert {result["reason"] for result in response.json()["results"]} == {"no_such_person"}
    with django_assert_max_num_queries(32):
        ask(browser, trial, cast.aino.pairwise_id, cast.mikko.pairwise_id, cast.saara.pairwise_id)


def test_what_has_not_changed_is_not_sent_again(browser: Client, trial: dict[str, str], cast: Cast) -> None:
    made = one(browser, trial, cast.aino.pairwise_id)["request"]["request"]
    paths = (PATH, f"{PATH}/{made}")
    known = {path: browser.get(path, headers=trial) for path in paths}
    for path, first in known.items():
        assert (first.status_code, first["Cache-Control"]) == (200, "no-store")
        again = browser.get(path, headers=trial | {"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    refuse_consent(
        actor=cast.aino.actor, subject=cast.aino.subject, activity=CONSENT, notice_version=1, language="fi",
        channel=Channel.PORTAL,
    )  # fmt: skip
    for path, first in known.items():
        changed = browser.get(path, headers=trial | {"If-None-Match": first["ETag"]})
        assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
        assert b'"refused"' in changed.content

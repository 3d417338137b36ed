"""The certification scenario of AuthZEN Authorization API 1.0, each of its rules; numbers are the scenario's own."""

from typing import Any

import pytest
from django.test import Client

from tests.api.authzen import MANY, SINGLE, Caller, behind, caller
from tests.decisions.doors import ask_http

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.law("AuthZEN 1.0", "6–9", "the certification scenario of the working group holds, each of its rules"),
]
ALICE, BOB = {"type": "user", "id": "alice"}, {"type": "user", "id": "bob"}
ADMIN = {**BOB, "properties": {"role": "admin"}}
FIRST, SECOND = {"type": "record", "id": "record-1"}, {"type": "record", "id": "record-2"}
ACTIVE, ARCHIVED = {**FIRST, "properties": {"status": "active"}}, {**SECOND, "properties": {"status": "archived"}}
READ, WRITE = {"name": "read"}, {"name": "write"}
TIME = {"time": "2025-06-27T18:03-07:00"}
USERS = {"subject": {"type": "user"}, "action": READ, "resource": FIRST}
RECORDS = {"subject": ALICE, "action": READ, "resource": {"type": "record"}}
ACTIONS = {"subject": ALICE, "resource": FIRST}


def asked(subject: Any, action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    """This function will write an evaluation request."""
    return {"subject": subject, "action": action, "resource": resource, **more}


def delete(soft: bool) -> dict[str, Any]:
    """This function will write the action that has a property."""
    return {"name": "delete", "properties": {"soft": soft}}


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch, settled: Any) -> Any:
    """A harness with a token, before a decision point that has the required fixture."""
    with behind("certification", monkeypatch):
        yield caller()


SINGLES = {
    "2.2.1": (asked(ALICE, READ, FIRST), True),
    "1.4 rule 2": (asked(ALICE, WRITE, FIRST), True),
    "1.4 rule 3": (asked(BOB, READ, FIRST), True),
    "2.2.2": (asked(BOB, WRITE, FIRST), False),
    "2.2.3": (asked(ALICE, READ, FIRST, context={**TIME, "ip": "192.168.1.1"}), True),
    "2.2.4": (asked(ALICE, WRITE, ARCHIVED), False),
    "2.2.5": (asked(ADMIN, WRITE, ARCHIVED), True),
    "2.2.6": (asked(ALICE, delete(True), FIRST), True),
    "2.2.7": (asked(ALICE, delete(False), FIRST), False),
    "2.2.8": (
        asked(
            {**ALICE, "properties": {"department": "Sales", "role": "manager"}},
            {**READ, "properties": {"method": "GET"}},
            {**FIRST, "properties": {"status": "active", "owner": "bob"}},
        ),
        True,
    ),
    "2.2.9": (asked(ALICE, READ, FIRST, foo="bar", futureField={"nested": True}), True),
}


@pytest.mark.parametrize("number", SINGLES)
def test_a_single_evaluation(harness: Caller, number: str) -> None:
    body, expected = SINGLES[number]
    assert harness.evaluate(body) == {"decision": expected}
    # 2.6: the same again and again; 3.4.2 and 3.4.3: the other endpoint, without evaluations, is the same.
    assert harness.evaluate(body) == {"decision": expected}
    assert harness.post(MANY, body) == (200, {"decision": expected})
    assert harness.post(MANY, {**body, "evaluations": []}) == (200, {"decision": expected})


GOOD = asked(ALICE, READ, FIRST)
BROKEN = {
    **{f"2.4.1 no {part}": {name: GOOD[name] for name in GOOD if name != part} for part in GOOD},
    "2.4.2 no subject.type": {**GOOD, "subject": {"id": "alice"}},
    "2.4.2 no subject.id": {**GOOD, "subject": {"type": "user"}},
    "2.4.2 no action.name": {**GOOD, "action": {}},
    "2.4.2 no resource.type": {**GOOD, "resource": {"id": "record-1"}},
    "2.4.2 no resource.id": {**GOOD, "resource": {"type": "record"}},
    "2.4.4 not JSON": b'{"subject":',
    "2.4.5 empty": b"",
    "2.4.6 subject is text": {**GOOD, "subject": "alice"},
    "2.4.6 action.name is a number": {**GOOD, "action": {"name": 123}},
    "an array": [GOOD],
    "a text": "alice",
}


@pytest.mark.parametrize("path", [SINGLE, MANY])
@pytest.mark.parametrize("number", BROKEN)
def test_a_broken_request_is_400(harness: Caller, number: str, path: str) -> None:
    status, answer = harness.post(path, BROKEN[number])
    assert status == 400
    assert isinstance(answer, str)


WELL_FORMED = {
    SINGLE: GOOD,
    MANY: GOOD,
    "/access/v1/search/subject": USERS,
    "/access/v1/search/resource": RECORDS,
    "/access/v1/search/action": ACTIONS,
}


@pytest.mark.parametrize("path", WELL_FORMED)
def test_2_4_3_another_content_type_is_400_and_2_5_a_request_id_is_echoed(harness: Caller, path: str) -> None:
    body = WELL_FORMED[path]
    for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert harness.post(path, body, CONTENT_TYPE=content_type)[0] == 400
    given = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"
    status, headers, _ = ask_http(harness.token, body, PATH_INFO=path, HTTP_X_REQUEST_ID=given)
    assert (status, headers["X-Request-ID"], headers["Content-Type"]) == (200, given, "application/json")
    assert ask_http(harness.token, body, PATH_INFO=path)[0] == 200


MANIES = {
    "3.2.1": ({"subject": ALICE, "action": READ, "evaluations": [{"resource": FIRST}, {"resource": SECOND}]}, None),
    "3.2.2": ({"subject": BOB, "resource": FIRST, "evaluations": [{"action": READ}, {"action": WRITE}]}, [True, False]),
    "3.2.3": (
        {"subject": ALICE, "action": WRITE, "evaluations": [{"resource": ACTIVE}, {"resource": ARCHIVED}]},
        [True, False],
    ),
    "3.2.4": (
        {"action": WRITE, "resource": ARCHIVED, "evaluations": [{"subject": ALICE}, {"subject": ADMIN}]},
        [False, True],
    ),
    "3.2.5": ({"evaluations": [asked(ALICE, READ, FIRST), asked(BOB, WRITE, FIRST)]}, [True, False]),
    "3.2.6": (
        {
            "subject": ALICE, "action": READ, "context": TIME,
            "evaluations": [{"resource": FIRST}, {"resource": SECOND, "context": {**TIME, "source": "batch-override"}}],
        },
        None,
    ),
    "3.2.7": (
        {
            "subject": ALICE, "action": WRITE, "resource": {"type": "record"},
            "evaluations": [
                {"resource": {"id": "record-1", "properties": {"status": "active"}}},
                {"resource": ARCHIVED},
            ],
        },
        [True, False],
    ),
    "3.4.1": ({"subject": ALICE, "action": READ, "evaluations": [{"resource": FIRST}, {}]}, [True, False]),
}  # fmt: skip


@pytest.mark.parametrize("number", MANIES)
def test_many_evaluations(harness: Caller, number: str) -> None:
    body, expected = MANIES[number]
    status, answer = harness.post(MANY, body)
    assert status == 200
    # 3.3: as many as were asked, in their order, each with a decision, and no decision beside them.
    assert answer.keys() == {"evaluations"}
    assert len(answer["evaluations"]) == len(body["evaluations"])
    decisions = [one["decision"] for one in answer["evaluations"]]
    assert all(isinstance(decision, bool) for decision in decisions)
    assert expected is None or decisions == expected


SEARCHES: dict[str, tuple[str, dict[str, Any], list[dict[str, str]]]] = {
    "4.2.1": ("subject", USERS, [ALICE, BOB]),
    "4.2.2": ("subject", {**USERS, "context": TIME}, [ALICE, BOB]),
    "4.2.3": ("subject", {**USERS, "subject": ALICE}, [ALICE, BOB]),
    "4.2.4": ("subject", {"subject": {"type": "user"}, "action": WRITE, "resource": ARCHIVED}, [BOB]),
    "4.3.1": ("resource", RECORDS, [FIRST]),
    "4.3.2": ("resource", {**RECORDS, "resource": SECOND}, [FIRST]),
    "4.3.3": ("resource", {"subject": ADMIN, "action": WRITE, "resource": {"type": "record"}}, [SECOND]),
    "4.4.1": ("action", ACTIONS, [READ, WRITE]),
    "4.4.2": ("action", {**ACTIONS, "context": TIME}, [READ, WRITE]),
    "4.4.3": ("action", {"subject": ADMIN, "resource": ARCHIVED}, [WRITE]),
}


@pytest.mark.parametrize("number", SEARCHES)
def test_a_search_finds_what_it_must(harness: Caller, number: str) -> None:
    target, body, least = SEARCHES[number]
    answer = harness.search(target, body)
    assert [one for one in least if one not in answer["results"]] == []
    members = {"name"} if target == "action" else {"type", "id"}
    assert all(one.keys() == members for one in answer["results"])
    assert "page" not in answer, "it was not asked for, and there is no other"


def test_4_5_pages_lead_through_all_of_it(harness: Caller) -> None:
    assert harness.all_pages("subject", USERS, 1) == [[ALICE], [BOB]]
    assert harness.all_pages("resource", RECORDS, 1) == [[FIRST], [SECOND]]
    assert harness.all_pages("action", ACTIONS, 1) == [[READ], [WRITE]]
    assert harness.search("subject", {**USERS, "page": {"limit": 2}})["page"] == {"next_token": "", "count": 2}


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("action", {"subject": {"type": "user", "id": "nonexistent-user"}, "resource": FIRST}),
        ("action", {"subject": ALICE, "resource": {"type": "record", "id": "no-such-record"}}),
        ("subject", {**USERS, "subject": {"type": "spaceship"}}),
        ("resource", {**RECORDS, "resource": {"type": "spaceship"}}),
        ("subject", {**USERS, "action": {"name": "fly"}}),
    ],
)
def test_4_6_what_is_unknown_is_found_empty(harness: Caller, target: str, body: Any) -> None:
    assert harness.search(target, body)["results"] == []


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("subject", {"subject": {"type": "user"}, "resource": FIRST}),
        ("resource", {"action": READ, "resource": {"type": "record"}}),
        ("action", {"subject": ALICE}),
        ("subject", {**USERS, "resource": {"type": "record"}}),
        ("resource", {**RECORDS, "subject": {"type": "user"}}),
        ("action", {**ACTIONS, "resource": {"id": "record-1"}}),
        ("subject", {**USERS, "subject": {}}),
        ("subject", [USERS]),
        ("subject", b""),
    ],
)
def test_4_7_a_search_that_lacks_something_is_400(harness: Caller, target: str, body: Any) -> None:
    assert harness.post(f"/access/v1/search/{target}", body)[0] == 400


def test_6_discovery(browser: Client) -> None:
    answer = browser.get("/.well-known/authzen-configuration", headers={"host": "testserver"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    said = answer.json()
    assert said["policy_decision_point"] == "http://testserver"
    names = {f"search_{one}_endpoint" for one in ("subject", "resource", "action")}
    names |= {"access_evaluation_endpoint", "access_evaluations_endpoint"}
    assert {name for name in said if name.endswith("_endpoint")} == names
    assert all(said[name].startswith("http://testserver/access/v1/") for name in names)
    assert said["capabilities"]
    assert all(isinstance(one, str) for one in said["capabilities"])

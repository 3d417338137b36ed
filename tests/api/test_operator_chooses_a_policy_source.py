"""An operator puts a file behind the endpoints: in a demonstration only, and only one that says what it means."""

import json
from pathlib import Path
from typing import Any

import environ
import pytest
from django.test import Client, override_settings

from consent.api.access import sources
from consent.api.access.fixture_file import load, read
from consent.api.access.fixture_rules import FixtureError
from consent.api.access.fixture_source import FixtureSource
from consent.api.access.ledger_source import LedgerSource
from consent.api.access.policy_config import FIXTURE, LEDGER
from consent.api.access.policy_config import read as read_settings
from consent.api.checks import check_policy_source
from consent.ledger.models import Use
from tests.api.authzen import FIXTURES, Caller, behind, caller
from tests.cast import Cast
from tests.test_operator_starts_production import GOOD, manage

CERTIFICATION = str(FIXTURES / "certification.json")


def chosen(demo: bool = True, **environment: str) -> tuple[str, Path | None, list[str]]:
    """This function will read the settings as an operator wrote them."""
    env = environ.Env()
    env.ENVIRON = environment  # type: ignore[assignment]
    return read_settings(env, demo=demo)


def test_the_ledger_decides_unless_somebody_says_otherwise() -> None:
    for demo in (True, False):
        assert chosen(demo) == (LEDGER, None, [])
    assert isinstance(sources.policy_source(), LedgerSource)


def test_a_demonstration_may_have_a_file_decide() -> None:
    found = chosen(ACCESS_POLICY_SOURCE=FIXTURE, ACCESS_POLICY_FIXTURE=CERTIFICATION)
    assert found == (FIXTURE, Path(CERTIFICATION), [])
    sources.policy_source.cache_clear()
    try:
        with override_settings(ACCESS_POLICY_SOURCE=FIXTURE, ACCESS_POLICY_FIXTURE=Path(CERTIFICATION)):
            assert isinstance(sources.policy_source(), FixtureSource)
    finally:
        sources.policy_source.cache_clear()


@pytest.mark.law("GDPR", "32(1)(b)", "no other policy than the ledger's can be put beside real data")
@pytest.mark.parametrize(
    "said",
    [
        {"ACCESS_POLICY_SOURCE": FIXTURE},
        {"ACCESS_POLICY_SOURCE": FIXTURE, "ACCESS_POLICY_FIXTURE": CERTIFICATION},
        {"ACCESS_POLICY_SOURCE": "somewhere.else.Source"},
        {"ACCESS_POLICY_FIXTURE": CERTIFICATION},
    ],
    ids=str,
)
def test_production_refuses_any_source_but_the_ledger(said: dict[str, str]) -> None:
    source, file, wrong = chosen(False, **said)
    assert (source, file) == (LEDGER, None)
    assert len(wrong) == len(said)


def test_production_does_not_start_with_a_fixture(tmp_path: Path) -> None:
    said = {"ACCESS_POLICY_SOURCE": FIXTURE, "ACCESS_POLICY_FIXTURE": CERTIFICATION}
    ran = manage("check", **GOOD, **said, MYDATA_HOME=str(tmp_path))
    assert ran.returncode != 0
    assert "ACCESS_POLICY_SOURCE lets something else than the ledger decide" in ran.stderr


def test_no_other_source_decides_outside_the_demonstration_though_the_settings_were_bent() -> None:
    sources.policy_source.cache_clear()
    try:
        with (
            override_settings(DEMO=False, ACCESS_POLICY_SOURCE=FIXTURE, ACCESS_POLICY_FIXTURE=Path(CERTIFICATION)),
            pytest.raises(TypeError),
        ):
            sources.policy_source()
    finally:
        sources.policy_source.cache_clear()


def test_the_city_says_at_each_start_that_a_file_decides() -> None:
    assert check_policy_source() == []
    with override_settings(ACCESS_POLICY_SOURCE=FIXTURE):
        (warning,) = check_policy_source()
        assert (warning.id, "not from the ledger" in warning.msg) == ("api.W001", True)
        assert "recorded" not in repr(Client().get("/.well-known/authzen-configuration").json())


def test_a_path_that_leads_to_no_source_is_refused() -> None:
    sources.policy_source.cache_clear()
    try:
        for path, error in (("pathlib.Path", TypeError), ("no.such.Thing", ImportError)):
            with override_settings(ACCESS_POLICY_SOURCE=path), pytest.raises(error):
                sources.policy_source()
    finally:
        sources.policy_source.cache_clear()


def test_what_is_wrong_with_the_settings_is_said(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.json"
    nonsense.write_text("{", encoding="utf-8")
    for said, words in (
        ({"ACCESS_POLICY_SOURCE": FIXTURE}, "must name the file"),
        ({"ACCESS_POLICY_FIXTURE": CERTIFICATION}, "is read only with ACCESS_POLICY_SOURCE"),
        ({"ACCESS_POLICY_SOURCE": FIXTURE, "ACCESS_POLICY_FIXTURE": "/no/such/file"}, "cannot be read"),
        ({"ACCESS_POLICY_SOURCE": FIXTURE, "ACCESS_POLICY_FIXTURE": str(nonsense)}, "is no fixture: it is not JSON"),
    ):
        (problem,) = chosen(**said)[2]
        assert words in problem


CASE = {"subject": {"type": "user", "id": "a"}, "action": {"name": "x"}, "resource": {"type": "t", "id": "1"}}
RULE: dict[str, Any] = {"actions": "read"}


@pytest.mark.parametrize(
    "said",
    [
        [],
        {},
        {"users": []},
        {"rules": [RULE], "polices": []},
        {"rules": {}},
        {"rules": [7]},
        {"rules": [{"action": "read"}]},
        {"rules": [{"effect": "maybe"}]},
        {"rules": [{"actions": 7}]},
        {"rules": [{"actions": [7]}]},
        {"rules": [{"when": []}]},
        {"rules": [{"when": {"user.id": "x"}}]},
        {"rules": [{"when": {"subject": "x"}}]},
        {"rules": [{"when": {"subject.id": {"like": "x"}}}]},
        {"rules": [{"when": {"subject.id": {"same_as": "x"}}}]},
        {"rules": [{"when": {"subject.id": {"not": {"like": "x"}}}}]},
        {"rules": [RULE], "users": [{"role": "x"}]},
        {"rules": [RULE], "users": [7]},
        {"rules": [RULE], "records": {"a": 7}},
        {"decisions": [{"request": CASE}]},
        {"decisions": [{"request": CASE, "expected": "yes"}]},
        {"decisions": [{"request": {"subject": {}}, "expected": True}]},
        {"decisions": [{"expected": True}]},
        {"evaluations": [{"request": {"evaluations": [7]}, "expected": [True]}]},
        {"evaluations": [{"request": CASE, "expected": [True]}]},
    ],
    ids=str,
)
def test_a_file_that_does_not_say_what_it_means_is_refused(said: Any) -> None:
    with pytest.raises(FixtureError):
        read(said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "action", "owner", "expected"),
    [
        ("rick", "can_read_user", None, True),
        ("jerry", "can_read_todos", None, True),
        ("rick", "can_create_todo", None, True),
        ("morty", "can_create_todo", None, True),
        ("beth", "can_create_todo", None, False),
        ("rick", "can_update_todo", "morty@the-citadel.com", True),
        ("morty", "can_update_todo", "morty@the-citadel.com", True),
        ("morty", "can_update_todo", "rick@the-citadel.com", False),
        ("summer", "can_delete_todo", "summer@the-smiths.com", True),
        ("summer", "can_delete_todo", "rick@the-citadel.com", False),
        ("rick", "can_delete_todo", "summer@the-smiths.com", True),
        ("beth", "can_update_todo", "beth@the-smiths.com", False),
        ("jerry", "can_delete_todo", "jerry@the-smiths.com", False),
        ("nobody", "can_read_todos", None, False),
        ("rick", "can_fly", None, False),
    ],
)
def test_the_rules_of_the_todo_scenario(
    settled: Cast, monkeypatch: pytest.MonkeyPatch, who: str, action: str, owner: str | None, expected: bool
) -> None:
    resource: dict[str, Any] = {"type": "todo", "id": "7240d0db-8ff0-41ec-98b2-34a096273b9f"}
    if owner:
        resource["properties"] = {"ownerID": owner}
    with behind("todo", monkeypatch):
        body = {"subject": {"type": "user", "id": f"pid-{who}"}, "action": {"name": action}, "resource": resource}
        assert caller().evaluate(body) == {"decision": expected}
        # The application asks like this: an empty default, and each todo with its owner.
        asked = {**body, "resource": {}, "context": {}, "evaluations": [{"resource": resource}] * 2}
        assert caller().evaluate_many(asked) == [{"decision": expected}] * 2


@pytest.mark.django_db
def test_the_rules_of_the_search_scenario(settled: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def names(target: str, subject: str | None, action: str | None, record: str | None) -> list[str]:
        body: dict[str, Any] = {
            "subject": {"type": "user"} | ({"id": subject} if subject else {}),
            "resource": {"type": "record"} | ({"id": record} if record else {}),
        }
        if action:
            body["action"] = {"name": action}
        return [one.get("id") or one["name"] for one in client.search(target, body)["results"]]

    with behind("records", monkeypatch):
        client = caller()
        assert names("subject", None, "view", "101") == ["alice", "bob", "dan"]
        assert names("subject", None, "edit", "110") == ["alice", "dan"]
        assert names("resource", "alice", "view", None) == ["101", "102", "104", "110"]
        assert names("resource", "bob", "view", None) == ["101", "102"]
        assert names("resource", "dan", "delete", None) == ["104", "110"]
        assert names("action", "alice", None, "110") == ["view", "edit"]
        assert names("action", "bob", None, "102") == ["view", "edit", "delete"]
        assert names("action", "felix", None, "101") == []
        assert names("subject", None, "view", "999") == names("action", "nobody", None, "101") == []


def published(tmp_path: Path) -> FixtureSource:
    """This function will load a file of cases of the shape in which the interoperability suites publish theirs."""
    todo = {"type": "todo", "id": "t-1", "properties": {"ownerID": "m@x.example"}}
    other = {**todo, "properties": {"ownerID": "r@x.example"}}
    who = {"type": "user", "id": "morty", "identity": "beside"}
    update = {"subject": who, "action": {"name": "can_update_todo"}}
    search = {
        "subject": {"type": "user"},
        "action": {"name": "can_update_todo"},
        "resource": {"type": "todo", "id": "t-1"},
    }
    file = tmp_path / "decisions.json"
    cases = {
        "evaluation": [
            {"request": {**update, "resource": todo}, "expected": True},
            {"request": {**update, "resource": other}, "expected": False},
            {"request": search, "expected": {"results": [{"type": "user", "id": "morty"}]}},
        ],
        "evaluations": [
            {
                "request": {
                    **update,
                    "action": {"name": "can_delete"},
                    "evaluations": [{"resource": todo}, {"resource": other}],
                },
                "expected": [{"decision": True}, {"decision": False}],
            },
            {
                "request": {**update, "action": {"name": "old"}, "evaluations": {"1": {"resource": todo}}},
                "expected": {"1": {"decision": True}},
            },
        ],
    }
    file.write_text(json.dumps(cases), encoding="utf-8")
    return FixtureSource(load(file))


@pytest.mark.django_db
def test_published_cases_run_unchanged(settled: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = published(tmp_path)
    for module in ("endpoints", "searches"):
        monkeypatch.setattr(f"consent.api.access.{module}.policy_source", lambda: source)
    client, before = caller(), Use.objects.count()
    assert len(source.fixture.decisions) == 5
    for one in source.fixture.decisions:
        assert client.evaluate(one.request) == {"decision": one.expected}
        assert client.evaluate({**one.request, "context": {"ip": "192.0.2.1"}}) == {"decision": one.expected}
    (search,) = source.fixture.searches
    assert client.search("subject", search.request)["results"] == search.expected
    body = source.fixture.decisions[0].request
    assert client.search("action", {name: body[name] for name in ("subject", "resource")})["results"] == [
        {"name": "can_update_todo"}, {"name": "can_delete"}, {"name": "old"},
    ]  # fmt: skip
    assert client.evaluate({**body, "action": {"name": "never-stated"}}) == {"decision": False}
    assert Use.objects.count() == before, "a fixture's decisions are no uses"


@pytest.mark.django_db
def test_a_fixture_still_asks_who_it_is(settled: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with behind("certification", monkeypatch):
        assert Caller("never-issued").post("/access/v1/evaluation", CASE)[0] == 401
        assert caller(scopes="decision:search").post("/access/v1/evaluation", CASE)[0] == 403

"""The Data Tracker's interface: a portal elsewhere shows a person who used their data, and nobody else's."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from consent import clock
from consent.api.adapters.config import AdaptersConfig
from consent.api.principal import token_checksum
from consent.ledger.actions.check import check
from consent.ledger.actions.import_uses import ToldUse, import_uses
from consent.ledger.breaches import breaches
from consent.ledger.quota_config import LOOKUPS
from consent.ledger.reads import CheckQuestion
from consent.people.actions.end_representation import end_representation
from tests.api.conftest import bearer
from tests.cast import SYSTEM, Cast, Person, token_for

BASE = "/adapters/data-tracker/v2"
Asked = dict[str, Any]


@pytest.fixture
def portal(settled: Cast, db: None, settings: Any) -> str:
    """The adapter switched on, and the token of the client that speaks for the national portal."""
    settings.ADAPTERS = AdaptersConfig(data_tracker=True)
    return token_for("trial", "uses:find")


def look(person: Person, activity: str = "trial-contract", times: int = 1) -> None:
    """This function will let the trial department look."""
    token = token_for("trial")
    question = CheckQuestion(token_checksum(token), "trial", activity, "trial.plain", person.pairwise_id)
    for _ in range(times):
        check([question])


def find(browser: Client, token: str, by: Person, of: Person | None = None, **query: Any) -> Any:
    """This function will ask as the portal does for the one who is signed in there."""
    query = {"userCode": (of or by).national_id} | query
    told = {"X-Road-UserId": by.national_id} | bearer(token)
    return browser.get(f"{BASE}/findUsage", headers=told, query_params=query)


def found(browser: Client, token: str, by: Person, of: Person | None = None, **query: Any) -> Asked:
    """This function will return the answer, which must be one."""
    answer = find(browser, token, by, of, **query)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store"), answer.content
    return answer.json()


@pytest.mark.law("GDPR", "15(1)(c)", "a national portal may show a person who used their data, by the rules of our own")
def test_a_person_sees_who_looked_newest_first(browser: Client, portal: str, settled: Cast) -> None:
    look(settled.aino)
    look(settled.aino, "trial-task")
    look(settled.aino, "trial-consent")  # refused: nothing was given out
    told = found(browser, portal, settled.aino)
    assert set(told) == {"totalUsages", "usages"}
    assert told["totalUsages"] == 2
    assert [use["action"] for use in told["usages"]] == ["Trial of trial-task", "Trial of trial-contract"]
    use = told["usages"][0]
    assert set(use) == {"logtime", "action", "receiverCode", "receiverSystem", "receiverName"}
    assert (use["receiverCode"], use["receiverName"]) == ("trial", "Trial (fi)")
    assert use["receiverSystem"]
    assert datetime.fromisoformat(use["logtime"]).utcoffset() == timedelta(0)
    assert told["usages"][0]["logtime"] > told["usages"][1]["logtime"]


def test_what_was_told_of_afterwards_is_among_them(browser: Client, portal: str, settled: Cast) -> None:
    at = clock.now()
    told = ToldUse("1", at - timedelta(days=2), settled.aino.pairwise_id, "trial-contract", "trial.plain")
    import_uses(actor=SYSTEM, department="trial", system="lending", told=[told], not_before=at - timedelta(days=9))
    look(settled.aino)
    uses = found(browser, portal, settled.aino)["usages"]
    assert [use["receiverSystem"] for use in uses][1] == "lending"
    assert len(uses) == 2


def test_the_total_does_not_depend_on_the_page(browser: Client, portal: str, settled: Cast) -> None:
    look(settled.aino, times=5)
    whole = found(browser, portal, settled.aino)["usages"]
    for offset, limit in ((0, 2), (2, 2), (4, 2), (9, 2)):
        part = found(browser, portal, settled.aino, offset=offset, limit=limit)
        assert part == {"totalUsages": 5, "usages": whole[offset : offset + limit]}
    since = found(browser, portal, settled.aino, periodStart=whole[1]["logtime"], periodEnd=whole[1]["logtime"])
    assert since == {"totalUsages": 1, "usages": [whole[1]]}
    assert found(browser, portal, settled.aino, periodEnd="2020-01-01T00:00:00+02:00")["totalUsages"] == 0


def test_a_guardian_sees_what_our_own_pages_show(browser: Client, portal: str, settled: Cast) -> None:
    look(settled.eino)
    look(settled.oona)
    assert found(browser, portal, settled.aino, settled.eino)["totalUsages"] == 1
    assert found(browser, portal, settled.aino, settled.oona)["totalUsages"] == 0  # she decides on these herself
    assert found(browser, portal, settled.oona)["totalUsages"] == 1


def test_without_a_right_or_a_person_the_answer_is_the_same(browser: Client, portal: str, settled: Cast) -> None:
    look(settled.aino)
    look(settled.eino)
    nobody = find(browser, portal, settled.mikko, settled.unknown).content
    assert find(browser, portal, settled.mikko, settled.aino).content == nobody
    assert find(browser, portal, settled.mikko, settled.eino).content == nobody
    assert find(browser, portal, settled.eino, settled.aino).content == nobody
    end_representation(actor=SYSTEM, entry=settled.entries["saara eino"], source="court")
    assert find(browser, portal, settled.saara, settled.eino).content == nobody
    assert nobody == b'{"totalUsages":0,"usages":[]}'


def test_somebody_who_is_no_resident_here_sees_their_own(browser: Client, portal: str, settled: Cast) -> None:
    look(settled.unknown)
    assert found(browser, portal, settled.unknown)["totalUsages"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"userCode": ""},
        {"userCode": "1"},
        {"userCode": ["010190-999W", "010190-999W"]},
        {"userCode": "010190-999W\x00"},
        {"periodStart": "2021-01-31T10:20:30"},
        {"periodStart": "2021-02-31T10:20:30Z"},
        {"periodEnd": "yesterday"},
        {"offset": "-1"},
        {"offset": "\u0661"},
        {"offset": "9" * 400},
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "1e3"},
        {"limit": ["1", "2"]},
    ],
)
def test_what_cannot_be_meant_is_400_and_says_nothing_back(
    browser: Client, portal: str, settled: Cast, query: Asked
) -> None:
    answer = find(browser, portal, settled.aino, **query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "010190" not in answer.content.decode()
    without = browser.get(f"{BASE}/findUsage", query_params={"userCode": "010190-999W"}, headers=bearer(portal))
    assert without.status_code == 400


def test_a_thief_of_the_portals_token_cannot_walk_through_the_city(
    browser: Client, portal: str, settled: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now().replace(second=20, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: at)  # no minute ends between the questions
    settings.QUOTAS = settings.QUOTAS | {LOOKUPS: 2}
    look(settled.aino)
    asked = [find(browser, portal, person) for person in (settled.aino, settled.unknown, settled.aino, settled.unknown)]
    assert [answer.status_code for answer in asked] == [200, 200, 429, 429], "known and unknown people count the same"
    assert 1 <= int(asked[2]["Retry-After"]) <= 60
    assert "usages" not in asked[2].json()
    (breach,) = breaches(before=None, limit=10).rows
    assert (breach.department, breach.quota, breach.times) == ("trial", LOOKUPS, 2), "and the officer is told"


def test_the_rest_of_the_interface(browser: Client, portal: str) -> None:
    period = browser.get(f"{BASE}/usagePeriod", headers=bearer(portal)).json()
    assert set(period) == {"periodStart"}
    assert datetime.fromisoformat(period["periodStart"]) < clock.now() - timedelta(days=365)
    assert browser.get(f"{BASE}/heartbeat", headers=bearer(portal)).json()["status"] == "OK"


@pytest.mark.parametrize("path", ["findUsage", "usagePeriod", "heartbeat"])
def test_it_is_not_there_unless_it_was_switched_on(
    browser: Client, portal: str, settled: Cast, settings: Any, path: str
) -> None:
    assert browser.get(f"{BASE}/{path}").status_code == 401
    assert browser.get(f"{BASE}/{path}", headers=bearer(token_for("trial"))).status_code == 403
    settings.ADAPTERS = AdaptersConfig()
    assert browser.get(f"{BASE}/{path}", headers=bearer(portal)).status_code == 404
    assert browser.get(f"{BASE}/{path}").status_code == 401

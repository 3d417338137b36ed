"""A department keeps up with what residents decided about its own activities, and with nobody else's."""

import random
from collections.abc import Iterator

import pytest
from django.test import Client

from consent.core.vocabulary import Channel
from consent.ledger import change_feed
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.log import following
from consent.people.models import PairwiseId
from consent.registry.actions.register_client import register_client
from consent.registry.models import Department
from tests.api.conftest import REGISTRAR, bearer, token_for
from tests.cast import Cast, Person
from tests.log.histories import record_uses
from tests.signed_log import sign_log

PATH = "/api/v1/permissions"
HOW = {"language": "fi", "channel": Channel.PORTAL}


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people, who have decided nothing."""
    return settled


def client_of(browser: Client, department: str) -> dict[str, str]:
    client = register_client(actor=REGISTRAR, department=department, scopes=["consent:read"])
    return bearer(token_for(browser, client, "consent:read"))


@pytest.fixture
def trial(browser: Client, cast: Cast) -> dict[str, str]:
    """The headers of the trial department's client."""
    return client_of(browser, "trial")


def grant(person: Person) -> None:
    grant_consent(actor=person.actor, subject=person.subject, activity="trial-consent", notice_version=1, **HOW)


def withdraw(person: Person) -> None:
    withdraw_consent(actor=person.actor, subject=person.subject, activity="trial-consent", **HOW)


def read(browser: Client, headers: dict[str, str], query: str = "") -> dict:
    response = browser.get(f"{PATH}{query}", headers=headers)
    assert response.status_code == 200, response.content
    return response.json()


def everything(browser: Client, headers: dict[str, str], query: str) -> Iterator[dict]:
    """This function will read page by page to the end."""
    page = read(browser, headers, query)
    while True:
        yield from page["changes"]
        if not page["more"]:
            return
        page = read(browser, headers, f"{query}&cursor={page['next']}")


@pytest.mark.law(
    "GDPR", "7(3)", "a department that relied on a consent can hear of its withdrawal in the order of the log"
)
def test_it_hears_of_each_decision_once_and_in_order(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    grant(cast.aino)
    sign_log()
    first = read(browser, trial)
    assert [(one["id"], one["kind"], one["version"]) for one in first["changes"]] == [
        (cast.aino.pairwise_id, "consent.granted", 1)
    ]
    assert first["more"] is False
    assert read(browser, trial, f"?cursor={first['next']}")["changes"] == []
    withdraw(cast.aino)
    grant(cast.mikko)
    sign_log()
    second = read(browser, trial, f"?cursor={first['next']}")
    assert [(one["id"], one["kind"]) for one in second["changes"]] == [
        (cast.aino.pairwise_id, "consent.withdrawn"),
        (cast.mikko.pairwise_id, "consent.granted"),
    ]
    assert second["changes"][0]["log_index"] < second["changes"][1]["log_index"]


def test_what_no_checkpoint_covers_yet_waits(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    sign_log()
    before = read(browser, trial)
    grant(cast.aino)
    assert read(browser, trial, f"?cursor={before['next']}")["changes"] == []
    sign_log()
    assert len(read(browser, trial, f"?cursor={before['next']}")["changes"]) == 1


def test_pages_miss_nothing_though_most_of_the_log_is_something_else(
    browser: Client, cast: Cast, trial: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "WINDOW", 7)
    monkeypatch.setattr(change_feed, "WINDOWS", 2)
    for person in (cast.aino, cast.mikko, cast.saara):
        grant(person)
        record_uses([person.subject], random.Random(1), 20)
        withdraw(person)
    sign_log()
    whole = list(everything(browser, trial, "?limit=2"))
    assert [(one["id"], one["version"]) for one in whole] == [
        (person.pairwise_id, version) for person in (cast.aino, cast.mikko, cast.saara) for version in (1, 2)
    ]
    assert len({one["log_index"] for one in whole}) == 6


@pytest.mark.law("GDPR", "5(1)(b)", "a department reads decisions about its own purposes only")
def test_another_department_reads_nothing_of_it(browser: Client, cast: Cast, trial: dict[str, str]) -> None:
    Department.objects.create(code="other", name_fi="x", name_sv="x", name_en="x", contact={})
    grant(cast.aino)
    sign_log()
    assert read(browser, client_of(browser, "other"))["changes"] == []
    assert len(read(browser, trial)["changes"]) == 1


def test_somebody_whom_the_department_has_not_resolved_is_left_out(
    browser: Client, cast: Cast, trial: dict[str, str]
) -> None:
    grant(cast.aino)
    sign_log()
    PairwiseId.objects.filter(subject_id=cast.aino.subject).delete()
    assert read(browser, trial)["changes"] == []


@pytest.mark.parametrize(
    "query",
    [
        "?cursor=", "?cursor=x", "?cursor=MQ", "?cursor=MS4t", "?cursor=OTk5OTkuMQ", "?cursor=%00", "?cursor=%C3%A4",
        "?limit=0", "?limit=501", "?limit=x", "?limit=-1", "?limit=1&limit=2", "?activity=trial-consent",
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused(browser: Client, trial: dict[str, str], query: str) -> None:
    response = browser.get(f"{PATH}{query}", headers=trial)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_place_that_the_log_never_had_gives_nothing(browser: Client, trial: dict[str, str]) -> None:
    sign_log()
    page = read(browser, trial, "?cursor=MS45OTk5OTk5OTk5OTk5OTk5OTk")
    assert (page["changes"], page["more"]) == ([], False)

"""A department reads back the checks it asked, in the order of the log, and nobody else's."""

import base64
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from consent import clock
from consent.ledger import use_feed
from consent.log import following
from consent.people.actions.forget_person import forget_person
from tests.api.conftest import bearer
from tests.api.uses.conftest import check, grant
from tests.cast import SYSTEM, Cast
from tests.log.histories import record_uses
from tests.signed_log import sign_log

PATH = "/api/v1/uses"


def read(token: str, query: str = "") -> Any:
    response = Client().get(f"{PATH}{query}", headers=bearer(token))
    assert response.status_code == 200, response.content
    return response.json()


def everything(token: str, query: str) -> Iterator[Any]:
    """This function will read page by page to the end."""
    page = read(token, query)
    while True:
        yield from page["uses"]
        if not page["more"]:
            return
        page = read(token, f"{query}&cursor={page['next']}")


def test_it_reads_what_it_asked_with_its_own_words_and_ids(token: str, cast: Cast) -> None:
    grant(cast.aino)
    decision = check(token, cast.aino, case="K-7", staff_ref="s-1")
    denied = check(token, cast.unknown)
    sign_log()
    first, second = read(token)["uses"]
    assert (first["decision_id"], first["id"], first["allowed"]) == (decision, cast.aino.pairwise_id, True)
    assert (first["case"], first["staff_ref"], first["recipient"]) == ("K-7", "s-1", None)
    assert (second["decision_id"], second["allowed"], second["reason"]) == (denied, False, "no_permission")
    assert second["id"] == cast.unknown.pairwise_id
    alone = Client().get(f"{PATH}/{decision}", headers=bearer(token)).json()
    assert alone == {name: value for name, value in first.items() if name != "log_index"} | {"reports": []}


def test_pages_miss_nothing_and_show_nothing_twice(
    token: str, other: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "WINDOW", 7)
    monkeypatch.setattr(use_feed, "WINDOWS", 2)
    record_uses([cast.aino.subject, cast.mikko.subject], random.Random(1), 40)
    sign_log()
    for limit in (1, 3, 500):
        listed = list(everything(token, f"?limit={limit}"))
        assert len({one["decision_id"] for one in listed}) == len(listed) == 40
        assert [one["log_index"] for one in listed] == sorted(one["log_index"] for one in listed)
    assert list(everything(other, "?limit=1")) == []


def test_what_is_not_signed_yet_waits(token: str, cast: Cast) -> None:
    sign_log()
    before = read(token)
    check(token, cast.mikko)
    assert read(token, f"?cursor={before['next']}")["uses"] == []
    sign_log()
    assert len(read(token, f"?cursor={before['next']}")["uses"]) == 1


@pytest.mark.parametrize("minutes", [30, 5 * 60 * 24])
def test_it_begins_at_a_moment_without_reading_up_to_it(
    token: str, cast: Cast, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, old = clock.now, timedelta(minutes=minutes)
    with monkeypatch.context() as earlier:
        earlier.setattr(clock, "now", lambda: real() - old)
        record_uses([cast.aino.subject], random.Random(1), 20)
    since = real()
    check(token, cast.mikko, activity="trial-contract")
    check(token, cast.mikko)
    sign_log()
    moment = quote(since.isoformat())
    found = list(everything(token, f"?since={moment}"))
    assert len(found) == 2
    assert len(list(everything(token, f"?since={moment}&activity=trial-contract"))) == 1
    assert len(list(everything(token, "?since=2100-01-01T00:00:00Z"))) == 0
    assert len(list(everything(token, "?since=2000-01-01T00:00:00Z"))) == 22
    assert following.position_before(since).index == found[0]["log_index"] > 20


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00"])
def test_a_moment_before_all_time_is_the_beginning(token: str, cast: Cast, moment: str) -> None:
    check(token, cast.mikko)
    sign_log()
    assert len(read(token, f"?since={moment}")["uses"]) == 1


def test_an_activity_of_no_name_has_no_uses(token: str, cast: Cast) -> None:
    check(token, cast.mikko)
    sign_log()
    assert read(token, "?activity=nothing")["uses"] == []


def test_what_the_law_keeps_of_somebody_erased_names_nobody(token: str, cast: Cast) -> None:
    check(token, cast.aino, activity="trial-task")
    forget_person(actor=SYSTEM, subject=cast.aino.subject)
    sign_log()
    (left,) = read(token)["uses"]
    assert left["id"] is None
    assert str(cast.aino.subject) not in str(left)


@pytest.mark.parametrize(
    "query",
    [
        "?limit=0",
        "?limit=501",
        "?limit=x",
        "?department=education",
        "?subject=x",
        "?since=yesterday",
        "?since=2026-01-01T00:00:00",
        "?cursor=",
        "?cursor=x",
        "?cursor=" + base64.urlsafe_b64encode(b"1.-1").decode(),
        "?limit=1&limit=2",
        "?order=-id",
        "?activity=nothing%00",
        "?activity=",
    ],
)
def test_a_question_that_is_none_is_refused(token: str, query: str) -> None:
    response = Client().get(f"{PATH}{query}", headers=bearer(token))
    assert response.status_code == 400, response.content


def test_many_uses_take_a_fixed_number_of_statements(
    token: str, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    record_uses([cast.aino.subject], random.Random(1), 50)
    sign_log()
    with django_assert_max_num_queries(14):
        assert len(Client().get(f"{PATH}?limit=50", headers=bearer(token)).json()["uses"]) == 50

"""An attacker with a department's credentials lists people: stopped by a quota, and seen by the officer."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from consent import clock
from consent.api.principal import token_checksum
from consent.ledger.actions.check import Answer, Rejection, check
from consent.ledger.facts import CheckQuestion
from consent.ledger.models import ClientCount, QuotaBreach, Use
from consent.ledger.tasks import sweep_quota_counts
from consent.log.models import Event
from consent.registry.models import ClientApplication
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast, national_id, token_for, years_ago
from tests.decisions.doors import ask_http

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast."""
    return settled


@pytest.fixture(autouse=True)
def minute(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """No minute ends between the questions."""
    at = clock.now().replace(second=20, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def token(**quotas: int) -> str:
    """This function will return a token of a trial client with ``quotas`` of its own."""
    made = token_for("trial")
    ClientApplication.objects.filter(accesstoken__token_checksum=token_checksum(made)).update(**quotas)
    return made


def question(token: str, pairwise_id: str) -> CheckQuestion:
    return CheckQuestion(token_checksum(token), "trial", "trial-task", "trial.plain", pairwise_id)


def body(pairwise_id: str) -> dict[str, Any]:
    return {
        "subject": {"type": "department", "id": "trial"},
        "action": {"name": "trial-task"},
        "resource": {"type": "trial.plain", "id": pairwise_id},
    }


@pytest.mark.law("GDPR", "32(1)", "who lists a thousand people with a department's credentials is stopped and seen")
def test_a_thousand_people_are_not_listed(cast: Cast) -> None:
    made = token_for("trial", "subjects:resolve")
    ClientApplication.objects.filter(accesstoken__token_checksum=token_checksum(made)).update(lookups_per_minute=40)
    browser, statuses = Client(headers={"authorization": f"Bearer {made}"}), []
    for number in range(1_000):
        day = years_ago(20 + number % 60, days=40 + number // 60)
        hetu = national_id(day, 900 + number % 100)
        answer = browser.post("/api/v1/subjects/resolve", {"national_id": hetu}, content_type="application/json")
        statuses.append(answer.status_code)
    assert statuses == [200] * 40 + [429] * 960
    assert answer.headers["Retry-After"] == "40"
    assert answer.headers["Content-Type"] == "application/problem+json"
    breach = QuotaBreach.objects.get()
    assert (breach.department, breach.quota, breach.times) == ("trial", "lookups", 960)
    dpo = staff("dpo")
    assert "960" in dpo.get("/audit/quotas/").content.decode()
    assert "/audit/quotas/" in dpo.get("/audit/").content.decode()
    assert staff("registrar").get("/audit/quotas/").status_code == 403


def test_beyond_the_quota_of_a_minute_nothing_is_decided_or_recorded(cast: Cast, minute: datetime) -> None:
    made = token(checks_per_minute=3)
    for _ in range(3):
        assert ask_http(made, body(cast.aino.pairwise_id))[0] == 200
    events = Event.objects.count()
    told = [ask_http(made, body(who)) for who in (cast.aino.pairwise_id, cast.unknown.pairwise_id, "a" * 32)]
    assert {status for status, _, _ in told} == {429}
    assert {headers["Retry-After"] for _, headers, _ in told} == {"40"}
    assert len({answer for _, _, answer in told}) == 1
    assert (Use.objects.count(), Event.objects.count()) == (3, events)
    assert QuotaBreach.objects.get().times == 3


def test_a_new_minute_begins_anew(cast: Cast, minute: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made = token(checks_per_minute=1)
    assert isinstance(check([question(made, cast.aino.pairwise_id)])[0], Answer)
    assert check([question(made, cast.aino.pairwise_id)]) == [Rejection.TOO_MANY]
    monkeypatch.setattr(clock, "now", lambda: minute + timedelta(minutes=1))
    assert isinstance(check([question(made, cast.aino.pairwise_id)])[0], Answer)


def test_a_batch_that_does_not_fit_is_not_begun(cast: Cast) -> None:
    made = token(checks_per_minute=4)
    asked = [question(made, cast.aino.pairwise_id)] * 5
    assert check(asked) == [Rejection.TOO_MANY] * 5
    assert not Use.objects.exists()
    assert QuotaBreach.objects.get().times == 5
    assert all(isinstance(answer, Answer) for answer in check(asked[:4]))


def test_one_person_is_asked_about_so_often_a_day(cast: Cast) -> None:
    made = token(checks_per_person_a_day=3)
    who = [cast.aino, cast.aino, cast.mikko, cast.aino, cast.aino, cast.unknown]
    answers = check([question(made, person.pairwise_id) for person in who])
    assert [isinstance(answer, Answer) for answer in answers] == [True, True, True, True, False, True]
    assert answers[4] is Rejection.TOO_MANY_ABOUT_ONE
    status, headers, _ = ask_http(made, body(cast.aino.pairwise_id))
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 25 * 3600
    assert ask_http(made, body(cast.mikko.pairwise_id))[0] == 200
    assert {breach.quota for breach in QuotaBreach.objects.all()} == {"person"}


def test_where_a_client_has_no_quota_of_its_own_the_citys_holds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.QUOTAS, "checks", 2)
    made = token()
    for _ in range(2):
        assert isinstance(check([question(made, cast.aino.pairwise_id)])[0], Answer)
    assert check([question(made, cast.aino.pairwise_id)]) == [Rejection.TOO_MANY]


def test_a_share_taken_in_advance_costs_one_row_for_many_checks(cast: Cast) -> None:
    made = token(checks_per_minute=2_000)
    for _ in range(5):
        check([question(made, cast.aino.pairwise_id)])
    assert ClientCount.objects.get().taken == 10


def test_counts_of_minutes_past_are_swept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    check([question(token(checks_per_minute=5), cast.aino.pairwise_id)])
    later = datetime.now(UTC) + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sweep_quota_counts(timestamp=0) == 1
    assert not ClientCount.objects.exists()


def test_an_operator_gives_a_client_quotas_of_its_own(cast: Cast) -> None:
    made = token()
    client = ClientApplication.objects.get(accesstoken__token_checksum=token_checksum(made))
    call_command("set_quotas", client.client_id, "--checks-per-minute", "1", stdout=StringIO())
    check([question(made, cast.aino.pairwise_id)])
    assert check([question(made, cast.aino.pairwise_id)]) == [Rejection.TOO_MANY]
    call_command("set_quotas", client.client_id, "--checks-per-minute", "default", stdout=StringIO())
    assert isinstance(check([question(made, cast.aino.pairwise_id)])[0], Answer)
    for wrong in ("-1", "many", str(10**10)):
        with pytest.raises(CommandError):
            call_command("set_quotas", client.client_id, f"--checks-per-minute={wrong}", stdout=StringIO())

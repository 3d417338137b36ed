"""A data protection officer sees whether the log is whole, and has it verified with one click."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from consent import clock
from consent.core.errors import Conflict
from consent.log.actions.verify import KEPT, ask_for_verification, carry_out_verification
from consent.log.models import Leaf, Verification
from consent.log.tasks import request_verification, verify_log_nightly
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast
from tests.log.facts import record_looks
from tests.log.sequencing import sequence_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_keys")]


def page(client: Client, path: str = "/audit/log/") -> str:
    """This function will return a page of the console in English."""
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def work_off() -> None:
    """This function will do what the worker does: carry out what was asked for, by the job's own argument."""
    for job in ProcrastinateJob.objects.filter(task_name="consent.log.tasks.verify_log"):
        carry_out_verification(actor="worker", verification=job.args["verification"])


@pytest.mark.law("GDPR", "39(1)(b)", "the data protection officer can have the whole record verified at any time")
def test_one_click_has_the_log_verified(cast: Cast, dpo: Client) -> None:
    size = sequence_all().size
    assert "Not yet" in page(dpo, "/audit/")
    answer = dpo.post("/audit/log/verify/")
    assert (answer.status_code, answer["Location"]) == (302, "/audit/log/#status")
    assert "Under way" in page(dpo)
    (job,) = ProcrastinateJob.objects.all()
    assert job.args == {"verification": Verification.objects.get().pk}, "arguments are ids only"
    work_off()
    assert "The log is whole" in page(dpo)
    assert f"{size} entries" in page(dpo, "/audit/")


def test_two_clicks_verify_once(cast: Cast, dpo: Client) -> None:
    for _ in range(2):
        dpo.post("/audit/log/verify/")
    assert Verification.objects.count() == ProcrastinateJob.objects.count() == 1
    with pytest.raises(Conflict):
        request_verification(actor="tests")


def test_the_next_one_begins_where_the_last_one_ended_unless_everything_is_asked_for(cast: Cast, dpo: Client) -> None:
    first = sequence_all().size
    for everything, since in ((False, 0), (False, first), (True, 0)):
        number = ask_for_verification(actor="tests", everything=everything)
        verdict = carry_out_verification(actor="tests", verification=number)
        assert verdict is not None
        assert verdict.since == since
        record_looks(2)
        sequence_all()
        first = first if since == 0 else first + 2
    assert "the log is proved to continue it" not in page(dpo), "the last one verified everything"


def test_a_log_that_is_not_whole_is_urgent(cast: Cast, dpo: Client) -> None:
    size = sequence_all().size
    Leaf.objects.create(log_number=1, index=size, event_id=9_000_000, entry=bytes(32))
    carry_out_verification(actor="tests", verification=ask_for_verification(actor="tests"))
    said = page(dpo)
    assert "The log is not whole" in said
    assert f"Entry with index {size}" in said
    overview = page(dpo, "/audit/")
    assert "Not whole" in overview
    assert "Urgent" in overview
    assert Verification.objects.get().note == "", "nobody begins at what was not whole"


def test_an_alarm_does_not_go_out_by_itself_the_next_night(cast: Cast, dpo: Client) -> None:
    sequence_all()
    carry_out_verification(actor="tests", verification=ask_for_verification(actor="tests"))
    # On Sunday an entry is found changed that lies before what the last whole one had reached.
    at = clock.now()
    found = Verification.objects.create(asked_at=at, asked_by="sunday", everything=True, finished_at=at, faults=1)
    assert "The log is not whole" in page(dpo)
    verdict = carry_out_verification(actor="tests", verification=ask_for_verification(actor="tests"))
    assert verdict is not None
    assert verdict.since == 0, "what was bad is read again, not passed over"
    assert Verification.objects.latest("asked_at").pk > found.pk


def test_every_night_it_is_verified_and_on_sundays_everything(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sequence_all()
    day = clock.now()
    for _ in range(8):
        monkeypatch.setattr(clock, "now", lambda day=day: day)
        verify_log_nightly(0)
        day += timedelta(days=1)
    rows = list(Verification.objects.order_by("asked_at"))
    assert len(rows) == 8
    assert all(row.whole for row in rows)
    assert [row.asked_at.astimezone(clock.CITY_ZONE).weekday() == 6 for row in rows] == [row.everything for row in rows]


def test_a_verification_whose_worker_was_lost_does_not_stand_in_the_way(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_verification(actor="tests")
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Broken off" in page(staff("dpo"))
    ask_for_verification(actor="tests")


def test_a_verification_that_nobody_asked_for_is_not_carried_out() -> None:
    assert carry_out_verification(actor="tests", verification=404) is None


def test_old_results_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now() - timedelta(days=2)
    Verification.objects.bulk_create(
        [Verification(asked_at=at + timedelta(seconds=n), asked_by="tests", finished_at=at) for n in range(KEPT + 5)]
    )
    carry_out_verification(actor="tests", verification=ask_for_verification(actor="tests"))
    assert Verification.objects.count() == KEPT


@pytest.mark.parametrize("role", ["registrar", "librarian"])
def test_nobody_else_may(cast: Cast, role: str) -> None:
    client = staff(role, None if role == "registrar" else "trial")
    assert client.get("/audit/log/").status_code == 403
    assert client.post("/audit/log/verify/").status_code == 403
    assert not Verification.objects.exists()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_state_is_told_in_every_language(cast: Cast, dpo: Client, language: str, settings: Any) -> None:
    assert dpo.get("/audit/log/", headers={"accept-language": language}).status_code == 200
    sequence_all()
    carry_out_verification(actor="tests", verification=ask_for_verification(actor="tests"))
    ask_for_verification(actor="S-ABC")
    assert dpo.get("/audit/log/", headers={"accept-language": language}).status_code == 200

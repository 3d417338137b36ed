"""Metrics: there for whoever knows the secret, true at each reading, about nobody."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from consent import clock
from consent.log.counting import SETTLES_IN, EventCounter
from consent.log.models import Event
from tests.cast import Cast, publish_trial, with_consent
from tests.public.questions import ask

TOKEN = "t" * 40
PATH = "/metrics"

Figures = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The cast; Aino has consented."""
    return with_consent(settled)


def read() -> str:
    answer = Client(headers={"authorization": f"Bearer {TOKEN}"}).get(PATH)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def figures() -> Figures:
    families = text_string_to_metric_families(read())
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_without_the_setting_there_is_no_such_page(db: None) -> None:
    with override_settings(METRICS_TOKEN=""):
        for header in ("", "Bearer ", f"Bearer {TOKEN}"):
            assert Client(headers={"authorization": header}).get(PATH).status_code == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN, "Bearer ä"]
)
def test_a_wrong_token_is_told_nothing(db: None, header: str) -> None:
    with override_settings(METRICS_TOKEN=TOKEN):
        answer = Client(headers={"authorization": header}).get(PATH)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "no-store" in answer["Cache-Control"]
    assert b"mydata_" not in answer.content


@override_settings(METRICS_TOKEN=TOKEN)
def test_the_figures_are_those_of_the_database(cast: Cast) -> None:
    before = figures()
    ask(cast.aino, "trial-consent")
    ask(cast.mikko, "trial-consent")
    ask(cast.mikko, "trial-consent")
    after = figures()
    assert after["mydata_events_total", ("consent.granted",)] == 1
    assert (
        after["mydata_events_total", ("use.permitted",)] - before.get(("mydata_events_total", ("use.permitted",)), 0)
        == 1
    )
    assert after["mydata_checks_last_5_minutes", ("allowed", "consent")] == 1
    assert after["mydata_checks_last_5_minutes", ("no_permission", "refused")] == 2
    assert after["mydata_events_pending", ()] == Event.objects.count()
    assert after["mydata_events_pending_oldest_seconds", ()] >= 0
    assert after["process_resident_memory_bytes", ()] > 0


@override_settings(METRICS_TOKEN=TOKEN)
def test_a_check_of_an_hour_ago_is_not_recent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.aino, "trial-consent")
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    after = figures()
    assert not [labels for name, labels in after if name == "mydata_checks_last_5_minutes"]
    assert after["mydata_events_pending_oldest_seconds", ()] >= 3600


@override_settings(METRICS_TOKEN=TOKEN)
def test_sessions_that_have_expired_are_not_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Client()
    visitor.session.save()
    assert figures()["mydata_sessions", ()] == 1
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert figures()["mydata_sessions", ()] == 0


@override_settings(METRICS_TOKEN=TOKEN)
@pytest.mark.law("GDPR", "5(1)(c)", "no figure is about a person")
def test_no_figure_is_about_a_person(cast: Cast) -> None:
    ask(cast.aino, "trial-consent")
    text = read()
    for person in (cast.aino, cast.eino):
        for secret in (str(person.subject), person.national_id, person.pairwise_id):
            assert secret not in text


def test_settled_events_are_counted_once_and_never_twice(cast: Cast) -> None:
    counter, at = EventCounter(), clock.now()
    for step in range(4):
        publish_trial(retention={"months": 12, "text": dict.fromkeys(("fi", "sv", "en"), f"Text {step}")})
        counted = counter.totals(at + step * SETTLES_IN)
        assert counted["notice.published"] == Event.objects.filter(kind="notice.published").count()
        assert sum(counted.values()) == Event.objects.count()

"""The overview: tiles that lead to lists, what needs somebody, charts with tables, and no count that points at one."""

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from consent import clock
from consent.audit.charts import beams, columns
from consent.audit.needs import is_unusual
from consent.audit.tiles import tiles
from consent.audit.wording import people, people_in_all
from consent.ledger.audit_figures import DecisionsOfDay, Figures, Refusals, consents_by_activity, decisions_by_day
from consent.log import volume
from consent.people.actions.open_account import open_account
from consent.people.models import Account
from consent.rights.models import Feedback
from consent.rights.waiting_queries import Waiting
from tests.audit.conftest import Look
from tests.audit.test_a_dpo_reads_the_events import rows
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import SYSTEM, Cast, enrol, publish_trial, years_ago
from tests.portal.steps import decide

PATH = "/audit/"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What is written without a page around it is written in English here."""
    with translation.override("en"):
        yield


def tile(page: str, label: str) -> tuple[str, str]:
    """This function will return the figure and the address of the tile with a label."""
    found = re.search(
        rf'<a href="([^"]+)"><span class="tile__figure">([^<]+)</span> <span class="tile__label">{label}', page
    )
    assert found, label
    return found[2], found[1].replace("&amp;", "&")


def consenting(number: int, withdrawing: int = 0) -> None:
    """This function will let new residents consent in the portal, some of whom withdraw again."""
    for each in range(number):
        person = enrol(f"Resident{each}", years_ago(40, 50 + each), 910 + each)
        opened = open_account(
            actor=SYSTEM, username=f"r{each}", display_name="R", language="en", resident=person.subject
        )
        client = Client()
        client.force_login(Account.objects.get(pk=opened))
        assert decide(client, "give", person).status_code == 302
        if each < withdrawing:
            decide(client, "withdraw", person)


def test_every_tile_leads_to_its_list(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.mikko, "trial-consent", times=7)
    look(cast.aino, times=2)
    page = dpo.get(PATH).content.decode()
    refused, refused_list = tile(page, "refused reads, 24 hours")
    uses, uses_list = tile(page, "reads asked for, 24 hours")
    assert (refused, uses) == ("7", "9")
    assert len(rows(dpo.get(refused_list).content.decode())) == 7
    assert len(rows(dpo.get(uses_list).content.decode())) == 9
    assert "7 more than usual" in page
    for address in set(re.findall(r'<a href="(/audit/[^"]*)"', page)):
        assert dpo.get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.law("GDPR", "5(1)(c)", "a number of people under 5 is told to auditors as fewer than 5")
def test_few_people_are_not_counted_out(cast: Cast, dpo: Client) -> None:
    page = dpo.get(PATH).content.decode()
    assert tile(page, "consents in force")[0] == "fewer than 5"
    (row,) = rows(dpo.get("/audit/consents/").content.decode())
    assert "fewer than 5" in row
    lines = list(csv.reader(dpo.get("/audit/trends/consents.csv").content.decode().splitlines()))
    assert lines[-1] == [clock.today().isoformat(), "fewer than 5", "0"]
    today = rows(page)[-1]
    assert "fewer than 5" in today


@pytest.mark.parametrize(
    ("parts", "told"),
    [((), "0"), ((3,), "fewer than 5"), ((1, 3), "fewer than 5"), ((3, 6), "about 10"), ((6, 7), "13"), ((0, 8), "8")],
)
def test_a_sum_does_not_give_away_its_small_part(parts: tuple[int, ...], told: str) -> None:
    assert people_in_all(parts) == told


@pytest.mark.parametrize(
    ("days", "told"),
    [([6, 2], "about 10"), ([0, 8], "8"), ([6, 9], "15"), ([1, 2], "fewer than 5"), ([7, 1, 6], "about 10")],
)
def test_a_weeks_sum_does_not_give_away_a_day_that_the_chart_leaves_untold(days: list[int], told: str) -> None:
    chart = [DecisionsOfDay(date(2026, 11, 1), 0, 1)] * 20  # weeks before: not in the sum
    chart += [DecisionsOfDay(date(2026, 11, 10), 0, number) for number in [0] * (8 - len(days)) + days]
    figures = Figures(0, 0.0, 0, sum(days), 0)
    found = tiles(clock.now(), figures, [], chart, volume.Volume(0, True, 0, True))
    assert [tile.figure for tile in found if "withdrawn" in tile.label] == [told]


def test_five_are_counted(cast: Cast, dpo: Client) -> None:
    consenting(9, withdrawing=5)
    page = dpo.get(PATH).content.decode()
    assert tile(page, "consents in force")[0] == "5"  # Aino's and four more
    figure, listed = tile(page, "consents withdrawn, 7 days")
    assert figure == "5"
    assert len(rows(dpo.get(listed).content.decode())) == 5
    lines = list(csv.reader(dpo.get("/audit/trends/consents.csv").content.decode().splitlines()))
    assert lines[-1] == [clock.today().isoformat(), "10", "5"]


def test_consents_that_end_soon_are_seen_and_those_that_ended_do_not_count(
    cast: Cast, dpo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    consenting(5)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=350))
    page = staff("dpo", language="sv")
    monkeypatch.setattr(clock, "now", lambda: now)
    assert "Info" not in page.get(PATH).content.decode()
    (soon,) = consents_by_activity(now + timedelta(days=350))
    assert (soon.in_force, soon.ending) == (6, 6)
    assert consents_by_activity(now + timedelta(days=400)) == []


def test_a_client_that_is_refused_oddly_often_needs_somebody(cast: Cast, dpo: Client, look: Look) -> None:
    assert "Nothing needs you now." in dpo.get(PATH).content.decode()
    look(cast.mikko, "trial-consent", times=6)
    page = dpo.get(PATH).content.decode()
    need = re.search(r'class="need__mark need__mark--urgent">Urgent</span>.*?<a href="([^"]+)"', page, re.DOTALL)
    assert "6 refused reads in 24 hours, usually 0" in page
    assert need
    assert len(rows(dpo.get(need[1].replace("&amp;", "&")).content.decode())) == 6


@pytest.mark.parametrize(
    ("day", "usual", "odd"), [(4, 0.0, False), (5, 0.0, True), (6, 2.0, False), (7, 2.0, True), (90, 40.0, False)]
)
def test_what_is_unusual_is_measured_by_the_clients_own_past(day: int, usual: float, odd: bool) -> None:
    assert is_unusual(Refusals("trial", "client", "", day, day, usual)) is odd


def test_a_purpose_that_ends_and_feedback_that_is_late_need_somebody(
    cast: Cast, dpo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = clock.now() + timedelta(days=20)
    publish_trial(in_force_until=f"{until:%Y-%m-%dT00:00:00Z}")
    monkeypatch.setattr("consent.audit.views.overview.what_waits", lambda today: Waiting(2, 0, 0))
    page = dpo.get(PATH).content.decode()
    assert "The purpose “Trial of trial-consent” ends" in page
    assert "2 feedback messages have not been answered in time" in page
    assert Feedback.objects.count() == 0


def test_the_charts_have_a_title_a_description_and_a_table(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.mikko, "trial-consent", times=3)
    page = dpo.get(PATH).content.decode()
    assert page.count("<desc ") == page.count('role="img"') == page.count("Show as table") == 2
    assert 'fill="url(#hatch)"' in page
    assert "Trial (en)" in rows(page[page.index("trend-refused") :])[0]
    assert "style=" not in page
    assert "<script" not in page
    lines = list(csv.reader(dpo.get("/audit/trends/refused.csv").content.decode().splitlines()))
    assert lines[1][3] == "3"
    assert dpo.get("/audit/trends/people.csv").status_code == 404


def test_a_chart_tells_no_more_than_its_table() -> None:
    days = [DecisionsOfDay(date(2026, 11, each), each, 0) for each in range(1, 7)]
    heights = [bar.given_height for bar in columns(days).bars]
    assert len(set(heights[:4])) == 1  # one to four look the same
    assert heights[3] < heights[4] < heights[5]
    assert [bar.given for bar in columns(days).bars] == ["fewer than 5"] * 4 + ["5", "6"]


@pytest.mark.parametrize("most", [0, 1, 4, 5, 79, 200, 201, 9_999, 250_000])
def test_the_scale_holds_the_tallest_day(most: int) -> None:
    drawn = columns([DecisionsOfDay(date(2026, 11, 1), most, 0)])
    assert 0 <= drawn.bars[0].given_y <= drawn.ground
    assert len(drawn.lines) == 5


def test_departments_are_ordered_by_their_refused_reads() -> None:
    many = [Refusals("b", "x", "", 0, 3, 0.0), Refusals("a", "y", "", 0, 2, 0.0), Refusals("a", "z", "", 0, 2, 0.0)]
    assert [(beam.name, beam.count) for beam in beams([*many, Refusals("c", "n", "", 0, 0, 1.0)], {"a": "A"})] == [
        ("A", "4"),
        ("b", "3"),
    ]


def test_days_without_a_decision_are_days_too(cast: Cast) -> None:
    days = decisions_by_day(clock.now())
    assert len(days) == 28
    assert [day.given for day in days] == [0] * 27 + [1]


def test_the_log_says_recorded_and_how_many_wait(cast: Cast, dpo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = dpo.get(PATH).content.decode()
    number, _ = tile(page, "events recorded in the log")
    assert f"{number} wait for their index" in page
    assert "100 %" not in page
    monkeypatch.setattr(volume, "COUNTED", 3)
    assert tile(dpo.get(PATH).content.decode(), "events recorded in the log")[0].startswith("about ")


@pytest.mark.parametrize("number", [5, 500])
def test_the_overview_takes_few_statements(cast: Cast, dpo: Client, look: Look, number: int) -> None:
    look(cast.mikko, "trial-consent", times=number)
    for path in (PATH, "/audit/consents/"):
        with CaptureQueriesContext(connection) as asked:
            assert dpo.get(path).status_code == 200
        assert len(asked) <= 8, [one["sql"][:90] for one in asked]


def test_a_registrar_is_sent_to_the_register(cast: Cast) -> None:
    answer = staff("registrar").get(PATH)
    assert (answer.status_code, answer["Location"]) == (302, "/audit/activities/")
    assert staff("librarian", "trial").get(PATH).status_code == 403
    assert staff("registrar", language="sv").get("/audit/consents/").status_code == 403


def test_people_are_written_in_groups_of_three() -> None:
    assert [people(number) for number in (0, 1, 4, 5, 41_902)] == [
        "0", "fewer than 5", "fewer than 5", "5", "41\N{NO-BREAK SPACE}902",
    ]  # fmt: skip

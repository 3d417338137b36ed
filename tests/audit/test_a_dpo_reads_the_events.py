"""The list of events: filters in the URL, pages by keyset, no names, bounded work, exports that are recorded."""

import csv
import io
import json
import re
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.audit.exports import cell, csv_lines
from consent.audit.filters import local
from consent.audit.views import events as events_view
from consent.core.events import Kind
from consent.ledger import event_statements
from consent.ledger.event_sources import SOURCES
from consent.ledger.models import StaffView
from consent.log.sealing import unseal_text
from tests.audit.conftest import Look
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast

PATH = "/audit/events/"


def rows(page: str) -> list[str]:
    body = page[page.index("<tbody") : page.index("</tbody>")] if "<tbody" in page else ""
    return re.findall(r"<tr.*?</tr>", body, re.DOTALL)


def listed(dpo: Client, query: str = "") -> list[str]:
    answer = dpo.get(PATH + query)
    assert answer.status_code == 200
    return rows(answer.content.decode())


@pytest.mark.law("GDPR", "39(1)(b)", "the data protection officer sees events of every kind, newest first")
def test_every_kind_of_event_is_in_the_list(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino)
    found = listed(dpo)
    assert "Read allowed" in found[0]
    page = "".join(found)
    began = next(row for row in found if "Right to act for another began" in row)
    assert "Guardian" in began
    assert "By a guardian" not in began
    for told in ("Consent given", "Notice published", "Right to act for another began"):
        assert told in page
    assert {kind for source in SOURCES for kind in source.kinds} == set(Kind)


@pytest.mark.law("GDPR", "5(1)(c)", "the auditors' list names nobody and carries no subject")
def test_the_list_names_nobody(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino)
    page = dpo.get(PATH).content.decode()
    for person in (cast.aino, cast.eino, cast.saara):
        assert str(person.subject) not in page
        assert person.pairwise_id not in page
    assert "Aino" not in page
    assert "Virtanen" not in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?kind=use", 4),
        ("?kind=use.refused", 1),
        ("?decision=refused", 1),
        ("?decision=allowed", 3),
        ("?kind=use.permitted&decision=refused", 0),
        ("?reason=no_permission", 1),
        ("?reason=law&decision=refused", 0),
        ("?reason=contract", 2),
        ("?basis=contract", 2),
        ("?category=trial.plain", 4),
        ("?activity=trial-task", 2),  # the notice and the look
        ("?activity=trial-task&kind=use", 1),
        ("?department=trial&kind=use", 4),
        ("?kind=consent.granted", 1),
        ("?kind=consent", 1),
        ("?kind=representation", 3),
        ("?kind=representation&decision=allowed", 0),
        ("?kind=staff.viewed", 0),
    ],
)
def test_a_filter_keeps_what_it_says(cast: Cast, dpo: Client, look: Look, query: str, number: int) -> None:
    look(cast.aino, times=2)
    look(cast.aino, "trial-task")
    look(cast.mikko, "trial-consent")
    assert len(listed(dpo, query)) == number


def test_a_client_is_a_filter_too(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino)
    page = dpo.get(PATH).content.decode()
    client = re.search(r'<select id="client".*?<option value="([^"]+)"', page, re.DOTALL)[1]  # type: ignore[index]
    assert len(listed(dpo, f"?client={client}&kind=use")) == 1


def test_a_stretch_of_time_is_a_filter(cast: Cast, dpo: Client, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    look(cast.aino)
    monkeypatch.setattr(clock, "now", lambda: now)
    middle = local(now + timedelta(days=1))
    assert len(listed(dpo, f"?kind=use&from={middle}")) == 1
    assert len(listed(dpo, f"?kind=use&to={middle}")) == 0
    assert len(listed(dpo, f"?kind=consent&to={middle}")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "?kind=everything", "?department=nobody", "?client=1", "?activity=x' OR 1=1", "?category=%00",
        "?category=trial.other", "?basis=whim", "?decision=maybe", "?reason=because", "?from=yesterday",
        "?to=2026-13-01T00:00", "?from=0001-01-01", "?before=x",
        "?before=99999999999999999999", "?before=-1", "?from=2026-01-01T00:00%2B14:00",
    ],
)  # fmt: skip
def test_a_value_that_is_on_no_list_is_a_bad_request(dpo: Client, query: str) -> None:
    assert dpo.get(PATH + query).status_code == 400
    if "before" not in query:
        form = dict(parse_qsl(query.lstrip("?"), keep_blank_values=True))
        assert dpo.post(f"{PATH}export/csv/", form).status_code == 400
        assert not StaffView.objects.exists()


def test_older_events_come_page_by_page_without_gap_or_double(
    cast: Cast, dpo: Client, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(cast.aino, times=5)
    every = re.findall(r"code\">([0-9A-F]{8})<", dpo.get(PATH).content.decode())
    monkeypatch.setattr(events_view, "PAGE_SIZE", 4)
    path, seen = PATH, []
    while path:
        page = dpo.get(path).content.decode()
        seen += re.findall(r"code\">([0-9A-F]{8})<", page)
        older = re.search(r'href="(/audit/events/\?before=\d+)"', page)
        path = older[1] if older else ""
    assert seen == every
    assert len(set(seen)) == len(seen) > 8


def test_a_rare_event_is_looked_for_in_bounded_steps_and_the_page_says_so(
    cast: Cast, dpo: Client, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(cast.aino, "trial-task")
    look(cast.aino, times=9)
    monkeypatch.setattr(event_statements, "EXAMINED", 4)
    path, found, pages = f"{PATH}?activity=trial-task&kind=use", [], 0
    while path:
        page = dpo.get(path).content.decode()
        found += rows(page)
        pages += 1
        older = re.search(r'href="(/audit/events/\?[^"]*before=\d+)"', page)
        assert ("have been looked through" in page) == bool(older)
        path = older[1].replace("&amp;", "&") if older else ""
    assert len(found) == 1
    assert pages == 3


@pytest.mark.parametrize("number", [5, 500])
@pytest.mark.parametrize("query", ["", "?decision=refused", "?activity=trial-contract", "?kind=representation"])
def test_a_page_takes_few_statements_however_much_there_is(
    cast: Cast, dpo: Client, look: Look, number: int, query: str
) -> None:
    look(cast.aino, times=number)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert dpo.get(PATH + query).status_code == 200
    assert len(asked) <= 8, [one["sql"][:90] for one in asked]


@pytest.mark.law("Information Management Act 906/2019", "17", "taking the list out of the system is recorded")
def test_an_export_is_recorded_and_holds_the_filter_and_no_names(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino, times=3)
    look(cast.mikko, "trial-consent")
    answer = dpo.post(f"{PATH}export/csv/", {"decision": "refused"})
    text = b"".join(answer).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["kind"], row["decision"], row["reason"]) == ("use.refused", "refused", "no_permission")
    assert str(cast.mikko.subject) not in text
    view = StaffView.objects.get()
    assert (view.subject, view.what, view.role) == (None, "events.csv", "dpo")
    assert unseal_text(None, view.event_id, view.recorded_at, view.sealed) == "decision=refused"
    assert "Export of events (CSV)" in listed(dpo)[0]


def test_json_lines_hold_every_event_of_the_list(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino, times=3)
    lines = [json.loads(line) for line in b"".join(dpo.post(f"{PATH}export/jsonl/", {"kind": "use"})).splitlines()]
    assert [line["kind"] for line in lines] == ["use.permitted"] * 3
    assert set(lines[0]) == {
        "reference", "recorded_at", "kind", "department", "client", "activity", "category", "basis", "decision",
        "reason", "detail",
    }  # fmt: skip


def test_an_export_of_no_such_form_is_not_found_and_not_recorded(dpo: Client) -> None:
    assert dpo.post(f"{PATH}export/xlsx/").status_code == 404
    assert dpo.get(f"{PATH}export/csv/").status_code == 405
    assert not StaffView.objects.exists()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_never_calculates(text: str) -> None:
    assert cell(text) == f"'{text}"
    header, line = csv_lines(("name",), [(text,)])
    assert line.startswith("\"'")
    assert header == '"name"\r\n'


def test_a_harmless_cell_stays_as_it_is() -> None:
    assert cell("a=b") == "a=b"
    assert cell(None) == ""


def test_only_a_data_protection_officer_reads_events(cast: Cast) -> None:
    assert staff("registrar").get(PATH).status_code == 403
    assert Client().get(PATH).status_code == 302

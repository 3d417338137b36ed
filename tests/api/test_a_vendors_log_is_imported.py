"""A vendor's own access log is brought into the ledger: each line once, and told to residents for what it is."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consent import clock
from consent.api.adapters.use_log import COLUMNS, NoUseLog, read
from consent.core.canonical import canonical
from consent.core.events import Kind
from consent.ledger.actions.import_uses import Outcome, ToldUse, import_uses
from consent.ledger.event_filter import EventFilter
from consent.ledger.event_queries import events
from consent.ledger.imported_uses import encode_imported_use, imported_use_fields, imported_uses_of
from consent.ledger.models import ImportedUse
from consent.ledger.use_queries import weeks_of_uses
from consent.ledger.visibility import week_of
from consent.log.models import Event
from consent.people.actions.resolve import resolve_pairwise_id
from tests.cast import SYSTEM, Cast, Person

pytestmark = pytest.mark.django_db


def line(who: Person, number: int = 1, **changes: Any) -> dict[str, str]:
    """This function will return one line of a lending system's log."""
    told = {
        "external_id": f"LOG-{number}",
        "at": (clock.now() - timedelta(days=3)).replace(microsecond=0).isoformat(),
        "person": who.pairwise_id,
        "activity": "trial-contract",
        "category": "trial.plain",
        "staff_ref": "desk-3",
    }
    return told | changes


def csv_of(folder: Path, *lines: dict[str, str]) -> Path:
    """This function will write a log as CSV."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    (folder / "log.csv").write_text(written.getvalue(), "utf-8")
    return folder / "log.csv"


def run(file: Path, *flags: str, department: str = "trial", system: str = "lending") -> tuple[dict[str, Any], int]:
    """This function will run the command and return what it told and its exit status."""
    out, status = io.StringIO(), 0
    try:
        call_command(
            "import_uses", str(file), "--department", department, "--system", system, "--json", *flags, stdout=out
        )
    except SystemExit as ended:
        status = int(ended.code or 0)
    return json.loads(out.getvalue()), status


@pytest.mark.law("GDPR", "15(1)(c)", "uses told of afterwards are shown to the person as that")
def test_a_log_is_imported_once_however_often_it_is_run(settled: Cast, tmp_path: Path) -> None:
    file = csv_of(tmp_path, line(settled.aino), line(settled.mikko, 2))
    assert run(file) == ({"added": 2, "would_be_added": 0, "known": 0, "bad": []}, 0)
    assert run(file) == ({"added": 0, "would_be_added": 0, "known": 2, "bad": []}, 0)
    (view,) = imported_uses_of(settled.aino.subject, among=["trial-contract"], limit=9)
    assert (view.department, view.system, view.category) == ("trial", "lending", "trial.plain")
    assert view.used_at < view.at
    assert Event.objects.filter(kind=Kind.USE_IMPORTED).count() == 2
    assert imported_uses_of(settled.aino.subject, among=["trial-consent"], limit=9) == []
    use = ImportedUse.objects.get(subject=settled.aino.subject)
    assert b"LOG-1" not in bytes(use.external)
    assert b"desk-3" not in bytes(use.sealed)


def test_the_log_commits_to_every_column(settled: Cast, tmp_path: Path) -> None:
    run(csv_of(tmp_path, line(settled.aino)))
    use = ImportedUse.objects.get()
    assert encode_imported_use(use) == canonical(imported_use_fields(use))
    assert len(imported_use_fields(use)) == len(ImportedUse._meta.fields) + 2  # recorded_at is "at"; v and kind beside


@pytest.mark.parametrize(
    "changes",
    [
        {"activity": "trial-consent"},
        {"category": "trial.other"},
        {"staff_ref": "desk-4"},
        {"staff_ref": ""},
        {"at": "2026-11-01T08:00:00+02:00"},
        {"person": "other"},
    ],
)
def test_a_line_that_was_altered_is_refused_and_listed(settled: Cast, tmp_path: Path, changes: dict[str, str]) -> None:
    run(csv_of(tmp_path, line(settled.aino)))
    before = ImportedUse.objects.values().get()
    if "person" in changes:
        changes = {"person": settled.mikko.pairwise_id}
    told, status = run(csv_of(tmp_path, line(settled.aino) | changes, line(settled.aino, 2)))
    assert (told["added"], status) == (1, 1)
    assert told["bad"] == [{"line": 2, "problem": Outcome.ALTERED.value}]
    assert ImportedUse.objects.values().order_by("event_id").first() == before


def test_a_line_told_twice_in_one_file_is_taken_once(settled: Cast, tmp_path: Path) -> None:
    same = line(settled.aino)
    told, _ = run(csv_of(tmp_path, same, same, same | {"staff_ref": "desk-9"}))
    assert (told["added"], told["known"]) == (1, 1)
    assert told["bad"] == [{"line": 4, "problem": Outcome.ALTERED.value}]


def test_the_same_id_in_another_system_is_another_line(settled: Cast, tmp_path: Path) -> None:
    file = csv_of(tmp_path, line(settled.aino))
    assert run(file)[0]["added"] == run(file, system="returns")[0]["added"] == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"person": "a" * 32}, Outcome.UNKNOWN_PERSON.value),
        ({"activity": "no-such"}, Outcome.UNKNOWN_ACTIVITY.value),
        ({"category": "no.such"}, Outcome.UNKNOWN_CATEGORY.value),
        ({"at": "2100-01-01T00:00:00Z"}, Outcome.NOT_YET.value),
        ({"at": "2001-01-01T00:00:00Z"}, Outcome.TOO_OLD.value),
        ({"at": "2026-11-01T08:00:00"}, "at is not well formed"),
        ({"at": "yesterday"}, "at is not well formed"),
        ({"person": "010190-999W"}, "person is not well formed"),
        ({"external_id": ""}, "external_id is not well formed"),
        ({"external_id": "x" * 201}, "external_id is not well formed"),
        ({"staff_ref": "x" * 501}, "staff_ref is not well formed"),
        ({"staff_ref": "a\u202eb\nc"}, "staff_ref is not well formed"),
    ],
)
def test_a_bad_line_is_listed_and_good_ones_are_kept(
    settled: Cast, tmp_path: Path, changes: dict[str, str], problem: str
) -> None:
    file = csv_of(tmp_path, line(settled.aino), line(settled.mikko, 2), line(settled.aino, 3, **changes))
    told, status = run(file)
    assert (told["added"], status, [bad["problem"] for bad in told["bad"]]) == (2, 1, [problem])
    for secret in (settled.aino.pairwise_id, "010190", "LOG-3"):
        assert secret not in json.dumps(told)


def test_strictly_nothing_is_recorded_unless_every_line_is_good(settled: Cast, tmp_path: Path) -> None:
    file = csv_of(tmp_path, line(settled.aino), line(settled.aino, 2, activity="no-such"))
    told, status = run(file, "--strict")
    assert (told["added"], told["would_be_added"], status) == (0, 1, 1)
    assert not ImportedUse.objects.exists()
    assert run(csv_of(tmp_path, line(settled.aino)), "--strict")[0]["added"] == 1


def test_a_dry_run_records_nothing(settled: Cast, tmp_path: Path) -> None:
    told, status = run(csv_of(tmp_path, line(settled.aino)), "--dry-run")
    assert (told["would_be_added"], told["added"], status) == (1, 0, 0)
    assert not ImportedUse.objects.exists()


def test_a_department_tells_only_of_its_own_people_and_activities(settled: Cast, tmp_path: Path) -> None:
    from consent.registry.models import Department

    Department.objects.create(code="other", name_fi="x", name_sv="x", name_en="x", contact={})
    told, _ = run(csv_of(tmp_path, line(settled.aino)), department="other")
    assert told["bad"] == [{"line": 2, "problem": Outcome.UNKNOWN_PERSON.value}]
    own = resolve_pairwise_id(department="other", national_id=settled.aino.national_id)
    told, _ = run(csv_of(tmp_path, line(settled.aino, person=own)), department="other")
    assert told["bad"] == [{"line": 2, "problem": Outcome.UNKNOWN_ACTIVITY.value}]
    with pytest.raises(CommandError, match="department of the register"):
        run(csv_of(tmp_path, line(settled.aino)), department="nobody")
    with pytest.raises(CommandError, match="plain name"):
        run(csv_of(tmp_path, line(settled.aino)), system="A B")


def test_json_lines_are_read_as_strictly(settled: Cast, tmp_path: Path) -> None:
    good = json.dumps(line(settled.aino))
    file = tmp_path / "log.jsonl"
    twice = good.replace('"at"', '"person": "x", "at"', 1)
    file.write_text(
        "\n".join([good, "{", "[]", '{"at": 1}', twice, json.dumps(line(settled.aino, 2, person=7))]), "utf-8"
    )
    told, _ = run(file)
    assert told["added"] == 1
    assert [bad["line"] for bad in told["bad"]] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "text", [b"", b"a,b\n1,2\n", b"external_id,at,at\n", b"\xff\xfe", b'external_id,at,person,activity,category\n"x']
)
def test_a_file_that_is_no_log_is_refused_whole(settled: Cast, tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(text)
    with pytest.raises(CommandError):
        run(file)
    assert not ImportedUse.objects.exists()
    with pytest.raises(NoUseLog):
        list(read(tmp_path / "log.xlsx"))
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.csv")


def test_auditors_find_it_in_the_list_of_events(settled: Cast, tmp_path: Path) -> None:
    run(csv_of(tmp_path, line(settled.aino)))
    found = [row for row in events(EventFilter(), limit=20).rows if row.kind is Kind.USE_IMPORTED]
    assert [(row.department, row.activity, row.about_person) for row in found] == [("trial", "trial-contract", True)]


def test_where_times_may_not_be_told_only_the_week_is(settled: Cast) -> None:
    at = clock.now()
    told = ToldUse("1", at - timedelta(days=15), settled.aino.pairwise_id, "trial-contract", "trial.plain")
    assert import_uses(
        actor=SYSTEM, department="trial", system="x", told=[told], not_before=at - timedelta(days=99)
    ) == [Outcome.ADDED]
    (week,) = weeks_of_uses(settled.aino.subject, among=["trial-contract"], until=week_of(at))
    assert week.week == week_of(told.used_at)

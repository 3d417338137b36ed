"""A system that cannot ask tells over the API what it looked at: each line once, and only the department's own."""

from datetime import timedelta
from typing import Any

import pytest

from consent import clock
from consent.core.events import Kind
from consent.ledger.actions.import_uses import MOST, ToldUse, import_uses
from consent.ledger.imported_uses import imported_uses_of
from consent.ledger.models import ImportedUse
from consent.log.models import Event
from tests.api.uses.test_report_a_use import post
from tests.cast import SYSTEM, Cast, Person, token_for


def line(who: Person, number: int = 1, **changes: Any) -> dict[str, Any]:
    at = (clock.now() - timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    told = {"external_id": f"LOG-{number}", "at": at.isoformat(), "person": who.pairwise_id}
    return told | {"activity": "trial-contract", "category": "trial.plain", "staff_ref": "desk-3"} | changes


def send(token: str, *lines: dict[str, Any], key: str = "", **body: Any) -> Any:
    return post(token, "import", {"system": "lending", "uses": list(lines)} | body, key)


def outcomes(token: str, *lines: dict[str, Any]) -> list[tuple[bool, str]]:
    answer = send(token, *lines)
    assert answer.status_code == 200, answer.content
    return [(each["recorded"], each["outcome"]) for each in answer.json()["results"]]


@pytest.mark.law("GDPR", "15(1)(c)", "A department's system tells over the API of looks that it made without asking")
def test_each_line_is_recorded_once_however_often_it_is_told(token: str, cast: Cast) -> None:
    lines = [line(cast.aino), line(cast.mikko, 2)]
    assert outcomes(token, *lines) == [(True, "added")] * 2
    assert outcomes(token, *lines) == [(True, "known")] * 2
    assert outcomes(token, line(cast.aino, staff_ref="desk-4")) == [(False, "altered")]
    assert ImportedUse.objects.count() == Event.objects.filter(kind=Kind.USE_IMPORTED).count() == 2
    (seen,) = imported_uses_of(cast.aino.subject, among=["trial-contract"], limit=9)
    assert (seen.department, seen.system, seen.category) == ("trial", "lending", "trial.plain")


def test_what_the_command_has_imported_is_known(token: str, cast: Cast) -> None:
    said = line(cast.aino)
    told = ToldUse(
        said["external_id"], clock.now() - timedelta(days=3), said["person"], "trial-contract", "trial.plain", "desk-3"
    )
    old = clock.now() - timedelta(days=9)
    import_uses(actor=SYSTEM, department="trial", system="lending", told=[told], not_before=old)
    assert outcomes(token, line(cast.aino, at=told.used_at.isoformat())) == [(True, "known")]


def test_a_write_repeated_with_its_key_is_answered_alike(token: str, cast: Cast) -> None:
    first, again = (send(token, line(cast.aino), key="same") for _ in range(2))
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert ImportedUse.objects.count() == 1


def test_another_departments_people_and_purposes_are_unknown(token: str, other: str, cast: Cast) -> None:
    assert outcomes(other, line(cast.aino), line(cast.aino, 2, person="a" * 32)) == [(False, "unknown_person")] * 2
    assert outcomes(token, line(cast.aino, activity="library-loans")) == [(False, "unknown_activity")]
    assert not ImportedUse.objects.exists()


def test_bad_lines_leave_the_good_ones(token: str, cast: Cast) -> None:
    told = [
        line(cast.aino, 1, category="trial.none"),
        line(cast.aino, 2, at=(clock.now() + timedelta(hours=1)).isoformat()),
        line(cast.aino, 3, at="2001-01-01T00:00:00Z"),
        line(cast.aino, 4),
    ]
    assert [what for _, what in outcomes(token, *told)] == ["unknown_category", "not_yet", "too_old", "added"]


@pytest.mark.parametrize(
    "changes",
    [
        {"external_id": ""}, {"external_id": "two words"}, {"external_id": "x" * 201}, {"external_id": "1\n"},
        {"at": "2026-01-01T00:00:00"}, {"at": "yesterday"}, {"staff_ref": "x" * 501}, {"staff_ref": "nul \0"},
        {"person": None}, {"person": 7}, {"purpose": "other"},
    ],
)  # fmt: skip
def test_what_is_not_well_formed_is_refused_whole(token: str, cast: Cast, changes: dict[str, Any]) -> None:
    answer = send(token, line(cast.mikko), line(cast.aino, 2) | changes)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert not ImportedUse.objects.exists()


@pytest.mark.parametrize("system", ["", "Lending", "a b", "x" * 65, 7, None])
def test_a_system_has_a_plain_name(token: str, cast: Cast, system: Any) -> None:
    assert send(token, line(cast.aino), system=system).status_code == 400


def test_neither_none_nor_too_many(token: str, cast: Cast) -> None:
    assert send(token).status_code == 400
    short = {"external_id": "1", "at": "2026-11-01T00:00:00Z", "person": "a", "activity": "b", "category": "c"}
    assert send(token, *[short] * (MOST + 1)).status_code == 400
    assert send(token, *[short] * MOST).status_code == 200


def test_the_scope_is_needed(cast: Cast) -> None:
    assert send(token_for("trial", "uses:read decision:evaluate"), line(cast.aino)).status_code == 403

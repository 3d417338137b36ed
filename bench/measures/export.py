"""The auditors' export of uses, through its page, against the database's own COPY of the same rows as JSON."""

from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client

from bench.filling import one_city
from bench.results import Goal, Result, result
from bench.scene import Scene
from bench.timing import by_turns
from consent.audit.views.exports import MOST_ROWS

GOAL = Goal("ratio", "≥", 0.5)
COPY = "COPY (SELECT row_to_json …), read by this process"
FORMS = {"jsonl": "JSON Lines", "csv": "CSV"}
# Of an export's columns the reference alone is not in it: the key that makes it is not the database's.
_COPY = """
COPY (SELECT row_to_json(r) FROM (
    SELECT event_id, recorded_at, CASE WHEN allowed THEN 'use.permitted' ELSE 'use.refused' END AS kind, department,
        client, activity, category, basis, CASE WHEN allowed THEN 'allowed' ELSE 'refused' END AS decision, reason,
        NULL AS detail
    FROM ledger_use ORDER BY recorded_at DESC, event_id DESC LIMIT {}
) AS r) TO STDOUT
"""


def measure(scene: Scene) -> Iterator[Result]:
    """This function will take the same uses out both ways by turns, whole each time."""
    sizes = scene.sizes
    rows = min(sizes.exported, MOST_ROWS)
    with one_city(scene.empty, sizes.residents, rows) as browsers:
        sides = {form: partial(_export, browsers["dpo"], form, rows) for form in FORMS} | {COPY: partial(_copy, rows)}
        taken = by_turns(sides, seconds=sizes.seconds / 3, rounds=sizes.rounds)
    alone = taken.pop(COPY)
    for form, seconds in taken.items():
        yield result(
            f"export of {rows:,} uses, {FORMS[form]}",
            rows / seconds,
            "rows/s",
            ratio=alone / seconds,
            against=f"{COPY}, {rows / alone:,.0f}/s",
            goal=GOAL,
        )


def _export(dpo: Client, form: str, rows: int) -> None:
    answer = dpo.post(f"/audit/events/export/{form}/", {"kind": "use"})
    if not isinstance(answer, StreamingHttpResponse):
        raise TypeError(f"the export answered {answer.status_code}")
    lines = sum(part.count(b"\n") for part in answer)
    if lines != rows + (form == "csv"):
        raise AssertionError(f"{lines} lines came out of {rows} uses")


def _copy(rows: int) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY.format(rows)) as copy:
        lines = sum(1 for _ in copy)
    if lines != rows:
        raise AssertionError(f"{lines} lines came out of {rows} uses")

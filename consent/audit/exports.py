"""Exports of the event list: CSV that no spreadsheet takes for a formula, and JSON Lines; written row by row."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from consent.audit.rows import reference
from consent.ledger.event_queries import EventView

COLUMNS = (
    "reference", "recorded_at", "kind", "department", "client", "activity", "category", "basis", "decision", "reason",
    "detail",
)  # fmt: skip
# What makes a spreadsheet calculate, its full-width twins too, where a cell begins: also where another language's
# spreadsheet would begin one (OWASP, CSV injection). What a department asks for is recorded as it said it.
FORMULA = re.compile(r"""(^|[,;|\r\n])([\s"']*)(?=[=+\-@＝＋－＠\t\r])""")


def values(event: EventView) -> dict[str, str | None]:
    """This function will return an event as an export says it: codes, no name, no subject."""
    return {
        "reference": reference(event.event_id),
        "recorded_at": event.at.isoformat(),
        "kind": event.kind.value,
        "department": event.department,
        "client": event.client,
        "activity": event.activity,
        "category": event.category,
        "basis": event.basis.value if event.basis else None,
        "decision": None if event.allowed is None else "allowed" if event.allowed else "refused",
        "reason": event.reason.value if event.reason else None,
        "detail": event.detail or None,
    }


def cell(text: object) -> str:
    """This function will return a cell in which nothing begins that a spreadsheet would calculate."""
    return FORMULA.sub(r"\1\2'", "" if text is None else str(text))


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """This function will yield the lines of a CSV file (RFC 4180), every cell quoted and made harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for row in chain([header], rows):
        writer.writerow([cell(value) for value in row])
        yield _taken(buffer)


def json_lines(rows: Iterable[object]) -> Iterator[str]:
    """This function will yield one JSON value a line, in ASCII: no sign in it ends a line or turns it around."""
    for row in rows:
        yield json.dumps(row) + "\n"


def _taken(buffer: io.StringIO) -> str:
    line = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return line

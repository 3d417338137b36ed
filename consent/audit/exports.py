"""Exports of the event list: CSV that no spreadsheet takes for a formula, and JSON Lines; written as they are read."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import orjson

from consent.ledger.decision_ids import short_ids
from consent.ledger.event_queries import EventRecord

COLUMNS = (
    "reference", "recorded_at", "kind", "department", "client", "activity", "category", "basis", "decision", "reason",
    "detail",
)  # fmt: skip
_MOST_KNOWN = 10_000
# What makes a spreadsheet calculate, its full-width twins too, where a cell begins: also where another language's
# spreadsheet would begin one (OWASP, CSV injection). What a department asks for is recorded as it said it.
FORMULA = re.compile(r"""(^|[,;|\r\n])([\s"']*)(?=[=+\-@＝＋－＠\t\r])""")


class EventLines:
    """Writes events as an export says them: codes, no name, no subject. One line a row, many lines at a time."""

    def __init__(self, form: str) -> None:
        self._csv = form == "csv"
        self._ends = _Ends(self._csv)

    def header(self) -> bytes:
        """This function will return what stands before the first event."""
        return "".join(csv_lines(COLUMNS, ())).encode() if self._csv else b""

    def lines(self, records: Sequence[EventRecord]) -> bytes:
        """This function will return the lines of ``records`` in their order."""
        begin, middle = ('"', '","') if self._csv else ('{"reference": "', '", "recorded_at": "')
        ends = self._ends
        # Number by number and moment by moment, this would take longer than all the rest of a line.
        references = short_ids([record[0] for record in records])
        moments = orjson.dumps([record[2] for record in records]).decode()[2:-2].split('","')
        written = [
            f"{begin}{reference}{middle}{moment}{ends[record[1], record[3:]]}"
            for reference, moment, record in zip(references, moments, records, strict=True)
        ]
        ends.keep_few()
        return "".join(written).encode()


class _Ends(dict[tuple[Any, ...], str]):
    """What most events share, all of a line but reference and moment, is written once and kept."""

    def __init__(self, as_csv: bool) -> None:
        super().__init__()
        self._csv = as_csv

    def __missing__(self, shared: tuple[Any, ...]) -> str:
        kind, (department, client, activity, category, basis, allowed, reason, _, detail) = shared
        decision = None if allowed is None else "allowed" if allowed else "refused"
        told = (kind, department, client, activity, category, basis, decision, reason, detail or None)
        if self._csv:
            end = '",' + next(csv_lines(told, ()))
        else:
            end = '", ' + next(json_lines([dict(zip(COLUMNS[2:], told, strict=True))]))[1:]
        self[shared] = end
        return end

    def keep_few(self) -> None:
        """This function will forget everything once it is much: what departments ask for may be anything."""
        if len(self) > _MOST_KNOWN:
            self.clear()


def cell(text: object) -> str:
    """This function will return a cell in which nothing begins that a spreadsheet would calculate."""
    return FORMULA.sub(r"\1\2'", "" if text is None else str(text))


def csv_lines(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
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

"""A vendor's access log as a file: CSV with a heading, or JSON lines. Reads line by line and never repeats a value."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from consent.api.strict_json import BadJson, parse
from consent.clock import is_on_a_clock
from consent.ledger.actions.import_uses import LONGEST_TEXT, ToldUse

NEEDED = ("external_id", "at", "person", "activity", "category")
COLUMNS = (*NEEDED, "staff_ref")
LONGEST_LINE = 8_192

_EXTERNAL = re.compile(r"[\x21-\x7e]{1,200}")
_PERSON = re.compile(r"[a-z2-7]{32}")
_CODE = re.compile(r"[a-z][a-z0-9.-]{0,63}")
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*")


class NoUseLog(ValueError):
    """The file as a whole cannot be read; nothing of it was taken."""


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A line by its number, with what it tells or with what is wrong with it."""

    number: int
    told: ToldUse | None
    problem: str = ""

    def __repr__(self) -> str:
        return f"<Line {self.number}>"


def read(file: Path) -> Iterator[Line]:
    """This function will yield the lines of a log; the name's ending says which form it has (``.csv``, ``.jsonl``).

    Raises ``OSError`` and ``NoUseLog``, the latter also half-way when the rest is not text in UTF-8.
    """
    if file.suffix not in (".csv", ".jsonl"):
        raise NoUseLog("The file's name must end in .csv or .jsonl.")
    with file.open(encoding="utf-8", errors="strict", newline="") as stream:
        try:
            yield from _of_csv(stream) if file.suffix == ".csv" else _of_json(stream)
        except UnicodeDecodeError:
            raise NoUseLog("The file is not text in UTF-8.") from None
        except csv.Error:
            raise NoUseLog("The file is not CSV (RFC 4180).") from None


def _of_csv(stream: io.TextIOBase) -> Iterator[Line]:
    rows = csv.reader(stream, strict=True)
    heading = next(rows, [])
    if len(heading) != len(set(heading)) or not set(NEEDED) <= set(heading) <= set(COLUMNS):
        raise NoUseLog(f"The heading must name {', '.join(NEEDED)}, and may name staff_ref.")
    for row in rows:
        number = rows.line_num
        if len(row) != len(heading):
            yield Line(number, None, "not as many columns as the heading")
        else:
            yield _line(number, dict(zip(heading, row, strict=True)))


def _of_json(stream: io.TextIOBase) -> Iterator[Line]:
    number = 0
    while text := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(text) > LONGEST_LINE:
            raise NoUseLog(f"Line {number} is longer than {LONGEST_LINE} characters.")
        try:
            told = parse(text.strip().encode(), max_bytes=4 * LONGEST_LINE)
        except BadJson:
            yield Line(number, None, "not one JSON object")
            continue
        if not isinstance(told, dict) or not set(NEEDED) <= told.keys() <= set(COLUMNS):
            yield Line(number, None, "a member is missing or unknown")
        else:
            yield _line(number, told)


def _line(number: int, told: Mapping[str, Any]) -> Line:
    at = _moment(told["at"])
    staff_ref = told.get("staff_ref") or ""
    wrong = {
        "external_id": not _is(told["external_id"], _EXTERNAL),
        "at": at is None,
        "person": not _is(told["person"], _PERSON),
        "activity": not _is(told["activity"], _CODE),
        "category": not _is(told["category"], _CODE),
        "staff_ref": not _is(staff_ref, _TEXT) or len(staff_ref) > LONGEST_TEXT,
    }
    first = next((name for name, is_so in wrong.items() if is_so), None)
    if first is not None or at is None:
        return Line(number, None, f"{first} is not well formed")
    names = ("external_id", "person", "activity", "category")
    return Line(number, ToldUse(used_at=at, staff_ref=staff_ref, **{name: told[name] for name in names}))


def _is(value: Any, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and bool(form.fullmatch(value))


def _moment(value: Any) -> datetime | None:
    """RFC 3339 with its offset: a time without one is nobody's."""
    if not isinstance(value, str) or len(value) > 40 or not value.isascii() or "T" not in value:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at if is_on_a_clock(at) and at.year > 1900 else None
    except ValueError:
        return None

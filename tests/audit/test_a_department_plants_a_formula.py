"""What a department asks for is recorded as it said it; on the way out it neither calculates nor breaks a line."""

import csv
import io
import json

import pytest
from django.test import Client

from consent.audit.exports import cell
from tests.audit.conftest import Look
from tests.cast import Cast

PATH = "/audit/events/export/"


@pytest.mark.parametrize("name", ["x;=1+1", "x\n=1+1", 'x;"=1+1', "＝1+1", " =1+1", "x|@SUM(A1)", "x\u2028\u202e=1"])
def test_a_department_cannot_send_the_auditors_spreadsheet_a_formula(
    cast: Cast, dpo: Client, look: Look, name: str
) -> None:
    look(cast.aino, name)
    table = b"".join(dpo.post(f"{PATH}csv/", {"kind": "use"})).decode()
    planted = next(csv.DictReader(io.StringIO(table, newline="")))["activity"]
    for separator in (",", ";", "|", "\n"):
        assert not [part for part in planted.split(separator) if part.strip(' "')[:1] in ("=", "＝", "@", "+", "-")]
    (line,) = b"".join(dpo.post(f"{PATH}jsonl/", {"kind": "use"})).decode().splitlines()
    assert json.loads(line)["activity"] == name
    assert line.isprintable()


def test_a_moment_stays_as_it_is() -> None:
    assert cell("2026-11-24T10:00:00+02:00") == "2026-11-24T10:00:00+02:00"

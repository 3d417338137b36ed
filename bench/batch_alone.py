"""The two statements of a batch without Python: the same read and the same insert, fed from a table in the server."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from psycopg import Cursor

from consent import clock
from consent.ledger.actions.check import RECORD_USES, SCOPE
from consent.ledger.facts import READ_FACTS, facts_parameters, raw_connection, read_facts
from consent.ledger.reads import CheckQuestion

_ARRAY = re.compile(r"%\((\w+)\)[sb]::(\w+)\[\]")
# The read has drawn the ids, and nobody else draws any.
_DRAWN = "ARRAY(SELECT n FROM generate_series(%(last)s::bigint - %(number)s + 1, %(last)s::bigint) AS n)"


class BatchAlone:
    """Reads and records one batch over and over; nothing is decided, and nothing but a count leaves the server."""

    def __init__(self, questions: Sequence[CheckQuestion]) -> None:
        """This function will put what a check would send into a table, once."""
        at = clock.now()
        with transaction.atomic():
            subjects = [read.subject for read in read_facts(questions, SCOPE, at)]
            transaction.set_rollback(True)
        self._number = len(questions)
        asked = facts_parameters(questions, SCOPE, at)
        told = _uses(questions, subjects) | {"recorded_at": at}
        types = dict(_ARRAY.findall(READ_FACTS + RECORD_USES))
        types.pop("event_id")
        arrays = {name: value for name, value in (asked | told).items() if name in types}
        self._scalars = {name: value for name, value in (asked | told).items() if name not in types}
        self._read = f"SELECT count(*), max(r.event_id) FROM ({_from_table(READ_FACTS)}) AS r"  # noqa: S608
        self._record = _from_table(RECORD_USES)
        app = str(settings.DATABASES["default"]["USER"])
        columns = ", ".join(f"{name} {kind}[]" for name, kind in types.items())
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_batch")
            cursor.execute(f'CREATE TABLE bench_batch ({columns}); GRANT SELECT, UPDATE ON bench_batch TO "{app}"')
            names = ", ".join(arrays)
            values = ", ".join(f"%({name})s::{types[name]}[]" for name in arrays)
            cursor.execute(f"INSERT INTO bench_batch ({names}) VALUES ({values})", arrays)  # noqa: S608
        connections["owner"].close()

    def run(self) -> None:
        """This function will read, record and commit one batch."""
        with transaction.atomic(), Cursor(raw_connection()) as cursor:
            row = cursor.execute(self._read, self._scalars, prepare=True).fetchone()
            last = row[1] if row else None
            cursor.execute(self._record, self._scalars | {"last": last, "number": self._number}, prepare=True)


def _from_table(statement: str) -> str:
    def column(found: re.Match[str]) -> str:
        return _DRAWN if found[1] == "event_id" else f"(SELECT {found[1]} FROM bench_batch)"  # noqa: S608

    return _ARRAY.sub(column, statement)


def _uses(questions: Sequence[CheckQuestion], subjects: Sequence[Any]) -> dict[str, Any]:
    number = len(questions)
    return {
        "subject": list(subjects),
        "department": [question.department for question in questions],
        "client": ["bench"] * number,
        "activity": [question.activity for question in questions],
        "category": [question.category for question in questions],
        "allowed": [True] * number,
        "reason": ["consent"] * number,
        "basis": ["consent"] * number,
        "permission_version": [1] * number,
        "notice_version": [1] * number,
        "sealed": [None] * number,
        "break_glass": [False] * number,
        "kind": ["use.permitted"] * number,
        "commitment": [bytes(32)] * number,
    }

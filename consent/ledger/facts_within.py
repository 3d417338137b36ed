"""The facts of questions that the platform itself asks in a department's name: the same, without a token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import namedtuple_row

from consent.ledger.facts import OF_THE_PERSON, STANDING, TIMES_USED, raw_connection
from consent.ledger.reads import Read, RowReader
from consent.log.arrays import array
from consent.log.recording import NEXT_EVENT_ID


@dataclass(frozen=True, slots=True)
class Asked:
    """May a category be used about ``subject`` for an activity (a code)?"""

    subject: UUID
    activity: str
    category: str


# The platform knows everybody; the department only those to whom it was once given an id of its own. Nobody receives
# anything here, so an activity of another department is none.
READ_FACTS_WITHIN = f"""
WITH question AS (
    SELECT * FROM unnest(%(subject)s::uuid[], %(activity)s::text[], %(category)s::text[])
    WITH ORDINALITY AS q(subject, activity, category, position)
)
SELECT q.position, %(client)s::text AS client_id, %(department)s::text AS department_id, %(scope)s::text AS scope,
    %(scope)s::text AS allowed_scopes,
    {STANDING}, 0 AS a_minute, 0 AS about_one, {TIMES_USED} AS times_used, 0 AS asked_today,
    k.wrapped, k.kek_version, %(department)s::text AS asked_for, FALSE AS is_declared, FALSE AS asks,
    {NEXT_EVENT_ID} AS event_id
FROM question q
LEFT JOIN registry_activity a ON a.code = q.activity
LEFT JOIN registry_notice current ON current.activity_id = a.code AND current.version = a.current_version
LEFT JOIN LATERAL (
    SELECT issued.subject_id FROM people_pairwiseid issued
    WHERE issued.subject_id = q.subject AND issued.department = %(department)s LIMIT 1
) x ON true
{OF_THE_PERSON}
ORDER BY q.position
"""  # noqa: S608  (composed of constants)


def read_facts_within(
    questions: Sequence[Asked], *, department: str, client: str, scope: str, at: datetime
) -> list[Read]:
    """This function will read the facts of each question in its order, as they are at ``at`` (aware)."""
    parameters: dict[str, Any] = {
        "subject": array(question.subject for question in questions),
        "activity": array(question.activity for question in questions),
        "category": array(question.category for question in questions),
        "department": department,
        "client": client,
        "scope": scope,
        "at": at,
        "year": at.year,
    }
    with Cursor(raw_connection(), row_factory=namedtuple_row) as cursor:
        rows = cursor.execute(READ_FACTS_WITHIN, parameters, prepare=True, binary=True).fetchall()
    reader = RowReader(at)
    return [reader.read(row) for row in rows]

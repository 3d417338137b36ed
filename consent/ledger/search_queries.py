"""Whom and what a search must look at: candidates in bounded portions, in the order of their names.

A candidate is one that may be allowed; nothing is decided here. The check decides about each, from facts that it reads
itself, and records what it decided. Who cannot be allowed is not looked at, so nothing is recorded about them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Cursor

from consent.ledger.facts import raw_connection
from consent.ledger.reads import CheckQuestion

# How many ids, of all departments, one page of a search runs through at most, however few of them may be allowed: the
# index by id alone then bounds the work, whatever the share of a department or of those who agreed.
MOST_SCANNED = 20_000

# Left out is what no person's own decision could mend: an activity that the department has no part in or that is not in
# force, another category, an unmet condition.
_ACTIVITIES = """
    SELECT a.code, a.basis
    FROM registry_activity a
    JOIN registry_notice current ON current.activity_id = a.code AND current.version = a.current_version
    WHERE (a.department_id = %(department)s
            OR a.recipients @> jsonb_build_array(jsonb_build_object('department', %(department)s::text)))
        AND %(category)s = ANY(current.categories)
        AND a.in_force_from <= %(at)s AND (a.in_force_until IS NULL OR %(at)s < a.in_force_until)
        AND (%(case)s OR NOT a.requires_case) AND (%(staff_ref)s OR NOT a.requires_staff_ref)
"""
_PEOPLE = f"""
WITH activity AS ({_ACTIVITIES} AND a.code = %(activity)s
), scanned AS (
    SELECT i.value, i.subject_id, i.department FROM people_pairwiseid i
    WHERE i.value > %(after)s AND EXISTS (SELECT FROM activity)
    ORDER BY i.value LIMIT %(most)s
), candidate AS (
    SELECT s.value FROM scanned s CROSS JOIN activity a
    LEFT JOIN ledger_permission p ON p.subject = s.subject_id AND p.activity = a.code
    WHERE s.department = %(department)s
        AND (a.basis <> 'consent' OR (p.decision = 'consent' AND NOT p.waiting AND %(at)s < p.valid_until))
    ORDER BY s.value LIMIT %(limit)s + 1
)
SELECT value, false AS is_end FROM candidate
UNION ALL
SELECT max(value), true FROM scanned HAVING count(*) = %(most)s
ORDER BY is_end, value
"""  # noqa: S608  (composed of constants)
_CODES = _ACTIVITIES + "AND a.code > %(after)s ORDER BY a.code LIMIT %(limit)s + 1"


@dataclass(frozen=True, slots=True)
class Candidates:
    """One portion; ``resume`` is the name after which the next one begins, empty when there is none."""

    names: list[str]
    resume: str


def candidate_people(asked: CheckQuestion, *, after: str, limit: int, at: datetime) -> Candidates:
    """This function will return the pairwise ids, of the asking department, of whom ``asked`` may be allowed."""
    most = max(MOST_SCANNED, limit)
    rows = _rows(_PEOPLE, asked, after=after, limit=limit, at=at, most=most, activity=asked.activity)
    names = [name for name, is_end in rows if not is_end]
    if len(names) > limit:
        return Candidates(names[:limit], names[limit - 1])
    return Candidates(names, next((name for name, is_end in rows if is_end), ""))


def candidate_activities(asked: CheckQuestion, *, after: str, limit: int, at: datetime) -> Candidates:
    """This function will return the activities that the department has a part in and that cover the category."""
    names = [row[0] for row in _rows(_CODES, asked, after=after, limit=limit, at=at)]
    return Candidates(names[:limit], names[limit - 1] if len(names) > limit else "")


def _rows(statement: str, asked: CheckQuestion, **parameters: Any) -> list[tuple[Any, ...]]:
    parameters |= {
        "department": asked.department,
        "category": asked.category,
        "case": bool(asked.case),
        "staff_ref": bool(asked.staff_ref),
    }
    with Cursor(raw_connection()) as cursor:
        return cursor.execute(statement, parameters).fetchall()

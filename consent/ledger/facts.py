"""Reads everything that a batch of checks rests on, in one statement on the primary."""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from psycopg import Connection, Cursor
from psycopg.rows import namedtuple_row

from consent.clock import CITY_ZONE
from consent.ledger.quota_config import CHECKS, PERSON, default_quota
from consent.ledger.reads import CheckQuestion, Read, RowReader
from consent.ledger.recipients import ASKS_AS_SOURCE, IS_DECLARED
from consent.log.arrays import array
from consent.log.recording import DATA_KEY_OF, NEXT_EVENT_ID

# Only for an activity that has a limit is anything counted. No more rows are looked at than the limit needs.
TIMES_USED = f"""
CASE WHEN a.most_uses IS NOT NULL THEN (SELECT count(*) FROM (
    SELECT FROM ledger_use u
    WHERE u.subject = x.subject_id AND u.activity = a.code AND u.allowed AND NOT u.break_glass
        AND u.recorded_at >= date_trunc(a.most_uses_per, %(at)s::timestamptz, '{CITY_ZONE.key}')
    LIMIT a.most_uses) AS counted) ELSE 0 END
"""  # noqa: S608  (composed of constants)

# The newest uses of one person, down to the first of today's: a stretch of an index that every use pays for already.
# The floor stands in a query of its own, so that no plan mistakes "newer than the newest" for the rarer condition.
ASKED_TODAY = """
CASE WHEN caller.about_one > 0 THEN (SELECT count(*) FROM (
    SELECT FROM ledger_use u
    WHERE u.subject = x.subject_id AND u.event_id > (SELECT %(floor)s::bigint) AND u.client = caller.client_id
        AND u.recorded_at >= %(today)s
    LIMIT caller.about_one) AS counted) ELSE 0 END
"""

# What any question rests on, whoever asks it: the activity ``a`` with its notice, and the person ``x`` with their word.
STANDING = """
    a.code, a.department_id AS owner, a.basis, a.law_ref, a.compulsory, a.restriction_exception, a.requires_case,
    a.requires_staff_ref, a.own_decision_from, a.in_force_from, a.in_force_until, a.current_version,
    a.terms_since_version, a.most_uses, a.most_uses_per, a.hours::text AS hours, a.break_glass,
    current.categories, agreed.categories AS agreed_categories,
    x.subject_id, r.birth_date,
    p.version, p.decision, p.decided_at, p.decided_by, p.notice_version, p.valid_until, p.waiting, p.objected,
    p.restricted
""".strip()
OF_THE_PERSON = f"""
LEFT JOIN people_resident r ON r.subject_id = x.subject_id
LEFT JOIN ledger_permission p ON p.subject = x.subject_id AND p.activity = a.code
LEFT JOIN registry_notice agreed ON agreed.activity_id = a.code AND agreed.version = p.notice_version
LEFT JOIN log_datakey k ON k.subject = {DATA_KEY_OF % "x.subject_id"} AND k.year = %(year)s
""".strip()

# An event id is drawn only for a question that will be recorded: a good token with the scope that asks for itself, or
# as the source of the data for a declared recipient.
READ_FACTS = f"""
WITH question AS (
    SELECT * FROM unnest(%(checksum)s::text[], %(department)s::text[], %(activity)s::text[], %(category)s::text[],
        %(pairwise)s::text[])
    WITH ORDINALITY AS q(checksum, department, activity, category, pairwise, position)
), caller AS (
    SELECT q.position, c.client_id, c.department_id, t.scope, c.allowed_scopes,
        coalesce(c.checks_per_minute, %(a_minute)s) AS a_minute,
        coalesce(c.checks_per_person_a_day, %(about_one)s) AS about_one
    FROM question q
    JOIN oauth2_provider_accesstoken t ON t.token_checksum = q.checksum AND t.expires > %(at)s
        AND t.resource = %(here)s::jsonb
    JOIN registry_clientapplication c ON c.id = t.application_id AND NOT c.disabled
)
SELECT q.position, caller.client_id, caller.department_id, caller.scope, caller.allowed_scopes,
    {STANDING}, caller.a_minute, caller.about_one, {TIMES_USED} AS times_used, {ASKED_TODAY} AS asked_today,
    k.wrapped, k.kek_version, q.department AS asked_for, {IS_DECLARED} AS is_declared, source.asks,
    CASE WHEN (caller.department_id = q.department OR source.asks)
        AND %(scope)s = ANY(string_to_array(caller.scope, ' '))
        AND %(scope)s = ANY(string_to_array(caller.allowed_scopes, ' ')) THEN {NEXT_EVENT_ID} END AS event_id
FROM question q
LEFT JOIN caller ON caller.position = q.position
LEFT JOIN registry_activity a ON a.code = q.activity
LEFT JOIN LATERAL (SELECT {ASKS_AS_SOURCE} AS asks) source ON true
LEFT JOIN registry_notice current ON current.activity_id = a.code AND current.version = a.current_version
LEFT JOIN people_pairwiseid issued ON issued.value = q.pairwise
-- The department is compared here, not in the join: the id alone finds the row, whatever the planner knows by then.
LEFT JOIN LATERAL (
    SELECT CASE WHEN issued.department = caller.department_id THEN issued.subject_id END AS subject_id
) x ON true
{OF_THE_PERSON}
ORDER BY q.position
"""  # noqa: S608  (composed of constants)


def raw_connection() -> Connection[Any]:
    """This function will return this thread's database connection as psycopg knows it, opening it when needed.

    The check speaks to it directly: the ORM would cost several times the decision itself (see docs/adr).
    """
    connection.ensure_connection()
    raw: Connection[Any] = connection.connection
    return raw


_floors: WeakKeyDictionary[Connection[Any], tuple[datetime, int]] = WeakKeyDictionary()
_LAST_BEFORE = """
SELECT event_id FROM ledger_use WHERE recorded_at < %s ORDER BY recorded_at DESC, event_id DESC LIMIT 1
"""
# Ids follow moments only nearly: one is drawn up to a transaction's length before its moment is written.
_LEEWAY = timedelta(minutes=1)


def _since_midnight(at: datetime) -> dict[str, Any]:
    """When the city's day began and an event id before it, looked up once a day for each connection."""
    today = datetime.combine(at.astimezone(CITY_ZONE).date(), time.min, tzinfo=CITY_ZONE)
    raw = raw_connection()
    known = _floors.get(raw)
    if known is None or known[0] != today:
        row = raw.execute(_LAST_BEFORE, [today - _LEEWAY]).fetchone()
        known = _floors[raw] = (today, row[0] if row else 0)
    return {"today": today, "floor": known[1]}


def read_facts(questions: Sequence[CheckQuestion], scope: str, at: datetime) -> list[Read]:
    """This function will read the facts of each question in its order, as they are at ``at`` (aware)."""
    with Cursor(raw_connection(), row_factory=namedtuple_row) as cursor:
        parameters = facts_parameters(questions, scope, at)
        # Binary, because reading moments from text would take Python longer than the decisions.
        rows = cursor.execute(READ_FACTS, parameters, prepare=True, binary=True).fetchall()
    reader = RowReader(at)
    return [reader.read(row) for row in rows]


def facts_parameters(questions: Sequence[CheckQuestion], scope: str, at: datetime) -> dict[str, Any]:
    """This function will return what ``READ_FACTS`` is sent with."""
    return {
        "checksum": array(q.token_checksum for q in questions),
        "department": array(q.department for q in questions),
        "activity": array(q.activity for q in questions),
        "category": array(q.category for q in questions),
        "pairwise": array(q.pairwise_id for q in questions),
        "scope": scope,
        "here": json.dumps([settings.PUBLIC_URL]),  # a token for another resource is none here (RFC 8707)
        "at": at,
        "year": at.year,
        "a_minute": default_quota(CHECKS),
        "about_one": default_quota(PERSON),
        **_since_midnight(at),
    }

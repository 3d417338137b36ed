"""Reads everything that a batch of checks rests on, in one statement on the primary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import Connection, Cursor
from psycopg.rows import namedtuple_row

from consent.core.decisions import Activity, Facts
from consent.core.permissions import Permission
from consent.core.vocabulary import Basis, DecidedBy, Reason
from consent.ledger.recipients import ASKS_AS_SOURCE, IS_DECLARED
from consent.log.recording import DATA_KEY_OF, NEXT_EVENT_ID
from consent.people.ages import age_on


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """One question as it came in: the token's SHA-256 (hexadecimal), what is asked, and for which matter."""

    token_checksum: str
    department: str
    activity: str
    category: str
    pairwise_id: str
    case: str | None = None
    staff_ref: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds the token, as of this check; ``scopes`` is what token and client both allow."""

    client: str
    department: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Read:
    """What the statement found for one question; ``caller`` is None when the token is not good now.

    ``asks_as_source``: the caller is the source of the data and asks whether a declared recipient may have it.
    """

    caller: Caller | None
    facts: Facts
    subject: UUID | None
    event_id: int | None
    law_ref: str
    notice_version: int | None
    permission_version: int | None
    wrapped_key: bytes | None
    kek_version: int | None
    asks_as_source: bool = False


# An event id is drawn only for a question that will be recorded: a good token with the scope that asks for itself, or
# as the source of the data for a declared recipient.
READ_FACTS = f"""
WITH question AS (
    SELECT * FROM unnest(%(checksum)s::text[], %(department)s::text[], %(activity)s::text[], %(category)s::text[],
        %(pairwise)s::text[])
    WITH ORDINALITY AS q(checksum, department, activity, category, pairwise, position)
), caller AS (
    SELECT q.position, c.client_id, c.department_id, t.scope, c.allowed_scopes
    FROM question q
    JOIN oauth2_provider_accesstoken t ON t.token_checksum = q.checksum AND t.expires > %(at)s
    JOIN registry_clientapplication c ON c.id = t.application_id AND NOT c.disabled
)
SELECT q.position, caller.client_id, caller.department_id, caller.scope, caller.allowed_scopes,
    a.department_id AS owner, a.basis, a.law_ref, a.compulsory, a.restriction_exception, a.requires_case,
    a.requires_staff_ref, a.own_decision_from, a.in_force_from, a.in_force_until, a.current_version,
    a.terms_since_version,
    current.categories, agreed.categories AS agreed_categories,
    x.subject_id, r.birth_date,
    p.version, p.decision, p.decided_at, p.decided_by, p.notice_version, p.valid_until, p.waiting, p.objected,
    p.restricted, k.wrapped, k.kek_version, q.department AS asked_for, {IS_DECLARED} AS is_declared, source.asks,
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
LEFT JOIN people_resident r ON r.subject_id = x.subject_id
LEFT JOIN ledger_permission p ON p.subject = x.subject_id AND p.activity = a.code
LEFT JOIN registry_notice agreed ON agreed.activity_id = a.code AND agreed.version = p.notice_version
LEFT JOIN log_datakey k ON k.subject = {DATA_KEY_OF % "x.subject_id"} AND k.year = %(year)s
ORDER BY q.position
"""  # noqa: S608  (composed of constants)


def raw_connection() -> Connection[Any]:
    """This function will return this thread's database connection as psycopg knows it, opening it when needed.

    The check speaks to it directly: the ORM would cost several times the decision itself (see docs/adr).
    """
    connection.ensure_connection()
    raw: Connection[Any] = connection.connection
    return raw


def read_facts(questions: Sequence[CheckQuestion], scope: str, at: datetime) -> list[Read]:
    """This function will read the facts of each question in its order, as they are at ``at`` (aware)."""
    parameters = {
        "checksum": [q.token_checksum for q in questions],
        "department": [q.department for q in questions],
        "activity": [q.activity for q in questions],
        "category": [q.category for q in questions],
        "pairwise": [q.pairwise_id for q in questions],
        "scope": scope,
        "at": at,
        "year": at.year,
    }
    with Cursor(raw_connection(), row_factory=namedtuple_row) as cursor:
        rows = cursor.execute(READ_FACTS, parameters, prepare=True).fetchall()
    return [_read(row, at) for row in rows]


def _read(row: Any, at: datetime) -> Read:
    caller = None
    if row.client_id is not None:
        scopes = frozenset(row.scope.split()) & frozenset(row.allowed_scopes.split())
        caller = Caller(row.client_id, row.department_id, scopes)
    return Read(
        caller=caller,
        facts=Facts(
            known_to_department=row.subject_id is not None,
            activity=_activity(row),
            permission=_permission(row),
            agreed_categories=frozenset(row.agreed_categories or ()),
            guardian_needed=_guardian_needed(row, at),
        ),
        subject=row.subject_id,
        event_id=row.event_id,
        law_ref=row.law_ref or "",
        notice_version=row.notice_version if row.basis == Basis.CONSENT else row.current_version,
        permission_version=row.version,
        wrapped_key=row.wrapped,
        kek_version=row.kek_version,
        asks_as_source=bool(row.asks),
    )


def _activity(row: Any) -> Activity | None:
    # An activity without a published notice has never been in force.
    if row.owner is None or row.categories is None:
        return None
    return Activity(
        department=row.owner,
        basis=Basis(row.basis),
        categories=frozenset(row.categories),
        in_force_from=row.in_force_from,
        in_force_until=row.in_force_until,
        law_ref=row.law_ref,
        compulsory=row.compulsory,
        continues_despite_restriction=bool(row.restriction_exception),
        requires_case=row.requires_case,
        requires_staff_ref=row.requires_staff_ref,
        terms_since_version=row.terms_since_version,
        recipients=frozenset({row.asked_for}) if row.is_declared else frozenset(),
    )


def _permission(row: Any) -> Permission | None:
    if row.version is None:
        return None
    return Permission(
        version=row.version,
        decision=None if row.decision is None else Reason(row.decision),  # type: ignore[arg-type]
        decided_at=row.decided_at,
        decided_by=DecidedBy(row.decided_by),
        notice_version=row.notice_version,
        valid_until=row.valid_until,
        waiting=row.waiting,
        objected=row.objected,
        restricted=row.restricted,
    )


def _guardian_needed(row: Any, at: datetime) -> bool:
    if row.birth_date is None or row.own_decision_from is None:
        return False
    return age_on(row.birth_date, at) < int(row.own_decision_from)

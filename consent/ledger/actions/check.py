"""The check: the product's heartbeat. A single question is a batch of one."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg import Cursor, OperationalError

from consent import clock
from consent.core.decisions import Allow, Decision, Question, decide
from consent.core.events import Kind, commitment
from consent.core.keys import seal
from consent.core.vocabulary import Basis, Reason
from consent.ledger import quotas
from consent.ledger.decision_ids import decision_id
from consent.ledger.encoders import encode_use
from consent.ledger.facts import raw_connection, read_facts
from consent.ledger.quota_config import CHECKS
from consent.ledger.reads import Caller, CheckQuestion, Read
from consent.ledger.tally import Tally, begin_tally
from consent.ledger.turns import turns_needed, wait_for_turns
from consent.ledger.use_rows import UseRow
from consent.log.arrays import array
from consent.log.recording import WITH_EVENTS, make_keys, open_key
from consent.log.sealing import bound_to

PERMIT_LIFETIME = timedelta(seconds=30)
SCOPE = "decision:evaluate"


class Rejection(Enum):
    """Why a question is not answered at all; nothing is recorded for it."""

    UNAUTHENTICATED = "unauthenticated"
    SCOPE_MISSING = "scope_missing"
    OTHER_DEPARTMENT = "other_department"
    TOO_MANY = "too_many"
    TOO_MANY_ABOUT_ONE = "too_many_about_one"


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded decision. ``permit_expires_at`` is None when refused."""

    decision_id: str
    allowed: bool
    reason: Reason
    basis: Basis | None
    law_ref: str
    notice_version: int | None
    valid_until: datetime | None
    permit_expires_at: datetime | None


RECORD_USES = (
    WITH_EVENTS
    + """
INSERT INTO ledger_use (event_id, recorded_at, subject, department, client, activity, category, allowed, reason, basis,
    permission_version, notice_version, sealed, break_glass)
SELECT u.event_id, %(recorded_at)s, u.subject, u.department, u.client, u.activity, u.category, u.allowed, u.reason,
    u.basis, u.permission_version, u.notice_version, u.sealed, u.break_glass
FROM unnest(%(event_id)s::bigint[], %(subject)s::uuid[], %(department)s::text[], %(client)s::text[],
    %(activity)s::text[], %(category)s::text[], %(allowed)s::boolean[], %(reason)s::text[], %(basis)s::text[],
    %(permission_version)s::integer[], %(notice_version)s::integer[], %(sealed)s::bytea[], %(break_glass)s::boolean[])
    AS u(event_id, subject, department, client, activity, category, allowed, reason, basis, permission_version,
        notice_version, sealed, break_glass)
"""
)
_COLUMNS = (
    "event_id", "subject", "department", "client", "activity", "category", "allowed", "reason", "basis",
    "permission_version", "notice_version", "sealed", "break_glass",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Decided:
    """A question on its way to the record: who asked, under which event id, and what was decided."""

    question: CheckQuestion
    read: Read
    caller: Caller
    event_id: int
    decision: Decision


def check(
    questions: Sequence[CheckQuestion], *, scope: str = SCOPE, stop_at: bool | None = None, as_one: bool = True
) -> list[Answer | Rejection]:
    """This function will decide each question and record each decision before it returns any of them.

    One read, one pure decision each, one write, one commit; a crash before the commit leaves neither use nor answer.
    Where an activity may be used only so often, whoever else counts is waited for and all is read again: the maximum
    holds for whatever is asked at once. What is beyond a quota is neither decided nor recorded.
    The read is sent after every question arrived, so a withdrawal acknowledged before that is always seen. Raises
    ``django.db.DatabaseError`` when the ledger cannot be reached: the caller must then refuse.

    ``scope`` is what the token must hold. ``stop_at`` ends the batch with the first answer that is so (a rejection
    counts as a refusal, AuthZEN 1.0 §7.1.2): what comes after it is neither decided nor recorded nor returned.
    ``as_one``: a client's quota of the minute lets its questions through all or not at all; otherwise, where each was
    asked by itself, as many of them as are left, the first ones first.

    At most once: whatever it raises, the uses are not recorded, except with ``OperationalError``, when nobody knows.
    """
    at = clock.now()
    return decide_and_record(
        questions, lambda: read_facts(questions, scope, at), at, scope=scope, stop_at=stop_at, as_one=as_one
    )


def decide_and_record(
    questions: Sequence[CheckQuestion],
    read: Callable[[], list[Read]],
    at: datetime,
    *,
    scope: str = SCOPE,
    stop_at: bool | None = None,
    as_one: bool = True,
) -> list[Answer | Rejection]:
    """This function will answer questions by the facts that ``read`` finds, as ``check`` does: the one way to answer.

    ``read`` is called again after waiting for others, and returns one ``Read`` for each question in its order.
    """
    try:
        with connection.wrap_database_errors:
            return _decided(questions, read, at, scope, stop_at, as_one)
    except BaseException:
        quotas.drop_shares()
        raise


def _decided(
    questions: Sequence[CheckQuestion],
    read: Callable[[], list[Read]],
    at: datetime,
    scope: str,
    stop_at: bool | None,
    as_one: bool,
) -> list[Answer | Rejection]:
    reads = read()
    turns = turns_needed(questions, reads)
    if not turns:
        return _recorded(questions, reads, at, scope, stop_at, as_one)
    with transaction.atomic():
        wait_for_turns(turns)
        return _recorded(questions, read(), at, scope, stop_at, as_one)


def _recorded(
    questions: Sequence[CheckQuestion],
    reads: Sequence[Read],
    at: datetime,
    scope: str,
    stop_at: bool | None,
    as_one: bool,
) -> list[Answer | Rejection]:
    tally = begin_tally(reads, at, as_one)
    outcomes = list(_outcomes(questions, reads, at, scope, stop_at, tally))
    decided = [outcome for outcome in outcomes if isinstance(outcome, _Decided)]
    answers = [_answer(outcome, at) if isinstance(outcome, _Decided) else outcome for outcome in outcomes]
    # What was recorded is not asked again, so nothing that could fail follows the record by itself.
    if tally.refused:
        with transaction.atomic():
            tally.record_breaches(at)
            _record(decided, at)
    else:
        _record(decided, at)
    return answers


def _outcomes(
    questions: Sequence[CheckQuestion],
    reads: Sequence[Read],
    at: datetime,
    scope: str,
    stop_at: bool | None,
    tally: Tally,
) -> Iterator[_Decided | Rejection]:
    for question, read in zip(questions, reads, strict=True):
        outcome = _outcome(question, read, at, scope, tally)
        yield outcome
        if stop_at is not None and stop_at is (isinstance(outcome, _Decided) and outcome.decision.allowed):
            return


def _outcome(question: CheckQuestion, read: Read, at: datetime, scope: str, tally: Tally) -> _Decided | Rejection:
    if read.caller is None:
        return Rejection.UNAUTHENTICATED
    if scope not in read.caller.scopes:
        return Rejection.SCOPE_MISSING
    # The statement draws an event id on the same conditions; without one nothing could be recorded, so none is given.
    itself = question.department == read.caller.department
    if not (itself or read.asks_as_source) or read.event_id is None:
        return Rejection.OTHER_DEPARTMENT
    if quota := tally.beyond(read, read.caller):
        return Rejection.TOO_MANY if quota == CHECKS else Rejection.TOO_MANY_ABOUT_ONE
    asked = Question(
        department=question.department,
        activity=question.activity,
        category=question.category,
        case=question.case,
        staff_ref=question.staff_ref,
        reason=question.reason,
        break_glass=question.break_glass,
    )
    decision = decide(tally.facts(read, question.activity), asked, at)
    if decision.allowed:
        tally.permitted(read, question)
    return _Decided(question, read, read.caller, read.event_id, decision)


def _record(decided: Sequence[_Decided], at: datetime) -> None:
    if not decided:
        return
    # All of it is one statement, which begins and commits by itself when nobody has begun a transaction: two round
    # trips less for each group.
    keys = _keys([item.read for item in decided], at)
    uses = [_use(item, keys[item.read.subject], at) for item in decided]
    parameters: dict[str, Any] = {column: array(getattr(use, column) for use in uses) for column in _COLUMNS}
    parameters["recorded_at"] = at
    parameters["kind"] = array((Kind.USE_PERMITTED if use.allowed else Kind.USE_REFUSED).value for use in uses)
    parameters["commitment"] = array(commitment(keys[use.subject], use.event_id, encode_use(use)) for use in uses)
    try:
        with Cursor(raw_connection()) as cursor:
            cursor.execute(RECORD_USES, parameters, prepare=True)
    except Exception as fault:
        if getattr(fault, "sqlstate", None):
            raise  # the server's own refusal: nothing was recorded
        raise OperationalError("nobody knows whether it was recorded") from fault


def _keys(reads: Sequence[Read], at: datetime) -> dict[UUID | None, bytes]:
    keys = {
        read.subject: open_key(read.wrapped_key, read.kek_version)
        for read in reads
        if read.wrapped_key is not None and read.kek_version is not None
    }
    missing = {read.subject for read in reads} - keys.keys()
    return keys | make_keys(missing, at) if missing else keys


def _use(item: _Decided, key: bytes, at: datetime) -> UseRow:
    own = item.decision.basis is not None
    return UseRow(
        event_id=item.event_id,
        recorded_at=at,
        subject=item.read.subject,
        department=item.caller.department,
        client=item.caller.client,
        activity=item.question.activity,
        category=item.question.category,
        allowed=item.decision.allowed,
        reason=item.decision.reason.value,
        basis=item.decision.basis.value if item.decision.basis else None,
        permission_version=item.read.permission_version,
        notice_version=item.read.notice_version if own else None,
        sealed=_sealed(item, key),
        break_glass=item.question.break_glass,
    )


def _sealed(item: _Decided, key: bytes) -> bytes | None:
    question, event_id = item.question, item.event_id
    recipient = question.department if item.read.asks_as_source else None
    said = {"case": question.case, "reason": question.reason, "recipient": recipient, "staff_ref": question.staff_ref}
    said = {name: text for name, text in said.items() if text}
    return seal(key, json.dumps(said, ensure_ascii=False).encode(), bound_to(event_id)) if said else None


def _answer(item: _Decided, at: datetime) -> Answer:
    decision = item.decision
    own = decision.basis is not None
    return Answer(
        decision_id=decision_id(item.event_id),
        allowed=decision.allowed,
        reason=decision.reason,
        basis=decision.basis,
        law_ref=item.read.law_ref if own else "",
        notice_version=item.read.notice_version if own else None,
        valid_until=decision.valid_until if isinstance(decision, Allow) else None,
        permit_expires_at=_permit_end(decision, at),
    )


def _permit_end(decision: Decision, at: datetime) -> datetime | None:
    if not isinstance(decision, Allow):
        return None
    end = at + PERMIT_LIFETIME
    return end if decision.valid_until is None else min(end, decision.valid_until)

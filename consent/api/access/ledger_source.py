"""The ledger as a policy source: the only one of a real city. What a subject and a resource are here is its rule."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from consent.api.access.gathering import Gathering
from consent.api.access.messages import Evaluation
from consent.api.access.permits import answers_with, wishes_of
from consent.api.access.quotas import beyond_quota
from consent.api.access.sources import Answered, Beyond, Failed, Found, Refused, Target
from consent.api.principal import Principal
from consent.ledger.actions import search
from consent.ledger.actions.check import SCOPE, Answer, Rejection, check
from consent.ledger.reads import CheckQuestion

DEPARTMENT = "department"
_FOREIGN = Failed(
    HTTPStatus.FORBIDDEN,
    "subject must be the department that the token belongs to, or a declared recipient of data that it is the source "
    "of.",
)


TOGETHER: Gathering[CheckQuestion, Answer | Rejection] = Gathering(partial(check, as_one=False))


class LedgerSource:
    """Asks the ledger, which records each decision before it is told."""

    def evaluate(self, token: str, asked: Sequence[Evaluation], stop_at: bool | None) -> Sequence[Answered]:
        """This function will check all of ``asked`` in one transaction, and sign the permits asked for after it.

        A single question shares its transaction with the others that arrive beside it.
        """
        wishes = wishes_of(token, asked)
        if not wishes:
            return _checked(token, asked, stop_at)
        return answers_with(wishes, asked, stop_at, partial(_checked, token, stop_at=stop_at))

    def search(self, token: str, caller: Principal, of: Target, asked: Evaluation, after: str, limit: int) -> Found:
        """This function will search among what is the caller's own; all else is found empty, known or not."""
        question = _question(token, asked)
        if of == "subject":
            if asked.subject_type != DEPARTMENT or after:
                return Found(())
            own = _question(token, asked, department=caller.department)
            return _found(search.search_departments(own))
        if question.department != caller.department:
            return Found(())
        ask: Callable[..., search.Found | Rejection]
        ask = search.search_people if of == "resource" else search.search_activities
        return _found(ask(question, after=after, limit=limit))


def _checked(token: str, asked: Sequence[Evaluation], stop_at: bool | None) -> list[Answered]:
    questions = [_question(token, item) for item in asked]
    outcomes = [TOGETHER.ask(questions[0])] if len(questions) == 1 else check(questions, stop_at=stop_at)
    return [_answered(outcome, SCOPE) for outcome in outcomes]


def _question(token: str, asked: Evaluation, *, department: str | None = None) -> CheckQuestion:
    if department is None:
        # Another type of subject is nobody whom a department's token could speak for.
        department = asked.subject_id if asked.subject_type == DEPARTMENT else ""
    return CheckQuestion(
        token_checksum=token,
        department=department,
        activity=asked.action,
        category=asked.resource_type,
        pairwise_id=asked.resource_id,
        case=asked.case,
        staff_ref=asked.staff_ref,
        reason=asked.reason,
        break_glass=asked.break_glass,
    )


def _answered(outcome: Answer | Rejection, scope: str) -> Answered:
    if isinstance(outcome, Answer):
        return answer_fields(outcome)
    if outcome is Rejection.UNAUTHENTICATED:
        raise Refused(error="invalid_token")
    if outcome is Rejection.SCOPE_MISSING:
        raise Refused(error="insufficient_scope", scope=scope)
    return beyond_quota(outcome) or _FOREIGN


def _found(outcome: search.Found | Rejection) -> Found:
    if isinstance(outcome, search.Found):
        return Found(outcome.names, outcome.resume)
    failed = _answered(outcome, search.SCOPE)
    if isinstance(failed, Failed) and failed.status is HTTPStatus.TOO_MANY_REQUESTS:
        raise Beyond(failed)
    return Found(())


def write_moment(at: datetime) -> str:
    """This function will write an aware datetime as RFC 3339 in UTC, to the second and never later than it was."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer_fields(answer: Answer) -> dict[str, Any]:
    """This function will return the evaluation response of ``answer`` as plain JSON values."""
    context: dict[str, Any] = {
        "decision_id": answer.decision_id,
        "reason": answer.reason.value,
        "basis": answer.basis.value if answer.basis else None,
    }
    if answer.law_ref:
        context["law_ref"] = answer.law_ref
    if answer.notice_version is not None:
        context["notice_version"] = answer.notice_version
    if answer.valid_until is not None:
        context["valid_until"] = write_moment(answer.valid_until)
    if answer.permit_expires_at is not None:
        context["permit_expires_at"] = write_moment(answer.permit_expires_at)
    return {"decision": answer.allowed, "context": context}

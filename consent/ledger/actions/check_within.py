"""The platform's own check: what it does in a department's name, it may do only where that department may."""

from collections.abc import Sequence

from consent import clock
from consent.ledger.actions.check import SCOPE, Answer, Rejection, decide_and_record
from consent.ledger.facts_within import Asked, read_facts_within
from consent.ledger.reads import CheckQuestion

__all__ = ["Asked", "check_within"]


def check_within(
    questions: Sequence[Asked], *, department: str, client: str, case: str | None = None, reason: str | None = None
) -> list[Answer]:
    """This function will decide each question for ``department`` and record each decision as a use, as ``check`` does.

    The same rules decide and the same statement records, so the resident sees the platform's looks beside the
    department's. ``client`` names the part of the platform that asks, ``case`` and ``reason`` say in which matter and
    when. One statement each for any number of people. May run inside the caller's transaction. Raises
    ``django.db.DatabaseError`` when the ledger cannot be reached: the caller must then do nothing. GDPR 5(1)(b), 6.
    """
    if not questions:
        return []
    at = clock.now()
    asked = [
        CheckQuestion(
            token_checksum="",
            department=department,
            activity=question.activity,
            category=question.category,
            pairwise_id="",
            case=case,
            reason=reason,
        )
        for question in questions
    ]
    answers = decide_and_record(
        asked,
        lambda: read_facts_within(questions, department=department, client=client, scope=SCOPE, at=at),
        at,
    )
    return [_answered(answer) for answer in answers]


def _answered(answer: Answer | Rejection) -> Answer:
    # The platform has every scope and no quota; anything else is a fault, and a fault allows nothing.
    if isinstance(answer, Rejection):
        raise RuntimeError(f"the platform's own check was rejected: {answer.value}")
    return answer

"""Checks: may this department use it? And whom is it about? Each answer is fresh, and each is a use that is seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.sdk.answers import Answer, is_pairwise_id, read_evaluation, read_evaluations, read_pairwise_id
from services.sdk.errors import BadAnswer, BadQuestion, PermitExpired
from services.sdk.exchange import Reply, Steps
from services.sdk.permits import Decision, Permit, Refusal, issue
from services.sdk.session import Session

EVALUATION_PATH = "/access/v1/evaluation"
EVALUATIONS_PATH = "/access/v1/evaluations"
RESOLVE_PATH = "/api/v1/subjects/resolve"
MOST_QUESTIONS = 10_000
# So many take well under a second, so that the first permit of a batch is still young when the last answer comes.
PORTION = 1_000
_SECONDS_A_PORTION = 8.0
_LARGEST_PORTION = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a batch: the words of ``check``, for one category."""

    activity: str
    category: str
    pairwise_id: str = field(repr=False)
    staff_ref: str = ""
    case: str = ""
    recipient: str = ""
    permit_for: str = ""
    reason: str = field(default="", repr=False)
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that the ledger could not decide, for example since it is malformed. It is false, as a refusal is."""

    category: str
    status: int

    def __bool__(self) -> bool:
        return False


def resolve(session: Session, national_id: str) -> Steps[str]:
    """This function will return the id under which this department knows the person. Raises ConsentError.

    A well-formed national id always resolves, whether or not the city knows the person.
    """
    reply: Reply = yield from session.post(RESOLVE_PATH, {"national_id": national_id})
    return read_pairwise_id(reply.json())


def check(
    session: Session,
    activity: str,
    categories: Sequence[str],
    pairwise_id: str,
    *,
    staff_ref: str = "",
    case: str = "",
    recipient: str = "",
    permit_for: str = "",
    reason: str = "",
    break_glass: bool = False,
) -> Steps[dict[str, Decision]]:
    """This function will ask for each category whether this department may use it for the activity now.

    With a recipient (a department's code) the source of the data asks whether that department may have it; the
    permit then serves for handing over to it and for nothing else. With permit_for (the code of the department that is
    the source of the data) the permit's proofs are what the recipient shows that source (services.sdk.proofs). With
    break_glass it is asked to save a life, for the reason given, where the activity may be: the person is told and the
    data protection officer reviews it.

    The answer has one entry a category: a refusal, or the one permit that names all allowed categories. The check
    itself is the use the resident sees; staff_ref and case go into that record. Raises ConsentError, and then
    nothing is allowed, also not what was answered before the fault.
    """
    if not is_pairwise_id(pairwise_id) or not categories or len(set(categories)) != len(categories):
        raise BadQuestion("A check takes a pairwise id and each category once.")
    answers: dict[str, Answer] = {}
    for name in categories:
        question = Question(activity, name, pairwise_id, staff_ref, case, recipient, permit_for, reason, break_glass)
        reply: Reply = yield from session.post(EVALUATION_PATH, _in_words(session, question))
        answers[name] = _proven(question, read_evaluation(reply.json()))
    permit = _permit_of(activity, pairwise_id, recipient, answers)
    return {
        name: permit if permit and answer.expires_at else Refusal(name, answer.reason, answer.decision_id)
        for name, answer in answers.items()
    }


def check_many(session: Session, questions: Sequence[Question]) -> Steps[tuple[Decision | Undecided, ...]]:
    """This function will ask up to 10,000 questions, a thousand in a request, and return the answers in their order.

    Each is a permit of its own, a refusal or, where the ledger could not decide one question, Undecided; the last two
    are false. Every permit lives for at most thirty seconds from its answer, so ask for what is used at once. Raises
    ConsentError, and then nothing is allowed, also not what was answered before the fault.
    """
    if len(questions) > MOST_QUESTIONS:
        raise BadQuestion("A batch has at most 10,000 questions: a permit would be over before it is used.")
    if not all(is_pairwise_id(each.pairwise_id) for each in questions):
        raise BadQuestion("Each question takes a pairwise id.")
    decided: list[Decision | Undecided] = []
    for start in range(0, len(questions), PORTION):
        portion = questions[start : start + PORTION]
        reply: Reply = yield from session.post(
            EVALUATIONS_PATH,
            {"evaluations": [_in_words(session, each) for each in portion]},
            waits=_SECONDS_A_PORTION,
            largest=_LARGEST_PORTION,
        )
        answers = read_evaluations(reply.json(), len(portion))
        decided += [_decision(each, answer) for each, answer in zip(portion, answers, strict=True)]
    return tuple(decided)


def _in_words(session: Session, question: Question) -> dict[str, Any]:
    said: dict[str, Any] = {
        "subject": {"type": "department", "id": question.recipient or session.department},
        "action": {"name": question.activity},
        "resource": {"type": question.category, "id": question.pairwise_id},
    }
    words = ("staff_ref", "case", "permit_for", "reason", "break_glass")
    context = {name: value for name in words if (value := getattr(question, name))}
    return said | ({"context": context} if context else {})


def _decision(question: Question, answer: Answer | int) -> Decision | Undecided:
    if isinstance(answer, int):
        return Undecided(question.category, answer)
    proven = {question.category: _proven(question, answer)}
    permit = _permit_of(question.activity, question.pairwise_id, question.recipient, proven)
    return permit or Refusal(question.category, answer.reason, answer.decision_id)


def _proven(question: Question, answer: Answer) -> Answer:
    if question.permit_for and answer.expires_at and not answer.proof:
        raise BadAnswer("The answer allows without the permit for the source that was asked for.")
    return answer


def _permit_of(activity: str, pairwise_id: str, recipient: str, answers: dict[str, Answer]) -> Permit | None:
    """This function will make the one permit for all that was allowed; it lives as long as the shortest of them."""
    allowed = {name: answer for name, answer in answers.items() if answer.expires_at}
    if not allowed:
        return None
    try:
        return issue(
            activity=activity,
            pairwise_id=pairwise_id,
            categories=frozenset(allowed),
            decision_ids=tuple(answer.decision_id for answer in allowed.values()),
            expires_at=min(answer.expires_at for answer in allowed.values() if answer.expires_at),
            recipient=recipient,
            proofs={name: answer.proof for name, answer in allowed.items() if answer.proof},
        )
    except PermitExpired:
        raise BadAnswer("The first permit expired before the last answer came.") from None

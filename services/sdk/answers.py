"""Reading the ledger's answers strictly: whatever is not exactly an answer of the contract raises BadAnswer."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.sdk import clock
from services.sdk.errors import BadAnswer
from services.sdk.permits import LONGEST_LIFE, MOST_PROOF
from services.sdk.reasons import BASES_OF_ALLOWING, REFUSING, Reason

CLOCK_SKEW = timedelta(seconds=5)
_DECISION_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_PROOF = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_PAIRWISE_ID = re.compile(r"[a-z2-7]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """One well-formed answer to one check; expires_at is the permit's and set exactly when the check is allowed.

    ``proof`` is the signed permit that the source of the data is shown, where one was asked for.
    """

    reason: Reason
    decision_id: str
    expires_at: datetime | None
    proof: str = ""


def is_pairwise_id(value: object) -> bool:
    """This function will tell whether value has the form of a pairwise id: 32 characters of lower-case base32."""
    return isinstance(value, str) and _PAIRWISE_ID.fullmatch(value) is not None


def read_evaluation(content: dict[str, Any]) -> Answer:
    """This function will read an AuthZEN evaluation answer (Authorization API 1.0 §6) with this ledger's context.

    An allow must carry an allowing reason, the basis that goes with it and a near permit expiry. Raises BadAnswer.
    """
    decision, context = content.get("decision"), content.get("context")
    if not isinstance(decision, bool):
        raise BadAnswer("The answer has no decision.")
    if not isinstance(context, dict):
        raise BadAnswer("The answer has no context.")
    decision_id = context.get("decision_id")
    if not isinstance(decision_id, str) or not _DECISION_ID.fullmatch(decision_id):
        raise BadAnswer("The answer has no decision id.")
    reason = _reason_of(context)
    if not decision:
        if reason not in REFUSING:
            raise BadAnswer("The answer refuses with a reason that allows.")
        return Answer(reason, decision_id, None)
    if reason in REFUSING:
        raise BadAnswer("The answer allows with a reason that refuses.")
    basis = context.get("basis")
    if not isinstance(basis, str) or basis not in BASES_OF_ALLOWING[reason]:
        raise BadAnswer("The answer's basis does not go with its reason.")
    if context.get("valid_until") is not None and read_moment(context, "valid_until") <= clock.now() - CLOCK_SKEW:
        raise BadAnswer("The answer allows on a permission that has run out.")
    return Answer(reason, decision_id, _permit_expiry(context), _proof(context))


def read_evaluations(content: dict[str, Any], count: int) -> list[Answer | int]:
    """This function will read the answers to a batch (AuthZEN §7), exactly count of them and in order.

    Of a question that the ledger could not decide it returns the status (§7.2.1); it must be refused. Raises BadAnswer.
    """
    answers = content.get("evaluations")
    if not isinstance(answers, list) or len(answers) != count:
        raise BadAnswer("The answer does not have an entry for each question.")
    return [_read_one(each) for each in answers]


def read_pairwise_id(content: dict[str, Any]) -> str:
    """This function will read the answer of the resolve endpoint. Raises BadAnswer."""
    value = content.get("id")
    if not isinstance(value, str) or not is_pairwise_id(value):
        raise BadAnswer("The answer has no pairwise id.")
    return value


def _read_one(answer: object) -> Answer | int:
    if not isinstance(answer, dict):
        raise BadAnswer("The answer to a question is no object.")
    context = answer.get("context")
    if answer.get("decision") is False and isinstance(context, dict) and "error" in context:
        error = context["error"]
        status = error.get("status") if isinstance(error, dict) else None
        if not isinstance(status, int) or isinstance(status, bool):
            raise BadAnswer("The answer's error has no status.")
        return status
    return read_evaluation(answer)


def _reason_of(context: dict[str, Any]) -> Reason:
    reason = context.get("reason")
    if not isinstance(reason, str):
        raise BadAnswer("The answer has no reason.")
    try:
        return Reason(reason)
    except ValueError:
        raise BadAnswer("The answer has a reason this service does not know.") from None


def read_moment(context: dict[str, Any], key: str) -> datetime:
    """This function will read a member as an aware moment. Raises BadAnswer."""
    value = context.get(key)
    if not isinstance(value, str):
        raise BadAnswer(f"The answer has no {key}.")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise BadAnswer(f"The answer's {key} is not a time.") from None
    if moment.utcoffset() is None:
        raise BadAnswer(f"The answer's {key} has no zone.")
    return moment


def _proof(context: dict[str, Any]) -> str:
    proof = context.get("permit", "")
    if not isinstance(proof, str) or len(proof) > MOST_PROOF or (proof and not _PROOF.fullmatch(proof)):
        raise BadAnswer("The answer's signed permit is none.")
    return proof


def _permit_expiry(context: dict[str, Any]) -> datetime:
    expiry, now = read_moment(context, "permit_expires_at"), clock.now()
    if expiry <= now:
        raise BadAnswer("The answer's permit has expired already.")
    if expiry > now + LONGEST_LIFE + CLOCK_SKEW:
        raise BadAnswer("The answer's permit would live too long.")
    # Clocks of two machines differ a little; a permit is never longer for it.
    return min(expiry, now + LONGEST_LIFE)

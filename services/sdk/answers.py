"""Reading the ledger's answers strictly: whatever is not exactly an answer of the contract raises BadAnswer."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.sdk import clock
from services.sdk.errors import BadAnswer
from services.sdk.permits import LONGEST_LIFE
from services.sdk.reasons import BASES_OF_ALLOWING, REFUSING, Reason

CLOCK_SKEW = timedelta(seconds=5)
_DECISION_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_PAIRWISE_ID = re.compile(r"[a-z2-7]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """One well-formed answer to one check; expires_at is the permit's and set exactly when the check is allowed."""

    reason: Reason
    decision_id: str
    expires_at: datetime | None


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
    if context.get("valid_until") is not None and _moment(context, "valid_until") <= clock.now() - CLOCK_SKEW:
        raise BadAnswer("The answer allows on a permission that has run out.")
    return Answer(reason, decision_id, _permit_expiry(context))


def read_pairwise_id(content: dict[str, Any]) -> str:
    """This function will read the answer of the resolve endpoint. Raises BadAnswer."""
    value = content.get("id")
    if not isinstance(value, str) or not is_pairwise_id(value):
        raise BadAnswer("The answer has no pairwise id.")
    return value


def _reason_of(context: dict[str, Any]) -> Reason:
    reason = context.get("reason")
    if not isinstance(reason, str):
        raise BadAnswer("The answer has no reason.")
    try:
        return Reason(reason)
    except ValueError:
        raise BadAnswer("The answer has a reason this service does not know.") from None


def _moment(context: dict[str, Any], key: str) -> datetime:
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


def _permit_expiry(context: dict[str, Any]) -> datetime:
    expiry, now = _moment(context, "permit_expires_at"), clock.now()
    if expiry <= now:
        raise BadAnswer("The answer's permit has expired already.")
    if expiry > now + LONGEST_LIFE + CLOCK_SKEW:
        raise BadAnswer("The answer's permit would live too long.")
    # Clocks of two machines differ a little; a permit is never longer for it.
    return min(expiry, now + LONGEST_LIFE)

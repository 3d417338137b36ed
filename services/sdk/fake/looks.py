"""Checks of the fake ledger: each is answered as the test said, and kept as the look that the resident would see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import httpx

from services.sdk import clock
from services.sdk.reasons import BASES_OF_ALLOWING, Reason

Breakage = Callable[[httpx.Request], httpx.Response]
_BASES = {
    Reason.CONSENT: "consent",
    Reason.LAW: "public_task",
    Reason.CONTRACT: "contract",
    Reason.VITAL: "vital_interests",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One check the fake was asked: what the resident would see."""

    activity: str
    category: str
    pairwise_id: str
    allowed: bool
    reason: Reason
    staff_ref: str
    case: str
    recipient: str = ""
    reason_given: str = ""
    break_glass: bool = False
    at: datetime = field(default_factory=clock.now, compare=False)

    def told(self, decision_id: str) -> dict[str, Any]:
        """This function will return the look as its department reads it."""
        return {
            "decision_id": decision_id,
            "at": self.at.isoformat(),
            "activity": self.activity,
            "category": self.category,
            "id": self.pairwise_id,
            "allowed": self.allowed,
            "reason": self.reason.value,
            "basis": _BASES.get(self.reason),
            "notice_version": None,
            "case": self.case or None,
            "staff_ref": self.staff_ref or None,
            "recipient": self.recipient or None,
            "log_index": int(decision_id) - 1,
        }


class Decider(Protocol):
    """What deciding needs of the ledger."""

    department: str
    recipients: frozenset[str]
    permit_life: Any
    answers: dict[tuple[str, str, str], Reason]
    looks: list[Look]

    def show(self, question: dict[str, Any], decision_id: str, ends: datetime) -> str:
        """This function will return the signed permit that an allowed question asked for."""


def may_ask_for(ledger: Decider, question: dict[str, Any]) -> bool:
    """This function will tell whether the question's subject is the token's department or a declared recipient."""
    subject = question["subject"]
    return subject["type"] == "department" and subject["id"] in {ledger.department, *ledger.recipients}


def decide(ledger: Decider, question: dict[str, Any]) -> dict[str, Any]:
    """This function will answer one question as the test said, and keep the look."""
    recipient = question["subject"]["id"]
    activity, resource = question["action"]["name"], question["resource"]
    reason = ledger.answers.get((activity, resource["type"], resource["id"]), Reason.NO_PERMISSION)
    allowed, context = reason in BASES_OF_ALLOWING, question.get("context", {})
    ledger.looks.append(
        Look(
            activity,
            resource["type"],
            resource["id"],
            allowed,
            reason,
            context.get("staff_ref", ""),
            context.get("case", ""),
            recipient if recipient != ledger.department else "",
            context.get("reason", ""),
            context.get("break_glass", False),
        )
    )
    decision_id = str(len(ledger.looks))
    answer = {"decision_id": decision_id, "reason": reason.value, "basis": _BASES.get(reason)}
    if allowed:
        ends = clock.now() + ledger.permit_life
        answer["permit_expires_at"] = ends.isoformat()
        if context.get("permit_for"):
            answer["permit"] = ledger.show(question, decision_id, ends)
    return {"decision": allowed, "context": answer}


def decide_batch(ledger: Decider, batch: dict[str, Any]) -> dict[str, Any]:
    """This function will answer the questions of a batch in order; one that cannot be decided is refused in place."""
    answers = []
    for question in batch["evaluations"]:
        try:
            status = 0 if may_ask_for(ledger, question) else 403
            answers.append(_undecided(status) if status else decide(ledger, question))
        except (KeyError, TypeError):
            answers.append(_undecided(400))
    return {"evaluations": answers}


def _undecided(status: int) -> dict[str, Any]:
    return {"decision": False, "context": {"error": {"status": status, "message": "This cannot be decided."}}}

"""Telling the person what became of a use: how much was read under a decision, and who got it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.sdk.errors import BadAnswer, BadQuestion
from services.sdk.exchange import Reply, Steps
from services.sdk.session import Session

REPORTS_PATH = "/api/v1/uses/reports"
MOST_REPORTS = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """What was done under one decision; reports on one add up. ``transmitted_to`` are declared recipients' codes."""

    decision_id: str
    rows_read: int
    transmitted_to: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of one report. It is false when it was not recorded, and ``reason`` says why."""

    decision_id: str
    recorded: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.recorded


def new_key() -> str:
    """This function will return an idempotency key that nobody else has."""
    return secrets.token_urlsafe(24)


def report_uses(
    session: Session, reports: Sequence[Report], *, idempotency_key: str = ""
) -> Steps[tuple[Reported, ...]]:
    """This function will report on up to a thousand uses and return what became of each, in order (GDPR 15(1)(c)).

    It is one write under one idempotency key, however often it is sent. What is Unreachable carries that key: the same
    reports with it are recorded once, also after a restart. Raises ConsentError.
    """
    if not 0 < len(reports) <= MOST_REPORTS:
        raise BadQuestion("There are 1 to 1,000 reports in one write.")
    key = idempotency_key or new_key()
    said = {"reports": [_in_words(report) for report in reports]}
    reply: Reply = yield from session.post(REPORTS_PATH, said, idempotency_key=key, waits=8.0, largest=512 * 1024)
    results = reply.json().get("results")
    if not isinstance(results, list) or len(results) != len(reports):
        raise BadAnswer("The answer does not have a result for each report.")
    return tuple(_reported(report, result) for report, result in zip(reports, results, strict=True))


def _in_words(report: Report) -> dict[str, Any]:
    said: dict[str, Any] = {"decision_id": report.decision_id, "rows_read": report.rows_read}
    said |= {"transmitted_to": list(report.transmitted_to)} if report.transmitted_to else {}
    return said | ({"at": report.at.isoformat()} if report.at else {})


def _reported(report: Report, result: Any) -> Reported:
    if not isinstance(result, dict) or result.get("decision_id") != report.decision_id:
        raise BadAnswer("A result is about another report.")
    recorded, reason = result.get("recorded"), result.get("reason", "")
    if not isinstance(recorded, bool) or not isinstance(reason, str):
        raise BadAnswer("A result does not say whether the report was recorded.")
    return Reported(report.decision_id, recorded, reason)

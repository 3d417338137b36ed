"""Report what was done with data after a use was permitted: how many rows were read, and to whom they went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from consent import clock
from consent.core.errors import NotFound
from consent.core.events import Kind
from consent.ledger.decision_ids import event_of
from consent.ledger.models import Use, UseReport
from consent.log.append import append_many
from consent.people.actors import Actor
from consent.people.queries import known_subjects
from consent.registry.queries import notices

MOST = 1_000
# Another machine's clock may be a little ahead of ours.
SKEW = timedelta(minutes=5)

Declared = Mapping[tuple[str, int | None], Mapping[str, str]]


class Refusal(StrEnum):
    """Why a report was not taken; nothing is recorded of it."""

    UNKNOWN_DECISION = "unknown_decision"
    USE_NOT_PERMITTED = "use_not_permitted"
    RECIPIENT_NOT_DECLARED = "recipient_not_declared"
    TIME_OUT_OF_RANGE = "time_out_of_range"


@dataclass(frozen=True, slots=True)
class Report:
    """What a department says of one decision; ``at`` (aware) is when it read, if it says so."""

    decision_id: str
    rows_read: int
    passed_on_to: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as it was recorded: each recipient by department code, or by its Finnish name when it has none."""

    decision_id: str
    rows_read: int
    passed_on_to: tuple[str, ...]
    at: datetime | None
    reported_at: datetime


def report_uses(*, actor: Actor, department: str, client: str, reports: Sequence[Report]) -> list[Reported | Refusal]:
    """This function will record each report on a permitted use of ``department`` and answer each, in their order.

    A report is added to those before it and never changes one. A decision of another department is as unknown as one
    that never was. A recipient must stand in the notice that the use was permitted by. GDPR 5(2), 15(1)(c), 30(1)(d).
    """
    with transaction.atomic():
        at = clock.now()
        uses = _uses([report.decision_id for report in reports], department)
        declared = _declared(uses.values())
        outcomes = [_outcome(report, uses.get(report.decision_id), declared, at) for report in reports]
        facts = [
            _payload(outcome, uses[outcome.decision_id], client)
            for outcome in outcomes
            if isinstance(outcome, Reported)
        ]
        append_many([(Kind.USE_REPORTED, payload.subject, payload) for payload in facts], at=at)
    return outcomes


def _uses(decision_ids: Sequence[str], department: str) -> dict[str, Use]:
    events = {}
    for identifier in decision_ids:
        try:
            events[identifier] = event_of(identifier)
        except NotFound:
            continue
    rows = Use.objects.filter(department=department).in_bulk(set(events.values()))
    # Whoever was erased is gone: what the law keeps of them belongs to nobody, and nothing is added to it.
    living = known_subjects({row.subject for row in rows.values() if row.subject is not None})
    return {
        identifier: row
        for identifier, event in events.items()
        if (row := rows.get(event)) and (row.subject is None or row.subject in living)
    }


def _declared(uses: Iterable[Use]) -> Declared:
    """Who may be named, by what a department calls them: what each is kept as."""
    told = {(use.activity, use.notice_version) for use in uses}
    names: dict[tuple[str, int | None], dict[str, str]] = {}
    for notice in notices({activity for activity, _ in told}):
        if (notice.activity, notice.version) in told:
            known = names.setdefault((notice.activity, notice.version), {})
            for recipient in notice.document["recipients"]:
                kept = recipient.get("department") or recipient["name"]["fi"]
                known |= dict.fromkeys([kept, *recipient["name"].values()], kept)
    return names


def _outcome(report: Report, use: Use | None, declared: Declared, at: datetime) -> Reported | Refusal:
    if use is None:
        return Refusal.UNKNOWN_DECISION
    if not use.allowed:
        return Refusal.USE_NOT_PERMITTED
    if report.at is not None and not use.recorded_at - SKEW <= report.at <= at + SKEW:
        return Refusal.TIME_OUT_OF_RANGE
    names = declared.get((use.activity, use.notice_version), {})
    if not all(recipient in names for recipient in report.passed_on_to):
        return Refusal.RECIPIENT_NOT_DECLARED
    kept = tuple(dict.fromkeys(names[recipient] for recipient in report.passed_on_to))
    return Reported(report.decision_id, report.rows_read, kept, report.at, at)


def _payload(reported: Reported, use: Use, client: str) -> UseReport:
    return UseReport(
        subject=use.subject,
        use=use.event_id,
        department=use.department,
        client=client,
        activity=use.activity,
        rows_read=reported.rows_read,
        passed_on_to=list(reported.passed_on_to),
        happened_at=reported.at,
    )

"""What the law holds back from an erasure, why and until when (GDPR 17(3))."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.vocabulary import Basis
from consent.ledger.retention_queries import LawBasedUse, law_based_uses
from consent.ledger.use_reports import events_of_reports
from consent.registry.queries import activities
from consent.rights.periods import USES, ends_at

# Personal data processed under a law or in a public task is not erased on request while the evidence must be kept.
HELD_BASES = (Basis.LEGAL_OBLIGATION, Basis.PUBLIC_TASK)
EXCEPTION = "GDPR 17(3)(b)"


@dataclass(frozen=True, slots=True)
class Hold:
    """Uses of one activity that are kept: how many, under which law, and when the last of them goes."""

    activity: str
    law_ref: str
    count: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """All that is kept of one person: the event ids, the years whose data keys must stay, and the reasons."""

    event_ids: frozenset[int]
    years: frozenset[int]
    holds: tuple[Hold, ...]


def held_of(subject: UUID, at: datetime) -> Held:
    """This function will return what of ``subject`` the law holds back at ``at`` (aware).

    Held are the permitted uses under a law or a public task until their retention period ends: they show that the
    authority acted lawfully, and so does what was reported of them. They stay under an id that nothing joins to a
    person any more.
    """
    uses = [use for use in law_based_uses(subject, HELD_BASES) if ends_at(USES, use.at) > at]
    by_activity: dict[str, list[LawBasedUse]] = defaultdict(list)
    for use in uses:
        by_activity[use.activity].append(use)
    reports = events_of_reports([use.event_id for use in uses])
    laws = {view.code: view.law_ref for view in activities(by_activity)}
    return Held(
        event_ids=frozenset(use.event_id for use in uses) | {event_id for event_id, _ in reports},
        years=frozenset(use.at.year for use in uses) | {at.year for _, at in reports},
        holds=tuple(
            Hold(
                activity=code,
                law_ref=laws.get(code, ""),
                count=len(found),
                until=max(ends_at(USES, use.at) for use in found),
            )
            for code, found in sorted(by_activity.items())
        ),
    )

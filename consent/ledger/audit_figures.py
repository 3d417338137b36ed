"""The auditors' figures: counts over bounded stretches of time, read along indexes, without a person in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from consent.clock import CITY_ZONE
from consent.core.events import Kind

DAY, WEEK = timedelta(days=1), timedelta(days=7)
USUAL_DAYS, USUAL_WEEKS, SOON = 28, 4, timedelta(days=30)
# A figure counts this many rows at most, and says so.
MOST = 100_000

_CAPPED = "(SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS counted)"
_WITHDRAWN = "ledger_permissionchange WHERE kind = %(withdrawn)s AND recorded_at >= {} AND recorded_at < {}"
_FIGURES = "SELECT " + ", ".join(
    _CAPPED.format(part, MOST + 1)
    for part in (
        "ledger_use WHERE NOT allowed AND recorded_at >= %(day)s",
        "ledger_use WHERE NOT allowed AND recorded_at >= %(usual_days)s AND recorded_at < %(day)s",
        "ledger_use WHERE recorded_at >= %(day)s",
        _WITHDRAWN.format("%(week)s", "%(at)s"),
        _WITHDRAWN.format("%(usual_weeks)s", "%(week)s"),
    )
)
_CONSENTS = """
SELECT p.activity, count(*) AS in_force, count(*) FILTER (WHERE p.valid_until < %(soon)s) AS ending
FROM ledger_permission p JOIN registry_activity a ON a.code = p.activity
WHERE p.decision = 'consent' AND NOT p.waiting AND NOT p.restricted AND p.valid_until > %(at)s
    AND p.notice_version >= a.terms_since_version AND a.in_force_from <= %(at)s
    AND (a.in_force_until IS NULL OR a.in_force_until > %(at)s)
GROUP BY p.activity ORDER BY p.activity
"""
_REFUSALS = """
SELECT recent.department, recent.client,
    coalesce((SELECT c.name FROM registry_clientapplication c WHERE c.client_id = recent.client), '') AS name,
    count(*) FILTER (WHERE recorded_at >= %(day)s) AS day,
    count(*) FILTER (WHERE recorded_at >= %(week)s) AS week,
    count(*) FILTER (WHERE recorded_at < %(day)s) / %(days)s::float AS usual_day
FROM (SELECT department, client, recorded_at FROM ledger_use
    WHERE NOT allowed AND recorded_at >= %(usual_days)s ORDER BY recorded_at DESC LIMIT %(most)s) AS recent
GROUP BY recent.department, recent.client ORDER BY recent.department, recent.client
"""
_DECISIONS = """
SELECT (recorded_at AT TIME ZONE %(zone)s)::date AS day, count(*) FILTER (WHERE kind = %(granted)s) AS given,
    count(*) FILTER (WHERE kind = %(withdrawn)s) AS withdrawn
FROM (SELECT recorded_at, kind FROM ledger_permissionchange
    WHERE recorded_at >= %(since)s ORDER BY recorded_at DESC LIMIT %(most)s) AS recent
GROUP BY 1 ORDER BY 1
"""
# Four lists in one statement: the overview is looked at all day.
_AFFAIRS = _FIGURES + "".join(
    f", (SELECT coalesce(json_agg(one), '[]'::json) FROM ({part}) AS one)"  # noqa: S608
    for part in (_CONSENTS, _REFUSALS, _DECISIONS)
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the last day and week, each beside what is usual: the mean of the 28 days (4 weeks) before."""

    refused_day: int
    refused_usual: float
    uses_day: int
    withdrawn_week: int
    withdrawn_before: int


@dataclass(frozen=True, slots=True)
class Consents:
    """How many consents of one activity are in force, and how many of them end within 30 days."""

    activity: str
    in_force: int
    ending: int


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refused checks of one client: in a day, in a week, and a usual day's (the mean of the 28 days before).

    ``name`` is the client's own, empty when it is not registered any more.
    """

    department: str
    client: str
    name: str
    day: int
    week: int
    usual_day: float


@dataclass(frozen=True, slots=True)
class DecisionsOfDay:
    """Consents given and withdrawn on one day of the city's calendar."""

    day: date
    given: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Affairs:
    """Everything the overview tells of the ledger, as of one moment."""

    figures: Figures
    consents: Sequence[Consents]
    refusals: Sequence[Refusals]
    decisions: Sequence[DecisionsOfDay]


def affairs(at: datetime) -> Affairs:
    """This function will return how things stand at the aware moment ``at``, in one statement (GDPR 39(1)(b))."""
    with connection.cursor() as cursor:
        cursor.execute(_AFFAIRS, _moments(at))
        refused, before, uses, withdrawn, withdrawn_before, consents, refusals, decisions = cursor.fetchone()
    return Affairs(
        figures=Figures(refused, before / USUAL_DAYS, uses, withdrawn, withdrawn_before),
        consents=[Consents(**one) for one in consents],
        refusals=[Refusals(**one) for one in refusals],
        decisions=_every_day(
            at, {date.fromisoformat(one["day"]): (one["given"], one["withdrawn"]) for one in decisions}
        ),
    )


def consents_by_activity(at: datetime) -> Sequence[Consents]:
    """This function will count the consents that stand at ``at`` (aware), by activity."""
    return [Consents(*row) for row in _rows(_CONSENTS, at)]


def refusals_by_client(at: datetime) -> Sequence[Refusals]:
    """This function will count the refused checks of each client that had any in 29 days."""
    return [Refusals(*row) for row in _rows(_REFUSALS, at)]


def decisions_by_day(at: datetime) -> Sequence[DecisionsOfDay]:
    """This function will count consents given and withdrawn on each of the last 28 days, empty days too."""
    return _every_day(at, {day: (given, withdrawn) for day, given, withdrawn in _rows(_DECISIONS, at)})


def _rows(statement: str, at: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, _moments(at))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _first_day(at: datetime) -> date:
    return at.astimezone(CITY_ZONE).date() - timedelta(days=USUAL_DAYS - 1)


def _every_day(at: datetime, found: Mapping[date, tuple[int, int]]) -> list[DecisionsOfDay]:
    days = [_first_day(at) + timedelta(days=number) for number in range(USUAL_DAYS)]
    return [DecisionsOfDay(day, *found.get(day, (0, 0))) for day in days]


def _moments(at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "soon": at + SOON,
        "day": at - DAY,
        "week": at - WEEK,
        "usual_days": at - DAY - timedelta(days=USUAL_DAYS),
        "usual_weeks": at - WEEK - WEEK * USUAL_WEEKS,
        "since": datetime.combine(_first_day(at), time.min, tzinfo=CITY_ZONE),
        "days": USUAL_DAYS,
        "zone": CITY_ZONE.key,
        "most": MOST,
        "granted": Kind.CONSENT_GRANTED.value,
        "withdrawn": Kind.CONSENT_WITHDRAWN.value,
    }

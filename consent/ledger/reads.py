"""What a check asks, and what the one statement found: the rows of ``consent.ledger.facts`` as plain values."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.clock import CITY_ZONE
from consent.core.conditions import Hours, Period, UseLimit, Weekday, minute_of
from consent.core.decisions import Activity, Facts
from consent.core.permissions import Permission
from consent.core.vocabulary import Basis, DecidedBy, Reason
from consent.people.ages import age_on


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """One question as it came in: the token's SHA-256 (hexadecimal), what is asked, and for which matter."""

    token_checksum: str
    department: str
    activity: str
    category: str
    pairwise_id: str
    case: str | None = None
    staff_ref: str | None = None
    reason: str | None = None
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds the token, as of this check; ``scopes`` is what token and client both allow.

    Of checks it may have ``a_minute`` in all and ``about_one`` about one person in a day of the city; nought is no
    quota.
    """

    client: str
    department: str
    scopes: frozenset[str]
    a_minute: int = 0
    about_one: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What the statement found for one question; ``caller`` is None when the token is not good now.

    ``asks_as_source``: the caller is the source of the data and asks whether a declared recipient may have it.
    ``asked_today``: how often the caller has asked about the person today, counted no further than its quota.
    """

    caller: Caller | None
    facts: Facts
    subject: UUID | None
    event_id: int | None
    law_ref: str
    notice_version: int | None
    permission_version: int | None
    wrapped_key: bytes | None
    kek_version: int | None
    asks_as_source: bool = False
    asked_today: int = 0


class RowReader:
    """Turns the rows of one statement into facts. What many rows share, one moment's registry, is read from one."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._callers: dict[tuple[Any, ...], Caller] = {}
        self._activities: dict[tuple[Any, ...], Activity | None] = {}
        self._agreed: dict[tuple[Any, ...], frozenset[str]] = {}

    def read(self, row: Any) -> Read:
        """This function will return what one row says."""
        agreed = (row.code, row.notice_version)
        if agreed not in self._agreed:
            self._agreed[agreed] = frozenset(row.agreed_categories or ())
        asked = (row.code, row.asked_for, row.is_declared)
        if asked not in self._activities:
            self._activities[asked] = _activity(row)
        activity = self._activities[asked]
        return _read(row, self._caller(row), activity, self._agreed[agreed], self._at)

    def _caller(self, row: Any) -> Caller | None:
        if row.client_id is None:
            return None
        held = (row.client_id, row.scope)
        if held not in self._callers:
            scopes = frozenset(row.scope.split()) & frozenset(row.allowed_scopes.split())
            self._callers[held] = Caller(row.client_id, row.department_id, scopes, row.a_minute, row.about_one)
        return self._callers[held]


def _read(
    row: Any, caller: Caller | None, activity: Activity | None, agreed_categories: frozenset[str], at: datetime
) -> Read:
    return Read(
        caller=caller,
        facts=Facts(
            known_to_department=row.subject_id is not None,
            activity=activity,
            permission=_permission(row),
            agreed_categories=agreed_categories,
            guardian_needed=_guardian_needed(row, at),
            times_used=row.times_used,
        ),
        subject=row.subject_id,
        event_id=row.event_id,
        law_ref=row.law_ref or "",
        notice_version=row.notice_version if row.basis == Basis.CONSENT else row.current_version,
        permission_version=row.version,
        wrapped_key=row.wrapped,
        kek_version=row.kek_version,
        asks_as_source=bool(row.asks),
        asked_today=row.asked_today,
    )


def _activity(row: Any) -> Activity | None:
    # An activity without a published notice has never been in force.
    if row.owner is None or row.categories is None:
        return None
    return Activity(
        department=row.owner,
        basis=Basis(row.basis),
        categories=frozenset(row.categories),
        in_force_from=row.in_force_from,
        in_force_until=row.in_force_until,
        law_ref=row.law_ref,
        compulsory=row.compulsory,
        continues_despite_restriction=bool(row.restriction_exception),
        requires_case=row.requires_case,
        requires_staff_ref=row.requires_staff_ref,
        terms_since_version=row.terms_since_version,
        recipients=frozenset({row.asked_for}) if row.is_declared else frozenset(),
        use_limit=UseLimit(row.most_uses, Period(row.most_uses_per)) if row.most_uses is not None else None,
        hours=_hours(row.hours) if row.hours is not None else None,
        break_glass=row.break_glass,
    )


def _hours(written: str) -> Hours:
    # As text, since one connection hands JSON over as it is written and another has it read already.
    stored = json.loads(written)
    weekdays = frozenset(Weekday(day) for day in stored["weekdays"])
    return Hours(minute_of(stored["from"]), minute_of(stored["until"]), weekdays, CITY_ZONE)


def _permission(row: Any) -> Permission | None:
    if row.version is None:
        return None
    return Permission(
        version=row.version,
        decision=None if row.decision is None else Reason(row.decision),  # type: ignore[arg-type]
        decided_at=row.decided_at,
        decided_by=DecidedBy(row.decided_by),
        notice_version=row.notice_version,
        valid_until=row.valid_until,
        waiting=row.waiting,
        objected=row.objected,
        restricted=row.restricted,
    )


def _guardian_needed(row: Any, at: datetime) -> bool:
    if row.birth_date is None or row.own_decision_from is None:
        return False
    return age_on(row.birth_date, at) < int(row.own_decision_from)

"""Requests with their status: what the ledger says of decisions since, and the clock, in one statement.

The ledger's table of decisions is read in the statement itself, as the check reads the rooms below; nothing of it is
ever written here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from consent.asking.models import ReturnAddress
from consent.asking.request_view import RequestView
from consent.asking.vocabulary import Status
from consent.core.errors import NotFound
from consent.core.events import Kind
from consent.core.permissions import DECISIONS

__all__ = [
    "RequestPage",
    "RequestView",
    "latest_requests",
    "leads_back",
    "request_by_id",
    "requests_about",
    "requests_of",
    "return_uris",
    "waiting_for",
]

# So many requests are looked through for one page of a filtered list: a reader comes again with the cursor.
EXAMINED = 2_000

# A consent that still waits for another guardian answers nothing yet. The first decision in time answers the request;
# the latest one says where the person stands.
_SELECT = """
SELECT r.request, r.event_id, r.subject, r.department, r.client, r.activity, r.notice_version, r.recorded_at,
    r.expires_at, r.return_uri, r.sealed, c.recorded_at, answer.recorded_at, latest.kind, latest.notice_version,
    latest.valid_until
FROM asking_consentrequest r
LEFT JOIN asking_cancellation c ON c.request = r.request
LEFT JOIN LATERAL (
    SELECT recorded_at FROM ledger_permissionchange p
    WHERE p.subject = r.subject AND p.activity = r.activity AND p.version > r.permission_version
        AND p.kind = ANY(%(decisions)s) AND NOT p.waiting AND p.recorded_at < r.expires_at
    ORDER BY p.version LIMIT 1
) answer ON c.request IS NULL
LEFT JOIN LATERAL (
    SELECT kind, notice_version, valid_until FROM ledger_permissionchange p
    WHERE p.subject = r.subject AND p.activity = r.activity AND p.version > r.permission_version
        AND p.kind = ANY(%(decisions)s) AND NOT p.waiting
    ORDER BY p.version DESC LIMIT 1
) latest ON answer.recorded_at IS NOT NULL
"""
_OWN = (
    "id", "position", "subject", "department", "client", "activity", "notice_version", "asked_at", "expires_at",
    "return_uri",
)  # fmt: skip
_WAITING = """
WHERE r.subject = ANY(%(subjects)s) AND r.expires_at > %(at)s AND c.request IS NULL AND answer.recorded_at IS NULL
ORDER BY r.event_id DESC
"""
_LATEST = """
WHERE r.event_id IN (
    SELECT max(a.event_id) FROM asking_consentrequest a
    JOIN unnest(%(subjects)s::uuid[], %(activities)s::text[]) AS wanted (subject, activity) USING (subject, activity)
    GROUP BY a.subject, a.activity
)
"""
# Whoever was switched off because a secret leaked is told nothing any more, and nobody is sent there.
_LEADS_BACK = """
SELECT EXISTS (
    SELECT FROM asking_returnaddress a JOIN registry_clientapplication c ON c.client_id = a.client AND NOT c.disabled
    WHERE a.client = %s AND a.uri = %s
)
"""
_STATUS_OF = {
    Kind.CONSENT_GRANTED: Status.GRANTED,
    Kind.CONSENT_REFUSED: Status.REFUSED,
    Kind.CONSENT_WITHDRAWN: Status.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Some requests, oldest first, the position after which to read on, and whether there is more to read now."""

    rows: tuple[RequestView, ...]
    then: int
    more: bool


def request_by_id(identifier: UUID, at: datetime, *, department: str | None = None) -> RequestView:
    """This function will return one request as it stands at ``at`` (aware), of ``department`` alone if it is given.

    Raises ``NotFound`` for another department's as for one that never was.
    """
    condition = "WHERE r.request = %(request)s AND (%(department)s::text IS NULL OR r.department = %(department)s)"
    found = _read(condition, at, request=identifier, department=department)
    if not found:
        raise NotFound("no_such_request")
    return found[0]


def requests_of(
    department: str,
    at: datetime,
    *,
    after: int = 0,
    limit: int,
    status: Status | None = None,
    activity: str | None = None,
) -> RequestPage:
    """This function will return a page of a department's requests in the order they were made, after a position.

    ``status`` and ``activity`` (a code) narrow it. A bounded number is looked through, so a page may be short, or
    empty, while there is more.
    """
    most = limit if status is None else EXAMINED
    condition = (
        "WHERE r.department = %(department)s AND r.event_id > %(after)s"
        " AND (%(activity)s::text IS NULL OR r.activity = %(activity)s) ORDER BY r.event_id LIMIT %(most)s"
    )
    seen = _read(condition, at, department=department, after=after, activity=activity, most=most + 1)
    found = [one for one in seen[:most] if status is None or one.status is status]
    rows = tuple(found[:limit])
    more = len(found) > limit or len(seen) > most
    if len(found) >= limit:
        return RequestPage(rows, rows[-1].position, more)
    return RequestPage(rows, seen[min(most, len(seen)) - 1].position if seen else after, more)


def requests_about(subject: UUID, activities: Collection[str], at: datetime) -> Sequence[RequestView]:
    """This function will return every request about ``subject`` on any of ``activities`` (codes), newest first.

    GDPR 15(1).
    """
    condition = "WHERE r.subject = %(subject)s AND r.activity = ANY(%(activities)s) ORDER BY r.event_id DESC"
    return _read(condition, at, subject=subject, activities=list(activities))


def waiting_for(subjects: Collection[UUID], at: datetime) -> dict[tuple[UUID, str], RequestView]:
    """This function will return the requests that wait for a decision about any of ``subjects`` at ``at`` (aware).

    The newest a person and activity (a code), in one statement.
    """
    found = _read(_WAITING, at, subjects=list(subjects))
    return {(one.subject, one.activity): one for one in reversed(found)}


def latest_requests(pairs: Iterable[tuple[UUID, str]], at: datetime) -> dict[tuple[UUID, str], RequestView]:
    """This function will return the newest request of each subject and activity that was ever asked about."""
    wanted = list(pairs)
    found = _read(_LATEST, at, subjects=[pair[0] for pair in wanted], activities=[pair[1] for pair in wanted])
    return {(one.subject, one.activity): one for one in found}


def return_uris(client: str) -> frozenset[str]:
    """This function will return the addresses to which a client may have people sent back."""
    return frozenset(ReturnAddress.objects.filter(client=client).values_list("uri", flat=True))


def leads_back(client: str, uri: str) -> bool:
    """This function will tell whether ``uri`` is registered now for a client that is not switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_LEADS_BACK, [client, uri])
        return bool(cursor.fetchone()[0])


def _read(condition: str, at: datetime, **values: Any) -> list[RequestView]:
    values |= {"decisions": [kind.value for kind in DECISIONS], "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + condition, values)
        return [_view(row, at) for row in cursor.fetchall()]


def _view(row: tuple[Any, ...], at: datetime) -> RequestView:
    *own, sealed, cancelled_at, answered_at, kind, notice_version, valid_until = row
    expires_at = own[_OWN.index("expires_at")]
    if cancelled_at is not None:
        status = Status.CANCELLED
    elif kind is not None:
        status = _STATUS_OF[Kind(kind)]
    else:
        status = Status.WAITING if at < expires_at else Status.EXPIRED
    return RequestView(
        **dict(zip(_OWN, own, strict=True)),
        sealed=None if sealed is None else bytes(sealed),
        status=status,
        answered_at=answered_at,
        decided_notice=notice_version,
        valid_until=valid_until,
        cancelled_at=cancelled_at,
    )

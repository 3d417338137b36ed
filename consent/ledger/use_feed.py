"""The uses recorded for a department, in the order of the log, for the department itself."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import connection

from consent.core.errors import NotFound
from consent.core.keys import unseal
from consent.core.vocabulary import Basis, Reason
from consent.ledger.decision_ids import event_of
from consent.ledger.encoders import USE_KINDS
from consent.ledger.models import Use
from consent.log import following
from consent.log.following import Position, read_on
from consent.log.recording import open_key
from consent.log.sealing import bound_to

# So many stretches of the log are looked through in one call: most uses are other departments', and a reader comes
# again.
WINDOWS = 4

# What the department itself said with the question is sealed under the person's key: no key, nothing said.
_SEALED = """
SELECT u.event_id, u.sealed, k.wrapped, k.kek_version
FROM ledger_use u JOIN log_datakey k
    ON k.subject = coalesce(u.subject, '00000000-0000-0000-0000-000000000000'::uuid)
    AND k.year = date_part('year', u.recorded_at AT TIME ZONE 'UTC')
WHERE u.event_id = ANY(%s) AND u.sealed IS NOT NULL
"""


@dataclass(frozen=True, slots=True, repr=False)
class OwnUse:
    """One use as the department that asked may see it; ``said`` is what it said itself (case, staff_ref …).

    Of what it asked as the source of the data that is the recipient alone: whoever redeems a permit asks in the
    recipient's matter and by the recipient's hand, and neither is the source's to know (GDPR 5(1)(c)).
    """

    event_id: int
    subject: UUID | None
    at: datetime
    activity: str
    category: str
    allowed: bool
    reason: Reason
    basis: Basis | None
    notice_version: int | None
    said: dict[str, str]
    index: int | None = None

    def __repr__(self) -> str:
        return f"<OwnUse {self.event_id}>"


@dataclass(frozen=True, slots=True)
class UseFeed:
    """Some uses, where to read on, and whether there is more now. It may be empty though there is more."""

    uses: tuple[OwnUse, ...]
    then: Position
    more: bool


def uses_from(
    position: Position, department: str, limit: int, *, activity: str | None = None, since: datetime | None = None
) -> UseFeed:
    """This function will return up to ``limit`` uses of ``department`` from ``position`` on, each that is signed once.

    ``activity`` (a code) and ``since`` (aware) narrow them. A use whose content was erased is passed over. Reads a
    bounded stretch of the log, whatever is in it.
    """
    rows = Use.objects.filter(department=department)
    if activity is not None:
        rows = rows.filter(activity=activity)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since)
    found: list[tuple[int, Use]] = []
    for _ in range(WINDOWS):
        window = read_on(position, USE_KINDS, following.WINDOW)
        if window is None:
            return UseFeed(_told(found), position, more=False)
        own = rows.in_bulk([entry.event_id for entry in window.entries])
        mine = [(entry.index, own[entry.event_id]) for entry in window.entries if entry.event_id in own]
        taken = mine[: limit - len(found)]
        found += taken
        position = window.then
        if len(taken) < len(mine):
            position = Position(window.log, taken[-1][0] + 1)
        if len(found) >= limit:
            break
    return UseFeed(_told(found), position, more=read_on(position, (), 1) is not None)


def own_use(decision_id: str, department: str) -> OwnUse:
    """This function will return one use of ``department``.

    Raises ``NotFound`` alike for one that never was, one that was erased and one of another department.
    """
    row = Use.objects.filter(pk=event_of(decision_id), department=department).first()
    if row is None:
        raise NotFound("unknown_decision")
    return replace(_told([(0, row)])[0], index=None)


def _told(found: list[tuple[int, Use]]) -> tuple[OwnUse, ...]:
    said = _said([use.event_id for _, use in found if use.sealed is not None])
    return tuple(
        OwnUse(
            event_id=use.event_id,
            subject=use.subject,
            at=use.recorded_at,
            activity=use.activity,
            category=use.category,
            allowed=use.allowed,
            reason=Reason(use.reason),
            basis=Basis(use.basis) if use.basis else None,
            notice_version=use.notice_version,
            said=said.get(use.event_id, {}),
            index=index,
        )
        for index, use in found
    )


def _said(events: list[int]) -> dict[int, dict[str, str]]:
    if not events:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [events])
        return {
            event: _opened(event, bytes(sealed), open_key(wrapped, version))
            for event, sealed, wrapped, version in cursor.fetchall()
        }


def _opened(event: int, sealed: bytes, key: bytes) -> dict[str, str]:
    try:
        said: dict[str, str] = json.loads(unseal(key, sealed, bound_to(event)))
    except InvalidTag:
        return {}  # one text that somebody altered ends nobody's list; verify_log names it
    return {"recipient": said["recipient"]} if "recipient" in said else said

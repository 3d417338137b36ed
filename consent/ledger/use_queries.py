"""Who used my data: the resident's view of the recorded checks, allowed and refused alike."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.vocabulary import Basis, Reason
from consent.ledger.models import Use


@dataclass(frozen=True, slots=True)
class UseView:
    """One look at the data or attempt at it, in codes: the page puts the registry's words to them.

    A department may ask about anything, so a code may be one that the registry does not know.
    """

    event_id: int
    at: datetime
    department: str
    activity: str
    category: str
    allowed: bool
    reason: Reason
    basis: Basis | None
    permission_version: int | None
    notice_version: int | None


@dataclass(frozen=True, slots=True)
class UsePage:
    """Some uses, newest first; ``older`` is where the next page begins, None on the last."""

    rows: tuple[UseView, ...]
    older: int | None


def uses_of(subject: UUID, *, activity: str | None = None, before: int | None = None, limit: int = 50) -> UsePage:
    """This function will return a page of the uses of ``subject``'s data, newest first.

    ``activity`` (a code) narrows it, ``before`` is the ``older`` of the page before, ``limit`` the rows at most.
    GDPR 15(1)(c) as read in C-579/21.
    """
    uses = Use.objects.filter(subject=subject)
    if activity is not None:
        uses = uses.filter(activity=activity)
    if before is not None:
        uses = uses.filter(event_id__lt=before)
    found = list(uses.order_by("-event_id")[: limit + 1])
    shown = tuple(_view(use) for use in found[:limit])
    return UsePage(rows=shown, older=shown[-1].event_id if len(found) > limit else None)


def _view(use: Use) -> UseView:
    return UseView(
        event_id=use.event_id,
        at=use.recorded_at,
        department=use.department,
        activity=use.activity,
        category=use.category,
        allowed=use.allowed,
        reason=Reason(use.reason),
        basis=Basis(use.basis) if use.basis else None,
        permission_version=use.permission_version,
        notice_version=use.notice_version,
    )

"""What must hold of an activity before somebody can decide on it."""

from calendar import monthrange
from datetime import datetime

from consent.core.errors import Conflict, NotFound
from consent.core.vocabulary import Basis
from consent.registry.queries import ActivityView, activity


def activity_in_force(code: str, at: datetime) -> ActivityView:
    """This function will return the activity ``code`` when it is in force at ``at``; raises ``NotFound`` otherwise."""
    view = activity(code)
    if at < view.in_force_from or (view.in_force_until is not None and at >= view.in_force_until):
        raise NotFound("no_such_activity")
    return view


def consent_activity(code: str, notice_version: int, at: datetime) -> ActivityView:
    """This function will return a consent activity whose notice in force is the very one the resident was shown.

    Raises ``NotFound``, ``Conflict`` with ``not_consent`` when the law or a contract decides, or ``Conflict`` with
    ``notice_changed`` when another version is in force by now: what was not read cannot be agreed to (GDPR 7(2)).
    """
    view = activity_in_force(code, at)
    if view.basis is not Basis.CONSENT:
        raise Conflict("not_consent")
    if view.notice.version != notice_version:
        raise Conflict("notice_changed")
    return view


def months_after(at: datetime, months: int) -> datetime:
    """This function will return the same day and time ``months`` later, or the month's last day when it is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))

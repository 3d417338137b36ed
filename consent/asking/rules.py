"""When a department may ask. Pure: what stands, what was asked before, and the moment."""

from datetime import datetime

from consent.asking.request_view import RequestView
from consent.asking.vocabulary import QUIET_MONTHS, Refusal
from consent.core.permissions import Permission, has_run_out
from consent.core.vocabulary import Reason
from consent.ledger.terms import months_after
from consent.registry.queries import ActivityView


def refusal_of(
    activity: ActivityView, permission: Permission, earlier: RequestView | None, at: datetime
) -> Refusal | None:
    """This function will say why the person may not be asked at ``at`` (aware), or None.

    Nobody is asked twice within twelve months, whether they answered, stayed silent or the department took its
    question back, unless the notice has widened its terms since. Nor is anybody asked who consents already, or who
    said no less than twelve months ago to the very terms. GDPR 7, recital 32; EDPB 03/2022 (overloading).
    """
    terms = activity.terms_since_version
    if earlier is not None and earlier.notice_version >= terms and at < months_after(earlier.closed_at, QUIET_MONTHS):
        return Refusal.ASKED_ALREADY
    if permission.decision is None or (permission.notice_version or 0) < terms:
        return None
    if permission.decision is Reason.CONSENT:
        stands = not permission.waiting and not has_run_out(permission, at, terms)
        return Refusal.ALREADY_DECIDED if stands else None
    recent = permission.decided_at is not None and at < months_after(permission.decided_at, QUIET_MONTHS)
    return Refusal.ALREADY_DECIDED if recent else None

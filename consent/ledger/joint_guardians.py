"""When a child has more than one guardian: what the others have said, and whether a consent must wait for them.

The stricter word wins, in whatever order the words came. A guardian's no stands until the same guardian says
otherwise; where the activity asks all guardians, each must also have agreed to this very notice since anybody last
said no (Act on Child Custody 361/1983).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.events import Kind
from consent.ledger.models import PermissionChange
from consent.registry.queries import ActivityView

NO = (Kind.CONSENT_REFUSED, Kind.CONSENT_WITHDRAWN)
WORDS = (Kind.CONSENT_GRANTED, *NO)


@dataclass(frozen=True, slots=True)
class Said:
    """``against``: guardians whose latest word is no. ``agreed``: until when each consent counted with others holds."""

    against: frozenset[UUID]
    agreed: dict[UUID, datetime]


def said_by_guardians(subject: UUID, view: ActivityView, at: datetime) -> Said:
    """This function will return what has been said about ``subject`` on ``view``, as it counts at ``at`` (aware)."""
    changes = PermissionChange.objects.filter(
        subject=subject, activity=view.code, kind__in=[kind.value for kind in WORDS], actor_subject__isnull=False
    ).order_by("-version")
    latest: dict[UUID, str] = {}
    agreed: dict[UUID, datetime] = {}
    counting = True
    for change in changes:
        who = change.actor_subject
        if who is None:
            continue
        latest.setdefault(who, change.kind)
        counting = counting and change.kind not in NO
        if counting and change.notice_version == view.notice.version and change.valid_until and at < change.valid_until:
            agreed.setdefault(who, change.valid_until)
    return Said(frozenset(who for who, kind in latest.items() if kind in NO), agreed)

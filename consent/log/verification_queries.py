"""What verifications found, for the console."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent import clock
from consent.log.actions.verify import LASTS_AT_MOST
from consent.log.models import Verification


@dataclass(frozen=True, slots=True)
class Verified:
    """One verification. ``whole`` is None while it is under way, and for one whose worker was lost."""

    asked_at: datetime
    asked_by: str
    everything: bool
    finished_at: datetime | None
    whole: bool | None
    lost: bool
    since: int
    size: int
    leaves: int
    verified: int
    faults: int
    first_bad: Mapping[str, Any] | None


def verifications(count: int) -> list[Verified]:
    """This function will return the newest verifications, those under way included."""
    return [_seen(row) for row in Verification.objects.order_by("-asked_at", "-pk")[:count]]


def last_verification() -> Verified | None:
    """This function will return the newest verification that has been carried out, None when none has been."""
    row = Verification.objects.exclude(finished_at=None).order_by("-asked_at", "-pk").first()
    return None if row is None else _seen(row)


def _seen(row: Verification) -> Verified:
    return Verified(
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        everything=row.everything,
        finished_at=row.finished_at,
        whole=row.whole,
        lost=row.finished_at is None and row.asked_at < clock.now() - LASTS_AT_MOST,
        since=row.since,
        size=row.size,
        leaves=row.leaves,
        verified=row.verified,
        faults=row.faults,
        first_bad=row.first_bad,
    )

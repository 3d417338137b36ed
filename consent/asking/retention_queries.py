"""Requests that closed so long ago that they may go."""

from datetime import datetime

from consent.asking.models import Cancellation, ConsentRequest


def old_requests(cut: datetime, limit: int) -> list[int]:
    """This function will list the event ids of up to ``limit`` requests that ran out not later than ``cut`` (aware).

    Each comes with its cancellation.
    """
    rows = ConsentRequest.objects.filter(recorded_at__lte=cut, expires_at__lte=cut).order_by("recorded_at", "event_id")
    found = list(rows.values_list("event_id", "request")[:limit])
    cancelled = Cancellation.objects.filter(request__in=[request for _, request in found])
    return sorted([*(event_id for event_id, _ in found), *cancelled.values_list("event_id", flat=True)])

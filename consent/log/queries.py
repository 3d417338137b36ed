"""What other rooms may ask the log."""

from datetime import datetime

from consent.log.models import Event, Pending


def event_count() -> int:
    """This function will return how many events have been recorded."""
    return Event.objects.count()


def pending_count() -> int:
    """This function will return how many events wait for their index."""
    return Pending.objects.count()


def oldest_pending_at() -> datetime | None:
    """This function will return when the event that waits longest for its index was recorded, None when none waits."""
    first = Pending.objects.order_by("event_id").values_list("event_id", flat=True).first()
    return None if first is None else Event.objects.values_list("recorded_at", flat=True).filter(pk=first).first()

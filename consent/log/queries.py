"""What other rooms may ask the log."""

from consent.log.models import Event, Pending


def event_count() -> int:
    """This function will return how many events have been recorded."""
    return Event.objects.count()


def pending_count() -> int:
    """This function will return how many events wait for their index."""
    return Pending.objects.count()

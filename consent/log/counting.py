"""How many events there are by kind, without counting millions of rows each time somebody asks."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from django.db.models import Count, Max

from consent.log.models import Event

# Longer than any transaction lives: an event with a smaller id than a settled one can no longer appear.
SETTLES_IN = timedelta(minutes=10)


class EventCounter:
    """Counts events by kind: the settled ones once, and only those that came later at each call.

    Ids are drawn before they commit, so an id counts as settled only when it was the newest ten minutes ago.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._settled: Counter[str] = Counter()
        self._settled_id = 0
        self._seen_at: datetime | None = None
        self._seen_id = 0

    def totals(self, at: datetime) -> dict[str, int]:
        """This function will return the number of events of each kind that there are at the aware moment ``at``."""
        with self._lock:
            if self._seen_at is not None and at - self._seen_at >= SETTLES_IN:
                self._settled += _counted(self._settled_id, self._seen_id)
                self._settled_id, self._seen_at = self._seen_id, None
            if self._seen_at is None:
                self._seen_at, self._seen_id = at, Event.objects.aggregate(newest=Max("id"))["newest"] or 0
            return dict(self._settled + _counted(self._settled_id))


def _counted(after: int, until: int | None = None) -> Counter[str]:
    rows = Event.objects.filter(id__gt=after)
    if until is not None:
        rows = rows.filter(id__lte=until)
    return Counter(dict(rows.values_list("kind").annotate(Count("id"))))

"""Quiet hours: when nobody's telephone is to make a sound, by the clock of the city."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from consent.clock import CITY_ZONE


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From a time of day (included) until another (not included), over midnight where that is the earlier one."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """This function will tell whether ``at`` is a quiet time of day."""
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def first_loud(at: datetime, hours: Iterable[QuietHours]) -> datetime:
    """This function will return ``at`` (aware), or the first moment after it at which none of ``hours`` is quiet.

    Where they leave no minute of a day, a day later: nobody is woken, and nothing waits for ever. Through a change of
    the clocks it is the wall clock that counts.
    """
    asked = list(hours)
    local, moved = at.astimezone(CITY_ZONE), None
    for _ in range(4 * max(1, len(asked))):
        ruling = next((each for each in asked if each.holds(local.time())), None)
        if ruling is None:
            return at if moved is None else moved.astimezone(UTC)
        day = local.date() if local.time() < ruling.end else local.date() + timedelta(days=1)
        moved = local = datetime.combine(day, ruling.end, tzinfo=CITY_ZONE)
    return at + timedelta(days=1)

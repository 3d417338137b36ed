"""Conditions of an activity beside its ground: how often in a period, and at which hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

MINUTES_A_DAY = 24 * 60


class Period(StrEnum):
    """A stretch of the city's calendar; each begins at a midnight."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class UseLimit:
    """How many uses of one person's data are permitted in a period at most."""

    most: int
    per: Period


@dataclass(frozen=True, slots=True)
class Hours:
    """From which minute of the day to before which, on which weekdays, by the clocks of ``zone``."""

    since: int
    until: int
    weekdays: frozenset[Weekday]
    zone: tzinfo

    def cover(self, at: datetime) -> bool:
        """This function will say whether the aware moment ``at`` lies within these hours."""
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return self.since <= minute < self.until and WEEK[local.weekday()] in self.weekdays


def minute_of(clock_time: str) -> int:
    """This function will return the minute of the day that ``HH:MM`` names; ``24:00`` is the end of the day."""
    hours, minutes = clock_time.split(":")
    return int(hours) * 60 + int(minutes)

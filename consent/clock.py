"""The only place in ``consent`` that reads the time, so that tests and drills can move it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Europe/Helsinki")


def now() -> datetime:
    """This function will return the present moment as an aware datetime in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This function will return the present date in the city's own time zone."""
    return now().astimezone(CITY_ZONE).date()


def is_on_a_clock(moment: datetime) -> bool:
    """This function will tell whether ``moment`` has an offset, and one that some clock on earth could show.

    The furthest are fourteen hours from UTC; the database takes none beyond sixteen, though RFC 3339 can write them.
    """
    offset = moment.utcoffset()
    return offset is not None and abs(offset) <= timedelta(hours=14)

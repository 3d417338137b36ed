"""The only place in ``consent`` that reads the time, so that tests and drills can move it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Europe/Helsinki")


def now() -> datetime:
    """This function will return the present moment as an aware datetime in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This function will return the present date in the city's own time zone."""
    return now().astimezone(CITY_ZONE).date()

"""The library's calendar."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from services.sdk import clock


def today() -> date:
    """This function will return the day it is in the city."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()

"""The days that matter to pre-primary education."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from services.sdk import clock

TERM_BEGINS = (8, 1)
BEGINS_AT_AGE = 6


def today() -> date:
    """This function will return the day it is in the city."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def begins_on(birth_date: date, day: date) -> date:
    """This function will return when a place given on a day begins: on 1 August of the year in which the child turns
    six, a year before compulsory schooling (Basic Education Act s. 26 a), or at once when that has passed."""
    return max(day, date(birth_date.year + BEGINS_AT_AGE, *TERM_BEGINS))

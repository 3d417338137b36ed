"""How a question beyond a quota is answered: the same for everybody it could be about, with when to ask again."""

from datetime import datetime, time, timedelta
from http import HTTPStatus

from consent import clock
from consent.api.access.sources import Failed
from consent.clock import CITY_ZONE
from consent.ledger.actions.check import Rejection

_TOO_MANY = "The quota of decisions a minute is spent: ask again after the time that Retry-After names."
_ABOUT_ONE = "The quota of decisions a day about this resource is spent: ask again after midnight."


def beyond_quota(outcome: Rejection) -> Failed | None:
    """This function will return the answer to a question beyond a quota, None for any other outcome (RFC 6585 §4)."""
    at = clock.now()
    if outcome is Rejection.TOO_MANY:
        return Failed(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY, seconds_to_next_minute(at))
    if outcome is Rejection.TOO_MANY_ABOUT_ONE:
        return Failed(HTTPStatus.TOO_MANY_REQUESTS, _ABOUT_ONE, seconds_to_midnight(at))
    return None


def seconds_to_next_minute(at: datetime) -> int:
    """This function will return how many seconds are left of the minute of ``at``, at least one."""
    return max(1, 60 - at.second)


def seconds_to_midnight(at: datetime) -> int:
    """This function will return how many seconds are left of the city's day at the aware moment ``at``."""
    local = at.astimezone(CITY_ZONE)
    end = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=CITY_ZONE)
    return max(1, int(end.timestamp() - at.timestamp()) + 1)

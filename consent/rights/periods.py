"""How long each class of record is kept, in whole years (GDPR 5(1)(e)); a setting a class."""

from datetime import datetime

from django.conf import settings

USES, DECISIONS, STAFF_VIEWS, REPRESENTATIONS = "uses", "decisions", "staff_views", "representations"
CONSENT_REQUESTS, OFFERS = "consent_requests", "offers"


def years_of(record_class: str) -> int:
    """This function will return for how many years records of this class are kept."""
    return int(settings.RETENTION_YEARS[record_class])


def ends_at(record_class: str, at: datetime) -> datetime:
    """This function will return when a record of the aware moment ``at`` has been kept long enough."""
    return _shifted(at, years_of(record_class))


def cut(record_class: str, at: datetime) -> datetime:
    """This function will return the moment before which records of this class are too old at ``at`` (aware)."""
    return _shifted(at, -years_of(record_class))


def _shifted(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year + years)
    except ValueError:  # 29 February
        return at.replace(year=at.year + years, day=28)

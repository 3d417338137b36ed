"""When a person reaches an age: by the calendar of the city, at midnight of the birthday."""

from datetime import date, datetime, time

from consent.clock import CITY_ZONE

FULL_AGE = 18


def birthday(birth_date: date, age: int) -> date:
    """This function will return the date on which somebody born on ``birth_date`` turns ``age`` (whole years).

    A person born on 29 February turns on 1 March in a common year.
    """
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def turns(birth_date: date, age: int) -> datetime:
    """This function will return the moment, midnight in the city, at which somebody turns ``age`` (whole years)."""
    return datetime.combine(birthday(birth_date, age), time.min, tzinfo=CITY_ZONE)


def age_on(birth_date: date, at: date | datetime) -> int:
    """This function will return the age in whole years at ``at``: a date, or an aware moment read by the city's clock.

    Raises ``ValueError`` for a moment without a time zone, since its date in the city is unknown.
    """
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("the moment has no time zone")
        at = at.astimezone(CITY_ZONE).date()
    return at.year - birth_date.year - ((at.month, at.day) < (birth_date.month, birth_date.day))

"""Ages turn at midnight in the city."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.people.ages import age_on, birthday, turns

BIRTH_DATES = st.dates(date(1900, 1, 1), date(2060, 12, 31))


@pytest.mark.law("Data Protection Act 1050/2018", "5", "Thirteen begins at midnight of the birthday")
def test_thirteen_begins_at_midnight_in_helsinki_and_not_in_greenwich() -> None:
    born = date(2013, 7, 10)
    assert age_on(born, datetime(2026, 7, 9, 20, 59, 59, tzinfo=UTC)) == 12
    assert age_on(born, datetime(2026, 7, 9, 21, 0, tzinfo=UTC)) == 13


def test_somebody_born_on_a_leap_day_turns_on_the_first_of_march() -> None:
    born = date(2012, 2, 29)
    assert age_on(born, date(2025, 2, 28)) == 12
    assert age_on(born, date(2025, 3, 1)) == 13
    assert birthday(born, 13) == date(2025, 3, 1)
    assert birthday(born, 16) == date(2028, 2, 29)


def test_a_moment_without_a_zone_has_no_date_in_the_city() -> None:
    with pytest.raises(ValueError, match="zone"):
        age_on(date(2013, 7, 10), datetime(2026, 7, 10, 12, 0))  # noqa: DTZ001


@given(BIRTH_DATES, st.integers(0, 35))
def test_age_and_birthday_agree_to_the_microsecond(born: date, age: int) -> None:
    midnight = turns(born, age)
    assert age_on(born, midnight) == age
    assert age_on(born, midnight.astimezone(UTC) - timedelta(microseconds=1)) == age - 1
    assert age_on(born, birthday(born, age)) == age

"""Quiet hours by the clock of the city, over midnight and through a change of the clocks."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.clock import CITY_ZONE
from consent.messaging.quiet import QuietHours, first_loud

NIGHT, LUNCH = QuietHours(time(21), time(8)), QuietHours(time(11), time(12, 30))


def local(text: str) -> datetime:
    """This function will return the moment that the city's clocks show as ``text``."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "hours", "loud"),
    [
        ("2026-11-25T20:59:59", [NIGHT], "2026-11-25T20:59:59"),
        ("2026-11-25T21:00", [NIGHT], "2026-11-26T08:00"),
        ("2026-11-26T07:59", [NIGHT], "2026-11-26T08:00"),
        ("2026-11-26T08:00", [NIGHT], "2026-11-26T08:00"),
        ("2026-11-25T11:10", [NIGHT, LUNCH], "2026-11-25T12:30"),
        ("2026-11-25T23:00", [NIGHT, QuietHours(time(7), time(10))], "2026-11-26T10:00"),
        ("2026-11-25T23:00", [], "2026-11-25T23:00"),
        ("2026-03-28T23:00", [NIGHT], "2026-03-29T08:00"),  # the clocks go forward in this night
        ("2026-10-24T23:00", [NIGHT], "2026-10-25T08:00"),  # and back in this one
        ("2026-12-31T23:00", [NIGHT], "2027-01-01T08:00"),
    ],
)
def test_a_message_waits_for_the_end_of_the_quiet_hours(at: str, hours: list[QuietHours], loud: str) -> None:
    assert first_loud(local(at), hours) == local(loud)


def test_hours_that_leave_no_minute_put_it_off_and_do_not_hang() -> None:
    whole_day = [QuietHours(time(8), time(20)), QuietHours(time(20), time(8))]
    assert first_loud(local("2026-11-25T10:00"), whole_day) == local("2026-11-26T10:00")


TIMES = st.times().map(lambda one: one.replace(microsecond=0, tzinfo=None))
HOURS = st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: QuietHours(*pair))


@given(st.integers(0, 2 * 365 * 86_400), HOURS)
def test_nobody_is_ever_woken_and_nothing_waits_longer_than_a_day(seconds: int, hours: QuietHours) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    loud = first_loud(at, [hours])
    assert at <= loud <= at + timedelta(hours=25)
    if loud - at < timedelta(hours=23) and not _at_a_change(loud):
        assert not hours.holds(loud.astimezone(CITY_ZONE).time())


def _at_a_change(moment: datetime) -> bool:
    around = [(moment + timedelta(hours=shift)).astimezone(CITY_ZONE).utcoffset() for shift in (-2, 2)]
    return around[0] != around[1]

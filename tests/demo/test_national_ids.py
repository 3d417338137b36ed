"""Made-up national ids are well formed, and nobody's."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fi import hetu

from consent.demo.city.national_ids import SEPARATORS, NationalIds, artificial_national_id

BIRTH_DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(BIRTH_DATES, st.integers(900, 999), st.integers(0, 4))
def test_every_id_passes_another_library_and_only_as_an_artificial_one(born: date, number: int, place: int) -> None:
    made = artificial_national_id(born, number, SEPARATORS[born.year // 100][place])
    assert hetu.is_valid(made, allow_temporary=True)
    assert not hetu.is_valid(made)
    assert (int(made[:2]), int(made[2:4]), int(made[4:6])) == (born.day, born.month, born.year % 100)


@given(BIRTH_DATES, st.one_of(st.integers(0, 899), st.integers(1000, 9999), st.integers(-999, -1)))
def test_an_id_that_somebody_could_have_is_not_made(born: date, number: int) -> None:
    with pytest.raises(ValueError, match="900"):
        artificial_national_id(born, number, SEPARATORS[born.year // 100][0])


@pytest.mark.parametrize("separator", ["-", "A", "Y", "+", "", "BC", "b"])
def test_a_separator_of_another_century_is_refused(separator: str) -> None:
    with pytest.raises(ValueError, match="separator"):
        artificial_national_id(date(2020, 1, 1), 950, separator)


def test_a_days_ids_are_drawn_once_each_and_then_no_more() -> None:
    ids = NationalIds(Random(1))
    drawn = {ids.draw(date(2020, 1, 1), "f") for _ in range(250)}
    assert len(drawn) == 250
    assert {int(one[7:10]) % 2 for one in drawn} == {0}
    with pytest.raises(ValueError, match="left"):
        ids.draw(date(2020, 1, 1), "f")
    assert int(ids.draw(date(2020, 1, 1), "m")[7:10]) % 2 == 1

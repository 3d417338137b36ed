"""Telephone numbers in one spelling, however a person or a register wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.phone_numbers import is_foreign, normalised, takes_messages


@pytest.mark.parametrize(
    "spelled",
    [
        "+358401234567",
        "040 123 4567",
        "040-1234567",
        "0401234567",
        "+358 (0)40 123 4567",
        "00358401234567",
        "358401234567",
        "+3580401234567",
        " +358 40 1234567 ",
        "+358 40 123 4567",
    ],
)
def test_one_number_has_one_spelling(spelled: str) -> None:
    assert normalised(spelled) == "+358401234567"


@pytest.mark.parametrize("spelled", ["", "12", "abc", "+", "+0401234567", "040 123 456x", "+358" + "4" * 20, "9" * 41])
def test_what_is_no_number_is_none(spelled: str) -> None:
    assert normalised(spelled) is None


@pytest.mark.parametrize(
    ("number", "foreign", "mobile"),
    [
        ("+358401234567", False, True),
        ("+358501234567", False, True),
        ("+3584573000000", False, True),
        ("+358931011641", False, False),
        ("+358600123456", False, False),
        ("+358511234567", False, False),
        ("+3724012345678", True, False),
        ("+46701234567", True, False),
    ],
)
def test_only_finnish_mobile_numbers_take_messages(number: str, foreign: bool, mobile: bool) -> None:
    assert (is_foreign(number), takes_messages(number)) == (foreign, mobile)


@given(st.text(max_size=50))
def test_any_text_is_read_and_the_spelling_is_stable(text: str) -> None:
    number = normalised(text)
    if number is not None:
        assert number.isascii()
        assert normalised(number) == number

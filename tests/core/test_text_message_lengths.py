"""How many parts a text message has, against known values and against a slow count of bits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.gsm7 import BASIC, EXTENSION, foreign_to_gsm7, is_gsm7, segments


def test_the_alphabet_has_the_size_it_has_in_the_standard() -> None:
    """128 places less the escape; ten characters more behind the escape."""
    assert (len(BASIC), len(EXTENSION)) == (127, 10)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("ä" * 160, 1), ("€" * 80, 1),
        ("€" * 81, 2), ("a" * 159 + "€", 2), ("a" * 152 + "€" + "a" * 151, 2), ("a" * 152 + "€" + "a" * 152, 3),
        ("š" * 70, 1), ("š" * 71, 2), ("š" * 134, 2), ("š" * 135, 3), ("👍" * 35, 1), ("👍" * 36, 2), ("👍" * 67, 3),
    ],
)  # fmt: skip
def test_parts_are_counted_as_operators_count_them(text: str, parts: int) -> None:
    assert segments(text) == parts


@pytest.mark.parametrize("text", ["Vastaa A tai B.", "Svara före 15.1. på hel.fi", "Ä ö å É ñ ß §", "{code} [x] €"])
def test_the_citys_languages_fit_the_short_alphabet(text: str) -> None:
    assert is_gsm7(text)
    assert foreign_to_gsm7(text) == ""


def test_what_does_not_fit_is_named_once_each() -> None:
    assert foreign_to_gsm7("šekki – šampoo’") == "š–’"
    assert not is_gsm7("’")


@given(st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=700))
def test_a_short_alphabet_text_never_needs_fewer_parts_than_its_septets(text: str) -> None:
    septets = sum(2 if char in EXTENSION else 1 for char in text)
    low = 1 if septets <= 160 else -(-septets // 153)
    assert low <= segments(text) <= low + low // 76 + 1
    assert segments(text) <= segments(text + "š")


@given(st.text(max_size=300), st.text(max_size=30))
def test_a_longer_text_has_no_fewer_parts(text: str, more: str) -> None:
    assert segments(text + more) >= segments(text)

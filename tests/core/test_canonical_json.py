"""Canonical bytes equal those of an independent RFC 8785 library, for generic values and for fixed shapes."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from consent.core.canonical import Shape, canonical

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))


@given(values)
def test_any_value_is_spelled_as_the_reference_spells_it(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(texts, scalars | st.lists(texts, max_size=3), max_size=8))
def test_a_fixed_shape_is_spelled_as_the_reference_spells_it(fields: dict[str, Any]) -> None:
    assert Shape(*fields).encode(fields) == rfc8785.dumps(fields)


@given(st.dictionaries(texts, scalars, min_size=1, max_size=5), texts)
def test_a_missing_or_an_unknown_field_is_refused(fields: dict[str, Any], extra: str) -> None:
    shape = Shape(*fields)
    short = dict(fields)
    short.popitem()
    with pytest.raises(ValueError):
        shape.encode(short)
    if extra not in fields:
        with pytest.raises(ValueError):
            shape.encode(short | {extra: 1})


@pytest.mark.parametrize("value", [1.5, float("nan"), b"bytes", {1: 2}, {"a"}, object()])
def test_a_value_without_a_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {"\udc00": 1}])
def test_a_value_that_others_could_not_read_back_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_keys_are_sorted_as_the_specification_sorts_them() -> None:
    """RFC 8785 §3.2.3: by UTF-16 code units, where the emoji's surrogates come before the Hebrew letter."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    expected = '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    assert canonical(value) == Shape(*value).encode(value) == expected.encode()


def test_strings_are_escaped_as_the_specification_escapes_them() -> None:
    """RFC 8785 §3.2.2.2: the short escapes, lower-case hexadecimal for other controls, everything else as it is."""
    assert canonical('\b\t\n\f\r"\\/\x00\x1f\x7f\u2028ä') == (
        '"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\x7f\u2028ä"'.encode()
    )


@given(values)
def test_what_is_spelled_is_read_back_and_spelled_the_same(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)

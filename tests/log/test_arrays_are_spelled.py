"""Arrays in statements say exactly what they were made of, whatever is in them."""

import uuid
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.log.arrays import array

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT | st.sampled_from(["NULL", "null", "", "{", "}", ",", '"', "\\", "\\x00", " ", "a b", "'; --"]),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "bytea": st.binary(max_size=20),
    "uuid": st.uuids(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_put_in_comes_out(kind: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.none() | KINDS[kind], max_size=8))
    with connection.cursor() as cursor:
        statement = f"SELECT value FROM unnest(%s::{kind}[]) WITH ORDINALITY AS u(value, n) ORDER BY n"
        cursor.execute(statement, [array(values)])
        found = [bytes(value) if isinstance(value, memoryview) else value for (value,) in cursor.fetchall()]
    assert found == values


def test_what_has_no_spelling_is_refused() -> None:
    with pytest.raises(TypeError):
        array([1.5])  # type: ignore[list-item]
    assert array([uuid.UUID(int=1)]) == "{00000000-0000-0000-0000-000000000001}"

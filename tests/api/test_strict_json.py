"""A hostile body is refused by the parser; whatever it accepts means what the standard library says it means."""

import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consent.api.strict_json import MAX_NUMBER, BadJson, TooLarge, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers() | st.floats()
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=30,
)


def same(left: Any, right: Any) -> bool:
    """Equal in value and in type, all the way down."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right and (not isinstance(left, float) or math.copysign(1, left) == math.copysign(1, right))


@given(JSON, st.booleans(), st.sampled_from([None, 1]))
def test_what_is_accepted_reads_as_the_standard_library_reads_it(document: Any, ascii_only: bool, indent: int) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only, indent=indent).encode()
    try:
        parsed = parse(body)
    except BadJson:
        assert troublesome(document)
        return
    assert not troublesome(document)
    assert same(parsed, json.loads(body))


def troublesome(value: Any) -> bool:
    """Whether a document holds a number or a string that the parser must refuse."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, int | float):
        return not -MAX_NUMBER <= value <= MAX_NUMBER
    if isinstance(value, dict):
        return any(troublesome(name) or troublesome(inner) for name, inner in value.items())
    return isinstance(value, list) and any(map(troublesome, value))


@given(st.binary())
@example(b'{"a":"\\ud800"}')
@example(b"[1,2]x")
def test_any_bytes_are_parsed_or_refused_but_never_break(body: bytes) -> None:
    try:
        parsed = parse(body)
    except BadJson:
        return
    assert same(parsed, json.loads(body))


@given(st.text('{}[]",:\\u0d8e1-+.tfn ', max_size=40))
def test_near_json_is_parsed_or_refused_but_never_breaks(body: str) -> None:
    try:
        parsed = parse(body.encode())
    except BadJson:
        return
    assert same(parsed, json.loads(body))


@given(TEXT.filter(lambda text: "\x00" not in text), JSON.filter(lambda value: not troublesome(value)), st.booleans())
def test_a_member_named_twice_is_refused_however_it_is_spelt(name: str, value: Any, deep: bool) -> None:
    plain = json.dumps(name, ensure_ascii=False)
    escaped = '"' + "".join(f"\\u{unit:04x}" for unit in utf16(name)) + '"'
    body = f"{{{plain}: 1, {escaped}: {json.dumps(value)}}}"
    with pytest.raises(BadJson, match="twice"):
        parse((f'[{{"outer": {body}}}]' if deep else body).encode())


def utf16(text: str) -> list[int]:
    """The code units of a text, as JSON escapes them."""
    units = text.encode("utf-16-be")
    return [int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'{"\\ud800": 1}',
        b'"\\u0000"',
        b'{"\\u0000": 1}',
        b'{"a": ["b\\u0000"]}',
        b'"\x00"',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"-1e400",
        b"9007199254740993",
        b"-9007199254740993",
        b"18446744073709551617",
        b"1e17",
        b"1" * 5000,
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"[" * 100_000,
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b"{} {}",
        b"[1,]",
        b"{'a': 1}",
        b"01",
        b"// no\n1",
        b"\x0c1",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_hostile_document_is_refused_and_not_repeated(body: bytes) -> None:
    with pytest.raises(BadJson) as refusal:
        parse(body)
    assert len(str(refusal.value)) < 80


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 32 + b"]" * 32,
        b"9007199254740991",
        b'"\\\\u0000"',
        b'{"at": "09:00:00"}',
        b'{"a:b": {"c": ":::"}}',
        b'"\\ud83d\\ude00"',
        b' {"a" : [ 1 , -0.0 , 1e5 ] } ',
    ],
    ids=repr,
)
def test_an_unusual_but_honest_document_is_read(body: bytes) -> None:
    assert same(parse(body), json.loads(body))


def test_a_document_of_five_megabytes_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        parse(b'"' + b"x" * 5_000_000 + b'"')


def test_the_bounds_are_the_callers() -> None:
    assert parse(b"[[1]]", max_bytes=5, max_depth=2) == [[1]]
    with pytest.raises(TooLarge):
        parse(b"[[1]] ", max_bytes=5)
    with pytest.raises(BadJson, match="deep"):
        parse(b"[[1]]", max_depth=1)

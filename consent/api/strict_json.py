"""One strict JSON parser for every body a department sends: RFC 8259 read as I-JSON (RFC 7493), and bounded."""

import json
from typing import Any, NoReturn

import orjson

MAX_BYTES = 64 * 1024
MAX_DEPTH = 32
MAX_NUMBER = 2**53 - 1

_NUL = "A string contains the character U+0000."
_DUPLICATE = "An object names the same member twice."


class BadJson(ValueError):
    """The bytes are not a document that this platform reads; the message never repeats the input."""


class TooLarge(BadJson):
    """The document is longer than the caller allows."""


def parse(body: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """This function will read one JSON document, or refuse it.

    ``max_bytes`` is the greatest length of ``body``, ``max_depth`` the greatest number of arrays and objects
    inside one another. Refused besides what RFC 8259 refuses: a byte order mark, bytes that are not UTF-8, lone
    surrogates and U+0000 in strings, a member named twice, numbers beyond ±(2^53 - 1), NaN and infinities.

    Raises ``TooLarge`` or ``BadJson``. RFC 7493 §2.
    """
    if len(body) > max_bytes:
        raise TooLarge(f"The document is longer than {max_bytes} bytes.")
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadJson("The body is not one JSON document in UTF-8.") from None
    members = _count_members(document, max_depth)
    # Each member costs one colon. More colons than members are left over inside strings, or by members that were
    # named twice and swallowed each other: only then is the slow, exact reading worth its price.
    if members != body.count(b":"):
        try:
            json.loads(body, object_pairs_hook=_refuse_duplicates)
        except RecursionError:
            # What a repeated member swallowed was never counted above, however deep it went.
            raise BadJson("The document is nested too deeply.") from None
    if b"\\u0000" in body:
        _refuse_nul(document)
    return document


def _count_members(value: Any, depth: int) -> int:
    kind = type(value)
    if kind is dict:
        if not depth:
            _too_deep()
        members = len(value)
        for inner in value.values():
            if type(inner) is not str:
                members += _count_members(inner, depth - 1)
        return members
    if kind is list:
        if not depth:
            _too_deep()
        return sum(_count_members(inner, depth - 1) for inner in value)
    if (kind is int or kind is float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise BadJson("A number is beyond ±(2^53 - 1).")
    return 0


def _too_deep() -> NoReturn:
    raise BadJson("The document is nested too deeply.")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise BadJson(_DUPLICATE)


def _refuse_nul(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise BadJson(_NUL)
    elif isinstance(value, list):
        for inner in value:
            _refuse_nul(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_nul(name)
            _refuse_nul(inner)

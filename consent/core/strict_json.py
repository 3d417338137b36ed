"""JSON that has one spelling only: read strictly, and accepted only in its canonical form (RFC 8785)."""

import json
import re
from typing import Any

from consent.core.canonical import canonical

DEEPEST = 32
LONGEST_NUMBER = 17  # more digits than any integer that RFC 8785 can write

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}


class Unreadable(ValueError):
    """Bytes that are not JSON, or that nest too deeply."""


class NotCanonical(ValueError):
    """JSON that is not written in its canonical form, or that has none."""


def read_canonical(text: str) -> Any:
    """This function will read JSON that is byte for byte its own canonical form (RFC 8785).

    So a name that occurs twice, a blank, a number with a fraction and a needless escape are all refused. Raises
    ``Unreadable`` or ``NotCanonical``.
    """
    if _depth(text) > DEEPEST:
        raise Unreadable("nested too deeply")
    try:
        value = json.loads(text, parse_int=_integer, parse_constant=_refuse)
    except ValueError:
        raise Unreadable("not JSON") from None
    try:
        written = canonical(value)
    except (TypeError, ValueError):
        raise NotCanonical("no canonical form") from None
    if written != text.encode("utf-8", "surrogatepass"):
        raise NotCanonical("another spelling than the canonical one")
    return value


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= LONGEST_NUMBER else float(text)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in _STRING.sub("", text):
        depth += _BRACKETS.get(character, 0)
        deepest = max(deepest, depth)
    return deepest

"""JSON without the parts that let two readers see two things: duplicate keys, NaN, endless depth."""

import json
from typing import Any, Never

from services.sdk.errors import BadAnswer


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise BadAnswer("The answer names a key twice.")
    return result


def _no_constant(name: str) -> Never:
    raise BadAnswer("The answer holds a number that is none.")


def parse_object(body: bytes) -> dict[str, Any]:
    """This function will parse bytes as one JSON object (RFC 8259, with I-JSON's unique keys). Raises BadAnswer."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_object_of, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadAnswer("The answer is not JSON.") from None
    if not isinstance(value, dict):
        raise BadAnswer("The answer is not a JSON object.")
    return value

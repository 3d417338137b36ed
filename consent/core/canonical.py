"""Canonical JSON (RFC 8785) for the few value types that events and notices use."""

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1


def canonical(value: Any) -> bytes:
    """This function will return the RFC 8785 bytes of ``value``.

    Takes None, bool, int within ±(2^53-1), str without lone surrogates, lists and string-keyed dicts of these.
    Raises ``ValueError`` or ``TypeError`` for anything else; floats are refused since no event needs one.
    """
    return _text(value).encode("utf-8")


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_text(item) for item in value) + "]"
    if isinstance(value, Mapping):
        # RFC 8785 §3.2.3 sorts by UTF-16 code units, which differs from code points outside the basic plane.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_string(key)}:{_text(value[key])}" for key in keys) + "}"
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _string(value: str) -> str:
    value.encode("utf-8")  # raises UnicodeEncodeError, a ValueError, for a lone surrogate
    return encode_basestring(value)


def _integer(value: int) -> str:
    if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        raise ValueError("integer outside the range of RFC 8785")
    return str(int(value))


class Shape:
    """A fixed-shape encoder: the field names are sorted once, so that encoding an event is only string joining."""

    def __init__(self, *fields: str) -> None:
        if len(set(fields)) != len(fields):
            raise ValueError("a field is named twice")
        self.fields = tuple(sorted(fields, key=lambda key: key.encode("utf-16-be")))
        parts = (_string(name).replace("%", "%%") + ":%s" for name in self.fields)
        self._template = "{" + ",".join(parts) + "}"

    def encode(self, values: Mapping[str, Any]) -> bytes:
        """This function will return the RFC 8785 bytes of ``values``, whose keys must be exactly the shape's fields.

        Raises ``ValueError`` when a field is missing or unknown.
        """
        if len(values) != len(self.fields):
            raise ValueError("the fields are not those of the shape")
        try:
            ordered = [values[name] for name in self.fields]
        except KeyError as missing:
            raise ValueError(f"the field {missing} is missing") from None
        writer = _WRITERS.get
        # Encoding refuses a lone surrogate wherever it stands.
        return (self._template % tuple([writer(type(one), _text)(one) for one in ordered])).encode("utf-8")


# Verifying a log spells millions of events: the usual types are written without asking what they are one by one.
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: _integer,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
}

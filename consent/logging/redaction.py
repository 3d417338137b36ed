"""Masks Finnish national ids, phone numbers and rows quoted by the database in whatever is about to be logged."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

NATIONAL_ID = "[national id]"
PHONE = "[phone]"
ROW = "[withheld]"

_CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# Overlapping candidates, so that a digit glued to the front hides nothing: day, month, year, century sign, individual
# number, check character.
_CANDIDATE = re.compile(
    r"(?=((?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2})[-+A-FU-Y]([0-9]{3})([0-9A-Y]))", re.IGNORECASE | re.ASCII
)
_LENGTH = 11
_WORD = re.compile(r"[0-9A-Za-z]")
# International (+ or 00) and national (0…) spellings, and 358… without the plus; groups may be divided. A UUID is read
# first and left alone: some look like numbers.
_PHONE = re.compile(
    r"(?P<uuid>(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w))"
    r"|(?<![0-9A-Za-z])(?:\+|00)[ ]?[1-9](?:[ \-().]{0,2}[0-9]){6,14}(?![0-9])"
    r"|(?<![0-9A-Za-z])(?<![0-9]\.)0[1-9](?:[ \-]?[0-9]){6,10}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?<![0-9]\.)358(?:[ \-]?[0-9]){6,11}(?![0-9A-Za-z])",
    re.ASCII,
)
# PostgreSQL quotes rows and parameters after these words, over several lines; the next error of a chain may follow.
_QUOTED_ROW = re.compile(
    r"^(DETAIL|CONTEXT): .*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL | re.MULTILINE
)
# However many times a per cent sign was encoded, it becomes one at once.
_PER_CENT = re.compile(r"%(?:25)+")
_UNTOUCHED = {"request_id", "timestamp", "level", "logger"}


def redact(text: str) -> str:
    """This function will return ``text`` with every national id, phone number and quoted row replaced by a word.

    A national id is masked when it stands alone, right or mistyped, and wherever its check character is right, also
    glued to other text. Text that hides one by percent-encoding, once or often, comes back decoded and masked.
    Law: Data Protection Act 1050/2018 s. 29.
    """
    masked, decoded = _masked_text(text), _decoded(text)
    hidden = _masked_text(decoded)
    # The text itself is decoded, not what was masked of it: a mask may begin within an encoded character.
    return masked if hidden in (decoded, _decoded(masked)) else hidden


def _decoded(text: str) -> str:
    while "%" in text:
        before, text = text, unquote(_PER_CENT.sub("%", text))
        if text == before:
            break
    return text


def _masked_text(text: str) -> str:
    text = _QUOTED_ROW.sub(rf"\1: {ROW}", text)
    for start, end in reversed(_national_ids(text)):
        text = text[:start] + NATIONAL_ID + text[end:]
    return _PHONE.sub(lambda match: match[0] if match["uuid"] else PHONE, text)


def redact_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """This function will return the event with every name and value masked; other objects become masked text."""
    return {name: value if name in _UNTOUCHED else _masked(value) for name, value in _named(event)}


def _named(event: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(redact(str(name)), value) for name, value in event.items()]


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, int):
        masked = redact(str(value))
        return value if masked == str(value) else masked
    if isinstance(value, Mapping):
        return {name: _masked(inner) for name, inner in _named(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    return redact(value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else repr(value))


def _national_ids(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _CANDIDATE.finditer(text):
        start, end = match.start(), match.start() + _LENGTH
        if not (_stands_alone(text, start, end) or _is_checked(match[1] + match[2], match[3])):
            continue
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (_WORD.match(text[start - 1 : start]) or _WORD.match(text[end : end + 1]))


def _is_checked(digits: str, check: str) -> bool:
    return _CHECK_CHARACTERS[int(digits) % 31] == check.upper()

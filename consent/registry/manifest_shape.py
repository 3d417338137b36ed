"""Whether a manifest has the shape of the schema, and holds nothing that reads otherwise than it is."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend

from consent.clock import is_on_a_clock
from consent.core.canonical import MAX_SAFE_INTEGER
from consent.registry.prose import settled
from consent.registry.shape_errors import path_of, what_to_do

DEEPEST = 12
# Control and format characters, lone surrogates, fillers and selectors: what a reader does not see changes nothing.
UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
Errors = Iterator[ValidationError]


def shape_problems(manifest: Any) -> list[str]:
    """This function will return each way in which ``manifest`` breaks the schema, as "path: what to do"."""
    unreadable = list(_unreadable(manifest, ()))
    if any(fatal for fatal, _problem in unreadable):
        # What JSON cannot hold is not shown to the validator, which would stumble over it.
        return list(dict.fromkeys(problem for _fatal, problem in unreadable))
    problems = [_explained(error) for error in sorted(_validator().iter_errors(manifest), key=_position)]
    return list(dict.fromkeys([*problems, *(problem for _fatal, problem in unreadable)]))


@cache
def _validator() -> Any:
    schema_file = Path(settings.BASE_DIR) / "services" / "manifest.schema.json"
    schema = json.loads(schema_file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    # Lengths are those of the text as it is stored: a blank line is empty, and some letters grow in NFC.
    lengths = {"pattern": _pattern, "minLength": _min_length, "maxLength": _max_length}
    schema_class = extend(Draft202012Validator, lengths)  # type: ignore[no-untyped-call]
    return schema_class(schema, format_checker=_formats())


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Errors:
    # The "$" of Python would let a line break follow, and its "\d" any digit of the world.
    whole = f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern
    if isinstance(instance, str) and not re.search(whole, instance, flags=re.ASCII):
        yield ValidationError(f"does not match {pattern}")


def _min_length(_validator: Any, least: int, instance: Any, _schema: Any) -> Errors:
    if isinstance(instance, str) and len(settled(instance)) < least:
        yield ValidationError("too short")


def _max_length(_validator: Any, most: int, instance: Any, _schema: Any) -> Errors:
    if isinstance(instance, str) and max(len(instance), len(settled(instance))) > most:
        yield ValidationError("too long")


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("date-time", raises=ValueError)(_is_moment)
    return checker


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or is_on_a_clock(datetime.fromisoformat(value))


def _explained(error: ValidationError) -> str:
    closest = best_match(error.context or []) or error
    return f"{path_of(closest.absolute_path)}: {what_to_do(closest)}"


def _position(error: ValidationError) -> list[str]:
    return [f"{part:06}" if isinstance(part, int) else str(part) for part in error.absolute_path]


def _unreadable(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[bool, str]]:
    """Yields what no manifest may hold anywhere, and whether the validator must be spared it."""
    place = path_of(path)
    if len(path) > DEEPEST:
        yield True, f"{path_of(path[:3])}: nest less deeply"
    elif isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            yield True, f"{place}: every key is text"
        for key, item in value.items():
            yield from _unreadable(item, (*path, key if isinstance(key, str) else "?"))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unreadable(item, (*path, number))
    elif isinstance(value, str):
        if found := UNSTORABLE.search(value):
            yield False, f"{place}: remove the invisible character U+{ord(found.group(0)):04X}"
    elif isinstance(value, int):
        if abs(value) > MAX_SAFE_INTEGER:
            yield True, f"{place}: the number is too large"
    elif value is not None:
        yield True, f"{place}: write text, a whole number, a list or a group instead of a {type(value).__name__}"

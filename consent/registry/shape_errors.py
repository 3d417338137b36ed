"""Saying in plain words what a schema error asks for. Pure."""

from collections.abc import Iterable
from typing import Any

from jsonschema.exceptions import ValidationError

KINDS = {
    "object": "a group of named values",
    "array": "a list",
    "string": "text (in quotes if YAML takes it for something else)",
    "integer": "a whole number",
    "boolean": "true or false",
}
MORE_THAN_A_LINE = 60


def path_of(parts: Iterable[str | int]) -> str:
    """This function will write the place of an error as ``activities[0].notice.fi``, or ``manifest`` for the top."""
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{_key(part)}" if path else _key(part)
    return path or "manifest"


def _key(name: str) -> str:
    return name if name.isprintable() and len(name) <= MORE_THAN_A_LINE else _shown(name)


def what_to_do(error: ValidationError) -> str:
    """This function will say what corrects ``error``, in one sentence without the schema's own words."""
    wanted: Any = error.validator_value
    found: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "required":
            return f"add {_quoted(name for name in wanted if name not in found)}"
        case "additionalProperties":
            known = schema.get("properties", {})
            return f"remove {_quoted(name for name in found if name not in known)}; known here: {', '.join(known)}"
        case "type":
            return f"give {KINDS.get(str(wanted), str(wanted))} instead of {_shown(found)}"
        case "enum":
            return f"choose one of {', '.join(map(str, wanted))} instead of {_shown(found)}"
        case "format":
            return f"{_shown(found)} is no day and time of the calendar"
        case "pattern":
            meant = schema.get("description", f"a value that matches {wanted}")
            return f"{_shown(found)} does not fit: give {meant[:1].lower()}{meant[1:].rstrip('.')}"
        case "minLength" | "minItems" | "minProperties":
            return "fill it in, it is empty"
        case "maxLength":
            return f"shorten it to {wanted} characters, it has {len(found)}"
        case "minimum" | "maximum":
            return f"give at {'least' if error.validator == 'minimum' else 'most'} {wanted} instead of {_shown(found)}"
        case "uniqueItems":
            return "name each value once"
        case _:
            return f"{_shown(found)} does not fit the schema ({error.validator})"


def _quoted(names: Iterable[object]) -> str:
    return ", ".join(_shown(name) for name in names)


def _shown(value: object) -> str:
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= MORE_THAN_A_LINE else f"{text[:MORE_THAN_A_LINE]}…"

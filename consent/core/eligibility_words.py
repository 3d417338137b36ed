"""The inputs of rules in plain words, so that "why me" is answered with what was looked at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from consent.core.eligibility_shape import is_value

_YES_NO = {"fi": ("kyllä", "ei"), "sv": ("ja", "nej"), "en": ("yes", "no")}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def value_in_words(spec: Mapping[str, Any], value: Any, language: str) -> str:
    """This function will write a value of an input for people, in ``language`` (fi, sv or en).

    Nothing for a value that is missing or none of the input's type.
    """
    if not is_value(spec, value):
        return ""
    kind = spec["type"]
    if kind == "bool":
        return _YES_NO[language][0 if value else 1]
    if kind == "choice":
        return str(spec["choices"][value][language])
    if kind == "date":
        day = date.fromisoformat(value)
        english = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        return english if language == "en" else f"{day.day}.{day.month}.{day.year}"
    return str(value)

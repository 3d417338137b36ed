"""Moments as programs write them: RFC 3339, with the offset that makes them one moment and no other."""

import re
from datetime import datetime
from typing import Any

from rest_framework import serializers

from consent.clock import is_on_a_clock

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def moment_in(text: str) -> datetime | None:
    """This function will return the aware moment that ``text`` writes, None when it writes none (RFC 3339 §5.6).

    Nor does one with an offset that no clock on earth has: the database takes none beyond sixteen hours.
    """
    if not _RFC3339.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if is_on_a_clock(moment) else None


class MomentField(serializers.DateTimeField):
    """A moment in a body; a text without an offset is none."""

    default_error_messages = {"no_moment": "This is no moment like 2026-11-24T09:00:00Z."}

    def to_internal_value(self, value: Any) -> datetime:
        """This function will return an aware datetime; whatever else is refused."""
        moment = moment_in(value) if isinstance(value, str) else None
        if moment is None:
            self.fail("no_moment")
        return moment

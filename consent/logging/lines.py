"""Renders an event as exactly one line of text that no terminal, viewer or parser can be tricked by."""

import json
import re
from typing import Any

# Control characters (line breaks and terminal escapes among them), bidirectional and invisible marks, line and
# paragraph separators, byte order mark, surrogates, and the backslash, so that what is escaped reads unambiguously.
_TRICKS = re.compile(
    "[\\\\\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_LEADING = ("timestamp", "level", "event")


def escape(text: str) -> str:
    """This function will return ``text`` with every character that could break or disguise a line written out."""
    return _TRICKS.sub(_written_out, text)


def json_line(event: dict[str, Any]) -> str:
    """This function will return the event as one line of JSON in ASCII."""
    return json.dumps(event, ensure_ascii=True, default=repr).replace("\x7f", "\\u007f")


def plain_line(event: dict[str, Any]) -> str:
    """This function will return the event as one line for people: time, level, event, then names and values."""
    opening = " ".join(escape(str(event.get(name, "-"))) for name in _LEADING)
    rest = (f"{escape(name)}={_shown(value)}" for name, value in event.items() if name not in _LEADING)
    return " ".join([opening, *rest])


def _shown(value: Any) -> str:
    if isinstance(value, str):
        shown = escape(value)
        return json.dumps(shown, ensure_ascii=False).replace("\\\\", "\\") if re.search(r'[\s="]', shown) else shown
    return escape(json.dumps(value, ensure_ascii=False, default=repr)).replace("\\\\", "\\")


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] == "\\":
        return "\\\\"
    return {10: "\\n", 13: "\\r", 9: "\\t"}.get(code) or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")

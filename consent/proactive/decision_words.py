"""What a decision document says beside its own facts, in three languages: kept with each document as it was then.

How and until when to ask for a revised decision are told by the Local Government Act 410/2015 (s. 134, 138, 139), the
Administrative Procedure Act 434/2003 (ch. 7 a) and the Act on Electronic Services 13/2003 (s. 19).
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("decision_words.json")


def say(name: str, language: str, **values: object) -> str:
    """This function will say one sentence of the document in ``language``; raises ``LookupError`` for none."""
    said: str = _words()[name][language]
    return said.format(**values) if values else said


def why_not(reason: str, language: str) -> str:
    """This function will say why a service was not granted, empty where the rules and the answer say it all."""
    return str(_words()["why_not"].get(reason, {}).get(language, ""))


def heading(part: str, language: str) -> str:
    """This function will return the heading of a part of the document."""
    return str(_words()["headings"][part][language])


def appeal(language: str, **values: str) -> list[str]:
    """This function will return the instructions for asking for a revised decision, a paragraph each."""
    return [line.format(**values).strip() for line in _words()["appeal"][language]]


@cache
def _words() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return read

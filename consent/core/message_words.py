"""Words that a text message may not hold, from a data file beside this one: of health, and people's given names.

A telephone lies on tables and shows its messages to whoever looks (GDPR 5(1)(f), 9(1)). The lists are wide on purpose:
a refused text is written anew in a minute.
"""

import json
import re
from pathlib import Path
from typing import Any

_WORDS: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
_GREETED = re.compile(r"\b(?:Hei|Moi|Hyvä|Hej|Bästa|Kära|Hi|Hello|Dear)[ ,]+([A-ZÅÄÖÉ][\w'-]+)")
_ENDINGS = "(?:'?n|'?s|lle|lla|llä|lta|ltä|a|ä|ta|tä|ssa|ssä|sta|stä)?"  # Ainon, Ainolle, Aino's


def _health() -> re.Pattern[str]:
    """A stem begins a word, or with a star stands anywhere in it; one with an equals sign is the whole word."""
    branches = []
    for stem in sorted({stem for stems in _WORDS["health"].values() for stem in stems}):
        plain = re.escape(stem.lstrip("*="))
        before = r"[\w-]*" if stem.startswith("*") else ""
        branches.append(rf"\b{before}{plain}\b" if stem.startswith("=") else rf"\b{before}{plain}\w*")
    return re.compile("|".join(branches), re.IGNORECASE)


_HEALTH = _health()
_NAMED = re.compile(rf"\b(?:{'|'.join(map(re.escape, _WORDS['given_names']))}){_ENDINGS}\b")


def health_words(text: str) -> list[str]:
    """This function will return the words of ``text`` that speak of health, in any of the city's languages."""
    return [found[0] for found in _HEALTH.finditer(text)]


def names_in(text: str) -> list[str]:
    """This function will return what looks like a person's name in ``text``: a common given name, or who is greeted."""
    return [found[0] for found in _NAMED.finditer(text)] + [found[1] for found in _GREETED.finditer(text)]

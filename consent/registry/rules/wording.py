"""Words a notice must not use: pressure (guilt, urgency) and, in a consent's "if you say no", any loss."""

import re
from functools import cache
from pathlib import Path

import yaml

from consent.registry.rules.spelling import plain

WORDS_FILE = Path(__file__).parent.parent / "terms" / "wording.yaml"


def pressing_words(language: str, text: str) -> list[str]:
    """This function will return the words of guilt or urgency found in ``text``, as they stand there."""
    return _found("pressure", language, plain(text))


def loss_words(language: str, text: str) -> list[str]:
    """This function will return the words in ``text`` by which saying no would cost something (GDPR 7(4), rec. 42)."""
    return _found("loss", language, _pattern("no_loss", language).sub(" ", plain(text)))


def _found(group: str, language: str, text: str) -> list[str]:
    return list(dict.fromkeys(match.group(0) for match in _pattern(group, language).finditer(text)))


@cache
def _pattern(group: str, language: str) -> re.Pattern[str]:
    expressions = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))[group][language]
    return re.compile(rf"(?<!\w)(?:{'|'.join(expressions)})\w*", flags=re.IGNORECASE)

"""What the platform itself says by text message: from ``templates/messages/<name>/<language>.txt``.

A department's offer is its own text; what follows upon an answer is the city's, the same for all services.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from consent.clock import CITY_ZONE
from consent.core.message_rules import fill
from consent.core.vocabulary import LANGUAGES

FOLDER = Path("templates", "messages")
_AT = {"fi": "{:%-d.%-m.%Y} klo {:%-H.%M}", "sv": "{:%-d.%-m.%Y} kl. {:%-H.%M}", "en": "{:%-d.%-m.%Y} at {:%H:%M}"}


def message_names() -> list[str]:
    """This function will return the names of all messages that the platform can say."""
    return sorted(path.name for path in (settings.BASE_DIR / FOLDER).iterdir() if path.is_dir())


def template_of(name: str, language: str) -> str:
    """This function will return a message's text with its variables; raises ``LookupError`` when there is none."""
    return _template(name, language)


def message_text(name: str, language: str, **variables: str) -> str:
    """This function will say message ``name`` in ``language`` with ``variables`` of the closed list filled in.

    Raises ``LookupError`` for a message or language that is not there and ``ValueError`` for a value that is missing,
    too long, or that the linter would refuse (``consent.core.message_rules``).
    """
    return fill(_template(name, language), variables, city_host=city_host())


def city_host() -> str:
    """This function will return the host that links in messages may lead to: the portal's own."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def deadline_words(deadline: datetime, language: str) -> str:
    """This function will say until when one may answer, by the city's clocks, in at most twenty characters."""
    local = deadline.astimezone(CITY_ZONE)
    return _AT[language].format(local, local)


@cache
def _template(name: str, language: str) -> str:
    path = settings.BASE_DIR / FOLDER / name / f"{language}.txt"
    if language not in LANGUAGES or name not in message_names():
        raise LookupError(f"there is no message {name} in {language}")
    return path.read_text(encoding="utf-8").strip()

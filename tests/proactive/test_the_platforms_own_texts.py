"""What the platform says by text message passes its own linter, in three languages, with the longest values."""

import re
from datetime import UTC, datetime

import pytest

from consent.core.gsm7 import is_gsm7, segments
from consent.core.message_rules import LONGEST, problems_of
from consent.core.vocabulary import LANGUAGES
from consent.proactive.texts import city_host, deadline_words, message_names, message_text, template_of

NAMES = (
    "accepted", "conflict", "decided", "declined", "help", "late", "not_open", "other_guardian", "person_reads",
    "place_freed", "rate", "rated", "stopped", "waiting", "which_offer",
)  # fmt: skip
VARIABLE = re.compile(r"{(\w+)}")


def longest() -> dict[str, str]:
    """This function will return the longest value that each variable may have."""
    return {
        name: f"https://{city_host()}/".ljust(length, "x") if name == "url" else "Å" * length
        for name, length in LONGEST.items()
    }


def test_every_answer_gets_a_reply() -> None:
    assert tuple(message_names()) == NAMES


@pytest.mark.law("GDPR", "5(1)(f)", "Text messages of the platform name nobody and link only to the city")
@pytest.mark.parametrize("name", NAMES)
def test_a_text_passes_the_linter_in_every_language(name: str) -> None:
    texts = {language: template_of(name, language) for language in LANGUAGES}
    assert problems_of(texts, sender="16120", answerable=True, city_host=city_host()) == []
    assert len({frozenset(VARIABLE.findall(text)) for text in texts.values()}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_filled_text_is_two_parts_at_most(name: str, language: str) -> None:
    text = message_text(name, language, **longest())
    assert is_gsm7(text)
    assert segments(text) <= 2
    assert "{" not in text


@pytest.mark.parametrize(
    ("name", "language"), [("nothing", "fi"), ("help", "de"), ("../messages/help", "fi"), ("", "fi")]
)
def test_a_text_that_is_not_there_is_no_text(name: str, language: str) -> None:
    with pytest.raises(LookupError):
        message_text(name, language)


def test_a_value_that_is_missing_or_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="url"):
        message_text("help", "fi")
    with pytest.raises(ValueError, match="service"):
        message_text("accepted", "fi", **{**longest(), "service": "x" * 41})


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "31.12.2026 klo 16.00"), ("sv", "31.12.2026 kl. 16.00"), ("en", "31.12.2026 at 16:00")],
)
def test_a_deadline_is_told_by_the_citys_clocks(language: str, words: str) -> None:
    assert deadline_words(datetime(2026, 12, 31, 14, tzinfo=UTC), language) == words
    assert len(words) <= LONGEST["deadline"]

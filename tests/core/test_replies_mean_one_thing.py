"""A reply means one thing, however it is typed, and what is not in the grammar is never guessed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.replies import (
    ACCEPTING,
    CODE_ALPHABET,
    CODE_LENGTH,
    DECLINING,
    STOPPING,
    UNCLEAR,
    Meaning,
    read_reply,
)

WORDS = (*ACCEPTING, *DECLINING, *STOPPING)
CODES = st.text(CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
BLANKS = st.text(" \t\r\n\u00a0\u2009\u3000\u200b\ufeff", max_size=3)
# Characters near the grammar: its own letters and what Unicode, keyboards and telephones make of them.
TRICKY = st.text("aAbBäÄa\u0308eEiIıİjJnNoOsſSyYkKlLtTﬅﬆ12５①47Ｋ ＡⒶⒷ.!\"'”…\u0307\u200b?,АВ", max_size=9)


def accept(code: str | None = None) -> Meaning:
    """This function will return what an A means."""
    return Meaning("answer", choice="A", code=code)


def decline(code: str | None = None) -> Meaning:
    """This function will return what a B means."""
    return Meaning("answer", choice="B", code=code)


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "a",
        " A ",
        "a.",
        "A!",
        '"A"',
        "”A”.",
        "Kyllä",
        "KYLLÄ",
        "kylla\u0308",
        "ja",
        "JA!",
        "Yes",
        "yes\n",
        "Ａ",
        "Ⓐ",
    ],
)
def test_a_family_accepts(text: str) -> None:
    assert read_reply(text) == accept()


@pytest.mark.parametrize("text", ["B", "b", "Ei", "EI.", "nej", "NEJ", "no", "No!", "Ｂ", "e i", "\tb\u00a0"])
def test_a_family_declines(text: str) -> None:
    assert read_reply(text) == decline()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("A 4K7P", accept("4K7P")),
        ("4K7P A", accept("4K7P")),
        ("a4k7p", accept("4K7P")),
        ("4k7pb", decline("4K7P")),
        ("kyllä 0417", accept("0417")),
        ("04 17 ei", decline("0417")),
        ("NNNN no", decline("NNNN")),
        ("no NNNN", decline("NNNN")),
        ("stop 4K7P", Meaning("stop", code="4K7P")),
    ],
)
def test_a_code_tells_which_offer_is_answered(text: str, meaning: Meaning) -> None:
    assert read_reply(text) == meaning


@pytest.mark.law("Act 917/2014", "200", "STOP ends the messages in any of the three languages, and declines nothing")
@pytest.mark.parametrize("text", ["STOP", "stop", "Stop.", "LOPETA", "Sluta!", " s t o p "])
def test_stop_is_stop_and_never_an_answer(text: str) -> None:
    assert read_reply(text) == Meaning("stop")


@pytest.mark.parametrize(("text", "rating"), [("1", 1), ("5", 5), (" 3 ", 3), ("4.", 4), ("５", 5)])
def test_a_family_rates(text: str, rating: int) -> None:
    assert read_reply(text) == Meaning("rating", rating=rating)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Kyllä kiitos", "kylla", "ok", "joo", "A tai B", "A B", "AB", "A A", "A/B", "A?", "A...", "A…", "ei A",
        "ei kyllä", "en halua", "A 4K7P B", "4K7P A 4K7P", "A 4K7P 3J9R", "4K7P", "A4K7", "A 4A7P", "6", "0", "12",
        "5 4", "STOP A", "älä lopeta", "yes no", "👍", "А", "В", "C", "A\x00", "A" * 200, "(A)", "-A", "A,",
    ],
)  # fmt: skip
def test_nothing_else_is_guessed(text: str) -> None:
    """Among them a Cyrillic A and B, which only look alike, and an A that is a question."""
    assert read_reply(text) == UNCLEAR


@given(st.one_of(st.text(), TRICKY))
def test_any_text_at_all_means_exactly_one_thing(text: str) -> None:
    meaning = read_reply(text)
    assert (meaning.choice is not None) == (meaning.kind == "answer")
    assert (meaning.rating is not None) == (meaning.kind == "rating")
    assert meaning.code is None or meaning.kind in ("answer", "stop")


@given(st.one_of(st.text(max_size=30), TRICKY))
def test_case_blanks_and_ways_of_writing_change_nothing(text: str) -> None:
    meaning = read_reply(text)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert read_reply(unicodedata.normalize(form, text)) == meaning
    assert read_reply(text.upper()) == read_reply(text.lower()) == read_reply(text.casefold()) == meaning
    assert read_reply(text.swapcase()) == meaning
    assert read_reply(" ".join(text)) == read_reply(f"\n {text}\u3000") == read_reply("".join(text.split())) == meaning


@given(st.sampled_from(WORDS), CODES, st.booleans(), st.lists(BLANKS, min_size=12, max_size=12), st.randoms())
def test_every_word_with_any_code_is_read_back(word, code, code_first, blanks, random) -> None:
    spoken = (code + word) if code_first else (word + code)
    typed = "".join(random.choice((char.upper(), char)) + random.choice(blanks) for char in spoken)
    meaning = read_reply(typed)
    assert meaning.code == code
    assert meaning.choice == ("A" if word in ACCEPTING else "B" if word in DECLINING else None)


@given(CODES)
def test_a_code_alone_is_no_answer(code: str) -> None:
    assert read_reply(code) == UNCLEAR

"""What a text message means that answers an offer: one closed grammar, and nothing else is guessed.

A reply is one word of the lists below. An offer's code may stand before or after it. Letter case, blanks and the
several ways in which Unicode writes a character make no difference (NFKC); marks of quotation around it and a full stop
or an exclamation mark after it say nothing. All the rest, "Kyllä kiitos" included, is unclear: a person is asked.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

ACCEPTING = ("a", "kyllä", "ja", "yes")
DECLINING = ("b", "ei", "nej", "no")
STOPPING = ("stop", "lopeta", "sluta")
CODE_LENGTH = 4
# What new codes are made of: no vowel, so that no word hides in a code, and nothing that is taken for something else.
CODE_ALPHABET = "23456789CDFGHJKLMNPQRTVWX"

_CODE = rf"[0-9cdfghj-np-tv-xz]{{{CODE_LENGTH}}}"
_WORD = "|".join((*ACCEPTING, *DECLINING, *STOPPING))
_QUOTES = "[\"'”“„’‘»«]?"
_REPLY = re.compile(
    rf"{_QUOTES}(?:(?P<before>{_CODE})?(?P<word>{_WORD})(?P<after>{_CODE})?|(?P<rating>[1-5])){_QUOTES}[.!]?{_QUOTES}"
)
_LONGEST = 64  # no reply of the grammar comes near; what is longer is not even normalised

Kind = Literal["answer", "stop", "rating", "unclear"]
Letter = Literal["A", "B"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply says. ``choice`` is there for an answer and ``rating`` for a rating; ``code`` is in capitals."""

    kind: Kind
    choice: Letter | None = None
    code: str | None = None
    rating: int | None = None


UNCLEAR = Meaning("unclear")


def read_reply(text: str) -> Meaning:
    """This function will say what ``text`` means; any text at all means exactly one thing.

    STOP ends messages and declines nothing (Electronic Communications Services Act 917/2014 s. 200): it has no choice.
    Two codes around one word contradict each other or repeat themselves, and are unclear either way.
    """
    found = _REPLY.fullmatch(_folded(text))
    if found is None or (found["before"] and found["after"]):
        return UNCLEAR
    if found["rating"]:
        return Meaning("rating", rating=int(found["rating"]))
    code = (found["before"] or found["after"] or "").upper() or None
    if found["word"] in STOPPING:
        return Meaning("stop", code=code)
    return Meaning("answer", choice="A" if found["word"] in ACCEPTING else "B", code=code)


def _folded(text: str) -> str:
    """The text with nothing left of it that says nothing: blanks, invisible characters, case, ways of writing."""
    seen = _visible(text)
    if len(seen) > _LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", seen)
    # Upwards first: a letter without a small form of its own (the dotless i of a Turkish keyboard) then folds as well.
    return _visible(unicodedata.normalize("NFKC", plain.upper().casefold()))


def _visible(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")

"""Seeing through spelling: what two texts look like to a reader, whatever code points they are made of."""

import re
import unicodedata
from collections.abc import Iterator

LETTERS = re.compile(r"[^\W\d_]+")
# Signs that stand in words of any script: a unit, ordinals, the apostrophe of a transliteration.
OF_NO_SCRIPT = {"MICRO", "FEMININE", "MASCULINE", "MODIFIER"}
LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһԛԝαβεικνορτυχ", "abekmhopctyxijsdhqwabeiknoptux")


def plain(text: str) -> str:
    """This function will return ``text`` in NFKC without the format characters that nobody sees."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def same_to_a_reader(one: str, other: str) -> bool:
    """This function will say whether two names differ in nothing but case, signs between words and look-alikes."""
    return _bare(one) == _bare(other)


def mixed_words(text: str) -> list[str]:
    """This function will return the words of ``text`` that mix letters of several scripts, such as Latin and Greek."""
    return list(dict.fromkeys(word for word in LETTERS.findall(text) if len(set(_scripts(word))) > 1))


def _bare(text: str) -> str:
    return "".join(sign for sign in plain(plain(text).casefold()).translate(LOOKALIKES) if sign.isalnum())


def _scripts(word: str) -> Iterator[str]:
    for letter in word:
        script = unicodedata.name(letter, "UNNAMED").partition(" ")[0]
        if script not in OF_NO_SCRIPT:
            yield script

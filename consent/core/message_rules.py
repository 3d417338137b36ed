"""What a text message to a family may hold: the linter of templates, and the only way to fill one in."""

import re
from collections.abc import Collection, Iterator, Mapping

from consent.core.gsm7 import foreign_to_gsm7, segments
from consent.core.message_links import strange_links
from consent.core.message_words import health_words, names_in
from consent.core.vocabulary import LANGUAGES

MOST_SEGMENTS = 2
MOST_CHARACTERS = 1000  # what is longer is not even looked at
# The closed list of variables and the most characters each may be filled with. None of them is about a person.
LONGEST = {"code": 4, "deadline": 20, "service": 40, "place": 40, "url": 60}

_BRACED = re.compile(r"{([^{}]*)}")
_NATIONAL_ID = re.compile(r"(?<![0-9])[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y](?![0-9A-Z])", re.IGNORECASE)
_FASTENED_URL = re.compile(r"\S{url}|{url}[^\s.,]|{url}[.,]\S")
_BUILT_LINK = re.compile(r"://\S*{|{\w+}[.@/:]\w")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT_CODE = re.compile(r"[0-9]{3,6}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 .&-]{1,11}")


def problems_of(
    texts: Mapping[str, str], *, sender: str, answerable: bool, city_host: str, answers: Collection[str] = ()
) -> list[str]:
    """This function will say everything that is wrong with a message's ``texts`` (by language), and how to mend it.

    An empty list means that it may be sent. ``answerable``: families are asked to answer it, with one of ``answers``,
    which each text must then name, beside the offer's code. No names, no national id (Data Protection Act s. 29), no
    health (GDPR 9), the city's own links only, the short alphabet and at most two parts with the longest values; and a
    sender that can be answered (Traficom 28 L/2025).
    """
    found = list(_of_sender(sender, answerable=answerable))
    for language in LANGUAGES:
        text = texts.get(language, "")
        if not text.strip():
            found.append(f"{language}: the text is missing")
            continue
        found += [f"{language}: {problem}" for problem in _of_text(text, city_host)]
        if answerable and answers:
            found += [f"{language}: {problem}" for problem in _of_answers(text, answers)]
    found += [f"{language}: not a language of the city" for language in texts if language not in LANGUAGES]
    return found


def fill(text: str, values: Mapping[str, str], *, city_host: str) -> str:
    """This function will put ``values`` into a checked ``text``.

    Raises ``ValueError`` for a variable that is not of the closed list, has no value or a longer one than was counted
    on, and for a value that brings in what the linter keeps out.
    """

    def value(braced: re.Match[str]) -> str:
        name = braced[1]
        if name not in LONGEST or name not in values:
            raise ValueError(f"the message has no value for {{{name}}}")
        wrong = list(_of_value(name, values[name], city_host))
        if wrong:
            raise ValueError(f"the value of {{{name}}} {wrong[0]}")
        return values[name]

    return _BRACED.sub(value, text)


def is_answerable_sender(sender: str) -> bool:
    """This function will tell whether ``sender`` is a number or short code; a telephone cannot answer a name."""
    return bool(_NUMBER.fullmatch(sender) or _SHORT_CODE.fullmatch(sender))


def _of_sender(sender: str, *, answerable: bool) -> Iterator[str]:
    if is_answerable_sender(sender):
        return
    if not _NAME.fullmatch(sender):
        yield "the sender is neither a number, nor a short code, nor a name of at most 11 letters"
    elif answerable:
        yield "a named sender cannot be answered: send it from a number or a short code"


def _of_text(text: str, city_host: str) -> Iterator[str]:
    if len(text) > MOST_CHARACTERS:
        yield f"{len(text)} characters; at most {MOST_SEGMENTS} parts of 153 may be sent"
        return
    yield from _of_variables(text)
    yield from _of_alphabet(text)
    longest = _longest(text, city_host)
    if segments(longest) > MOST_SEGMENTS:
        yield f"{len(longest)} characters with the longest values; at most {MOST_SEGMENTS} parts of 153 may be sent"
    yield from (f"names somebody: {name}" for name in names_in(_BRACED.sub(" ", text)))
    if _NATIONAL_ID.search(text):
        yield "holds a national id"
    yield from (f"speaks of health: {word}" for word in health_words(_BRACED.sub(" ", text)))
    yield from (f"links elsewhere than to https://{city_host}: {link}" for link in strange_links(longest, city_host))
    if _FASTENED_URL.search(text) or _BUILT_LINK.search(text):
        yield "builds a link around a variable: {url} stands alone, and no other variable is part of a link"


def _of_variables(text: str) -> Iterator[str]:
    for name in _BRACED.findall(text):
        if name not in LONGEST:
            yield f"{{{name}}} is not a variable: use {', '.join(f'{{{known}}}' for known in LONGEST)}"
    if set(_BRACED.sub("", text)) & set("{}"):
        yield "has a brace that belongs to no variable"


def _of_alphabet(text: str) -> Iterator[str]:
    foreign = foreign_to_gsm7(text)
    if foreign:
        yield f"has characters that not every telephone shows: {' '.join(map(_shown, foreign))}"
    if set(text) & set("\r\f"):
        yield "has a control character"


def _of_answers(text: str, answers: Collection[str]) -> Iterator[str]:
    for answer in answers:
        if not re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text):
            yield f"does not say what to answer: {answer} is missing"
    if "{code}" not in text:
        yield "does not tell the offer's {code}: a family with two offers could not say which one it answers"


def _of_value(name: str, value: str, city_host: str) -> Iterator[str]:
    if not value.strip() or len(value) > LONGEST[name]:
        yield f"is empty or longer than {LONGEST[name]} characters"
    if foreign_to_gsm7(value) or set(value) & set("\r\n\f{}[]\\^~|€"):
        yield "has a character that would make the message longer or is not shown by every telephone"
    if _NATIONAL_ID.search(value):
        yield "holds a national id"
    if health_words(value):
        yield "speaks of health"
    if strange_links(value, city_host) or (name == "url" and not value.startswith("https://")):
        yield "links elsewhere than to the city"


def _longest(text: str, city_host: str) -> str:
    def widest(braced: re.Match[str]) -> str:
        name = braced[1]
        if name == "url":
            return f"https://{city_host}/".ljust(LONGEST[name], "x")
        return "0" * LONGEST.get(name, 0)

    return _BRACED.sub(widest, text)


def _shown(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"

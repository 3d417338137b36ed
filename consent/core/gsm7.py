"""How long a text message is: the alphabet of GSM 03.38 (3GPP TS 23.038 section 6.2.1), and UCS-2 for all the rest."""

from collections.abc import Callable

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # each is sent as an escape and a character
ALONE_7, PART_7 = 160, 153  # septets of a message that is alone, and of one part of several
ALONE_16, PART_16 = 70, 67  # UTF-16 units


def is_gsm7(text: str) -> bool:
    """This function will tell whether every telephone can be sent ``text`` in the short alphabet."""
    return all(character in BASIC or character in EXTENSION for character in text)


def foreign_to_gsm7(text: str) -> str:
    """This function will return the characters of ``text`` that the short alphabet lacks, each once, as they come."""
    return "".join(dict.fromkeys(char for char in text if char not in BASIC and char not in EXTENSION))


def segments(text: str) -> int:
    """This function will count the parts that ``text`` is sent in, and paid for; an empty one is a message too.

    An escaped character and a surrogate pair are never cut in two, as 3GPP TS 23.040 section 9.2.3.24.1 demands.
    """
    if is_gsm7(text):
        return _parts(text, _septets, ALONE_7, PART_7)
    return _parts(text, _units, ALONE_16, PART_16)


def _septets(character: str) -> int:
    return 2 if character in EXTENSION else 1


def _units(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _parts(text: str, size: Callable[[str], int], alone: int, part: int) -> int:
    sizes = [size(character) for character in text]
    if sum(sizes) <= alone:
        return 1
    parts, used = 1, 0
    for one in sizes:
        if used + one > part:
            parts, used = parts + 1, 0
        used += one
    return parts

"""One spelling for one text, so that re-wrapping a manifest's lines does not make a new notice. Pure."""

import re
import unicodedata

EMPTY_LINE = re.compile(r"\n\s*\n")


def settled(text: str) -> str:
    """This function will return ``text`` in NFC with single spaces, its paragraphs separated by one empty line."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in EMPTY_LINE.split(unicodedata.normalize("NFC", text)))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

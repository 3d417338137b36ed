"""The city's decision on an offer as a page shows it: the very document that was recorded, in a language it has."""

from dataclasses import dataclass
from uuid import UUID

from consent.proactive.decision_queries import decision
from consent.proactive.decision_words import heading

PARTS = ("decision", "reasons", "basis", "appeal")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the document and what stands below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class DecisionPage:
    """The document. ``language`` is what it is written in: that of the page where it has one."""

    title: str
    authority: str
    language: str
    parts: tuple[Part, ...]
    marks: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return "<DecisionPage>"


def decision_page(offer: UUID, language: str) -> DecisionPage | None:
    """This function will return the document of the newest decision; None where there is none, or it was erased.

    Administrative Procedure Act 434/2003 s. 44, 45 and 47.
    """
    found = decision(offer)
    if found is None:
        return None
    text = found.parts(language)
    known = language if language in found.languages else found.languages[0]
    return DecisionPage(
        title=text["title"],
        authority=text["authority"],
        language=known,
        parts=tuple(Part(heading(part, known), tuple(text[part])) for part in PARTS),
        marks=((heading("decided", known), text["day"]), (heading("number", known), found.said["number"])),
    )

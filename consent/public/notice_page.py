"""A published notice as its page shows it, from the very document whose hash people agree to."""

from dataclasses import dataclass
from datetime import datetime

from consent.registry.notice_words import Fact, Text, facts, running_text
from consent.registry.queries import NoticeView


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the page shows: ``parts`` are running text, ``facts`` pairs of a heading and a short text."""

    activity: str
    title: str
    summary: str
    department: str
    version: int
    hash: str
    published_at: datetime
    parts: tuple[tuple[Text, str], ...]
    facts: tuple[Fact, ...]


def notice_page(notice: NoticeView, language: str) -> NoticePage:
    """This function will return ``notice`` in ``language``, with nothing added that was not published."""
    texts = notice.text(language)
    return NoticePage(
        activity=notice.activity,
        title=texts["title"],
        summary=texts["summary"],
        department=notice.document["department"]["name"][language],
        version=notice.version,
        hash=notice.hash.hex(),
        published_at=notice.published_at,
        parts=tuple(running_text(notice.document, language)),
        facts=tuple(facts(notice.document, language)),
    )

"""The collection as the pages and the recommendation see it. Nothing here is about a person."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from services.library.models import DemoCard, Work

_FILE = Path(__file__).parent / "data" / "works.csv"


@dataclass(frozen=True, slots=True)
class Book:
    """A work of the collection."""

    code: str
    title: str
    author: str
    year: int
    language: str
    audience: str
    genre: str
    subjects: tuple[str, ...]


def books() -> tuple[Book, ...]:
    """This function will return the whole collection in the order of its codes."""
    return tuple(book_of(work) for work in Work.objects.order_by("code"))


def book_of(work: Work) -> Book:
    """This function will return a row of the collection as a plain value."""
    return Book(
        code=work.code,
        title=work.title,
        author=work.author,
        year=work.year,
        language=work.language,
        audience=work.audience,
        genre=work.genre,
        subjects=tuple(work.subjects),
    )


def demo_cards() -> tuple[tuple[str, str], ...]:
    """This function will return persona and card number of the demo cast; nothing outside a demo."""
    return tuple(DemoCard.objects.order_by("persona").values_list("persona", "card_number"))


def load_collection() -> int:
    """This function will add the works of the library's list that are not there yet, and return how many."""
    known = set(Work.objects.values_list("code", flat=True))
    new = [work for work in _listed() if work.code not in known]
    Work.objects.bulk_create(new)
    return len(new)


def _listed() -> list[Work]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return [
            Work(
                code=slugify(f"{row['author']} {row['title']} {row['language']}")[:120],
                title=row["title"],
                author=row["author"],
                year=int(row["year"]),
                language=row["language"],
                audience=row["audience"],
                genre=row["genre"],
                subjects=row["subjects"].split(","),
            )
            for row in csv.DictReader(lines, delimiter="|")
        ]

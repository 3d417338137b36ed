"""What to read next, from the customer's own loans and nothing else.

Other customers' loans would make a better guess ("those who borrowed this also borrowed"), and are not used: nobody
agreed to that. The same history and collection always give the same list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Literal, TypeVar

from services.library.catalogue import Book

HALF_LIFE_DAYS = 180
MOST_BY_ONE_AUTHOR = 2
_WEIGHTS = {"author": 1.5, "subject": 1.0, "genre": 0.5}
K = TypeVar("K")
Trait = tuple[str, str]
Loans = Sequence[tuple[Book, date]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A book not yet borrowed, and why: the same author as, or the subjects shared with, a book that was."""

    book: Book
    score: float
    because: Book
    by: Literal["author", "subjects"]
    shared: tuple[str, ...]


def recommend(loans: Loans, collection: Sequence[Book], today: date, limit: int = 6) -> list[Suggestion]:
    """This function will return up to limit suggestions, best first, for loans given as book and day of borrowing.

    A recent loan counts more than an old one (half as much after half a year), a rare trait more than a common one.
    Books of an audience or language the customer never borrowed are left out, and so is everything borrowed before.
    """
    if not loans:
        return []
    rarity = _rarity(collection)
    taste = _taste(loans, today)
    tongues = _shares((book.language, _weight(day, today)) for book, day in loans)
    borrowed = {book.code for book, _ in loans}
    audiences = {book.audience for book, _ in loans}
    scored = [
        (sum(taste[trait] * rarity[trait] for trait in _traits(book)) * (0.5 + tongues[book.language]), book)
        for book in collection
        if book.code not in borrowed and book.audience in audiences and book.language in tongues
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].code))
    chosen: list[Suggestion] = []
    by_author: Counter[str] = Counter()
    for score, book in scored:
        because = _because(book, loans, today, rarity)
        if because is None or by_author[book.author] >= MOST_BY_ONE_AUTHOR:
            continue
        by_author[book.author] += 1
        chosen.append(Suggestion(book, score, *because))
        if len(chosen) == limit:
            break
    return chosen


def _traits(book: Book) -> list[Trait]:
    return [("author", book.author), ("genre", book.genre), *(("subject", subject) for subject in book.subjects)]


def _rarity(collection: Sequence[Book]) -> dict[Trait, float]:
    """This function will weigh each trait by how few books of the collection have it (inverse document frequency)."""
    counts = Counter(trait for book in collection for trait in _traits(book))
    weighed = {trait: _WEIGHTS[trait[0]] * log(1 + len(collection) / count) for trait, count in counts.items()}
    return defaultdict(float, weighed)


def _weight(day: date, today: date) -> float:
    return float(0.5 ** (max((today - day).days, 0) / HALF_LIFE_DAYS))


def _taste(loans: Loans, today: date) -> dict[Trait, float]:
    return _shares((trait, _weight(day, today)) for book, day in loans for trait in _traits(book))


def _shares(weighed: Iterable[tuple[K, float]]) -> dict[K, float]:
    sums: dict[K, float] = defaultdict(float)
    for key, weight in weighed:
        sums[key] += weight
    total = sum(sums.values())
    return defaultdict(float, {key: weight / total for key, weight in sums.items()})


def _because(
    book: Book, loans: Loans, today: date, rarity: dict[Trait, float]
) -> tuple[Book, Literal["author", "subjects"], tuple[str, ...]] | None:
    """This function will name the loan that speaks most for a book, or None when none shares author or subject."""
    same_author = [(day, past.code, past) for past, day in loans if past.author == book.author]
    if same_author:
        return max(same_author)[2], "author", ()
    best: tuple[float, str, Book, tuple[str, ...]] | None = None
    for past, day in loans:
        shared = sorted(set(past.subjects) & set(book.subjects), key=lambda name: (-rarity["subject", name], name))
        score = sum(rarity["subject", name] for name in shared) * (0.5 + _weight(day, today))
        if shared and (best is None or (score, past.code) > best[:2]):
            best = (score, past.code, past, tuple(shared[:2]))
    return (best[2], "subjects", best[3]) if best else None

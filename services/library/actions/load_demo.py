"""Builds the demo city's library customers from the extract: who has a card, and what they have borrowed."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from services.kit.apps import Tick
from services.kit.extract import Extract, Person
from services.library.cards import LENGTH, PREFIX, complete
from services.library.catalogue import Book, books, load_collection
from services.library.models import DemoCard
from services.library.records import NewPatron, enrol_patrons
from services.sdk import clock

LOAN_DAYS = 28
DAYS_BACK = 360
READERS_IN_TEN = 7
YOUNGEST = 4
_BATCH = 500


@transaction.atomic
def load_demo(*, extract: Extract, tick: Tick) -> int:
    """This function will give seven of ten residents a card and a history drawn by seed; the cast always gets one.

    Returns how many rows it added: none the second time. tick is called with the number of people done.
    """
    today = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    added = load_collection()
    shelves = _shelves(books())
    taken: set[str] = set()
    waiting: list[NewPatron] = []
    for number, person in enumerate(extract.people, start=1):
        draw = Random(f"{extract.seed}/library/{person.national_id}")  # noqa: S311 (a demo city is drawn by seed)
        card = _card_number(person, taken)
        age = person.age(today)
        if person.persona or (age >= YOUNGEST and draw.randrange(10) < READERS_IN_TEN):
            waiting.append(_patron(person, age, card, shelves, draw, today))
            added += _remember_cast(person, card)
        if number % _BATCH == 0 or number == len(extract.people):
            added += enrol_patrons(waiting)
            waiting.clear()
            tick(_BATCH if number % _BATCH == 0 else number % _BATCH)
    return added


def _card_number(person: Person, taken: set[str]) -> str:
    # By the person alone, so that another seed gives a known person the card they already carry.
    draw = Random(f"card/{person.national_id}")  # noqa: S311 (demo cards open nothing)
    while True:
        digits = PREFIX + "".join(str(draw.randrange(10)) for _ in range(LENGTH - len(PREFIX) - 1))
        if (card := complete(digits)) not in taken:
            taken.add(card)
            return card


def _remember_cast(person: Person, card: str) -> int:
    if not person.persona:
        return 0
    _, new = DemoCard.objects.update_or_create(persona=person.persona, defaults={"card_number": card})
    return int(new)


def _shelves(collection: Sequence[Book]) -> dict[str, list[Book]]:
    shelves: dict[str, list[Book]] = {"children": [], "youth": [], "adult": []}
    for book in collection:
        shelves[book.audience].append(book)
    return shelves


def _patron(
    person: Person, age: int, card: str, shelves: dict[str, list[Book]], draw: Random, today: date
) -> NewPatron:
    shelf = (
        shelves["children"] if age < 12 else shelves["youth"] + shelves["children"] if age < 16 else shelves["adult"]
    )
    wanted = draw.randint(10, 16) if person.persona else min(1 + int(draw.expovariate(1 / 8)), 30)
    chosen = _choose(shelf, person.language, wanted + draw.randrange(3), draw)
    loans = tuple(_loan(book, number, draw, today) for number, book in enumerate(chosen[:wanted]))
    reservations = tuple(
        (book.code, today - timedelta(days=draw.randint(1, 40)), draw.random() < 0.4) for book in chosen[wanted:]
    )
    return NewPatron(person.national_id, f"{person.given_name} {person.family_name}", card, loans, reservations)


def _choose(shelf: list[Book], language: str, wanted: int, draw: Random) -> list[Book]:
    """This function will pick distinct books the way a person with two or three favourite subjects does."""
    favourites = set(draw.sample(sorted({subject for book in shelf for subject in book.subjects}), 3))
    pool = list(shelf)
    chosen: list[Book] = []
    while pool and len(chosen) < wanted:
        weights = [
            (1 + 4 * len(favourites & set(book.subjects))) * (6 if book.language == language else 1) for book in pool
        ]
        (book,) = draw.choices(pool, weights)
        pool.remove(book)
        chosen.append(book)
    return chosen


def _loan(book: Book, number: int, draw: Random, today: date) -> tuple[str, date, date, date | None]:
    if number < 2 and draw.random() < 0.7:
        borrowed = today - timedelta(days=draw.randint(0, LOAN_DAYS + 5))
        return book.code, borrowed, borrowed + timedelta(days=LOAN_DAYS), None
    borrowed = today - timedelta(days=draw.randint(LOAN_DAYS + 10, DAYS_BACK))
    returned = borrowed + timedelta(days=draw.randint(2, LOAN_DAYS + 8))
    return book.code, borrowed, borrowed + timedelta(days=LOAN_DAYS), returned

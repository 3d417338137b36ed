"""Recommendations come from the reader's own loans, say why, and never repeat what was borrowed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.library.catalogue import Book, _listed, book_of
from services.library.recommend import MOST_BY_ONE_AUTHOR, recommend
from services.library.subjects import GENRES, SUBJECTS

TODAY = date(2026, 11, 24)
COLLECTION = tuple(book_of(work) for work in _listed())
BY_TITLE = {book.title: book for book in COLLECTION}


def borrowed(*titles: str, days_ago: int = 20) -> list[tuple[Book, date]]:
    """This function will return loans of these titles."""
    return [(BY_TITLE[title], TODAY - timedelta(days=days_ago)) for title in titles]


def test_who_reads_crime_is_recommended_crime() -> None:
    tips = recommend(borrowed("Roseanna", "Mördare utan ansikte", "Män som hatar kvinnor"), COLLECTION, TODAY)
    assert len(tips) == 6
    assert all("crime" in tip.book.subjects for tip in tips)


def test_the_same_author_is_the_first_reason() -> None:
    tips = recommend(borrowed("Roseanna"), COLLECTION, TODAY)
    assert tips[0].book.title == "Den skrattande polisen"
    assert (tips[0].by, tips[0].because.title) == ("author", "Roseanna")


def test_shared_subjects_are_named_with_the_book_that_has_them() -> None:
    tips = recommend(borrowed("Cosmos", "Sapiens"), COLLECTION, TODAY)
    for tip in tips:
        assert tip.by == "subjects"
        assert tip.shared
        assert set(tip.shared) <= set(tip.book.subjects) & set(tip.because.subjects)
        assert tip.because.title in {"Cosmos", "Sapiens"}


def test_children_are_recommended_childrens_books() -> None:
    tips = recommend(borrowed("Koiramäen talossa", "Tatu ja Patu Helsingissä"), COLLECTION, TODAY)
    assert tips
    assert {tip.book.audience for tip in tips} == {"children"}
    assert {tip.book.language for tip in tips} == {"fi"}


def test_what_was_borrowed_lately_counts_more() -> None:
    old_and_new = borrowed("Dune", "Foundation", days_ago=360) + borrowed("SPQR", "Wolf Hall", days_ago=3)
    tips = recommend(old_and_new, COLLECTION, TODAY)
    assert {"history", "historical fiction"} & set(tips[0].book.subjects)
    new_and_old = borrowed("Dune", "Foundation", days_ago=3) + borrowed("SPQR", "Wolf Hall", days_ago=360)
    assert "science fiction" in recommend(new_and_old, COLLECTION, TODAY)[0].book.subjects


def test_nothing_borrowed_nothing_recommended() -> None:
    assert recommend([], COLLECTION, TODAY) == []


def test_everything_borrowed_nothing_left() -> None:
    assert recommend([(book, TODAY) for book in COLLECTION], COLLECTION, TODAY) == []


loans = st.lists(
    st.tuples(st.sampled_from(COLLECTION), st.dates(TODAY - timedelta(days=800), TODAY + timedelta(days=2))),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(loans, st.integers(1, 12), st.randoms(use_true_random=False))
def test_any_history_gives_a_sound_and_repeatable_list(history, limit, shuffled) -> None:
    tips = recommend(history, COLLECTION, TODAY, limit)
    codes = [tip.book.code for tip in tips]
    assert len(codes) <= limit
    assert len(set(codes)) == len(codes)
    assert not set(codes) & {book.code for book, _ in history}
    assert [tip.score for tip in tips] == sorted((tip.score for tip in tips), reverse=True)
    authors = [tip.book.author for tip in tips]
    assert all(authors.count(author) <= MOST_BY_ONE_AUTHOR for author in authors)
    assert all(tip.because in {book for book, _ in history} for tip in tips)
    again = list(COLLECTION)
    shuffled.shuffle(again)
    assert [tip.book.code for tip in recommend(history, tuple(again), TODAY, limit)] == codes


def test_the_collection_is_sound() -> None:
    assert len(COLLECTION) > 300
    assert len({book.code for book in COLLECTION}) == len(COLLECTION)
    assert {book.language for book in COLLECTION} == {"fi", "sv", "en"}
    assert {book.audience for book in COLLECTION} == {"adult", "youth", "children"}
    assert all(1500 < book.year <= TODAY.year for book in COLLECTION)
    assert all(book.subjects and len(set(book.subjects)) == len(book.subjects) for book in COLLECTION)


def test_every_subject_and_genre_can_be_said_in_each_language() -> None:
    assert {subject for book in COLLECTION for subject in book.subjects} == set(SUBJECTS)
    assert {book.genre for book in COLLECTION} == set(GENRES)


@pytest.mark.parametrize("words", [SUBJECTS, GENRES])
def test_the_words_are_looked_up_by_themselves(words: dict[str, object]) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert {key: str(value) for key, value in words.items()} == {key: key for key in words}

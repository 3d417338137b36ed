"""A national id is read strictly, found blindly and kept sealed."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from consent.core.errors import Invalid
from consent.demo.city.national_ids import SEPARATORS, artificial_national_id
from consent.people.national_id import HOW_IT_LOOKS, blind_index, normalise, seal, unseal
from tests.people.people import AN_ID


@st.composite
def artificial_ids(draw: st.DrawFn) -> str:
    """This function will draw any artificial national id."""
    birth_date = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    separator = draw(st.sampled_from(SEPARATORS[birth_date.year // 100]))
    return artificial_national_id(birth_date, draw(st.integers(900, 999)), separator)


@given(artificial_ids(), st.text(" \t", max_size=3), st.text(" ", max_size=3), st.booleans())
def test_every_spelling_of_an_id_is_one_person(national_id: str, before: str, after: str, lower: bool) -> None:
    spelled = before.replace("\t", " ") + (national_id.lower() if lower else national_id) + after
    assert normalise(spelled) == national_id
    assert blind_index(normalise(spelled)) == blind_index(national_id)


@given(artificial_ids(), artificial_ids())
def test_two_people_never_share_an_index(one: str, other: str) -> None:
    assert (blind_index(one) == blind_index(other)) == (one == other)


@given(st.text(max_size=40))
def test_any_text_is_an_id_or_refused_without_being_repeated(text: str) -> None:
    try:
        national_id = normalise(text)
    except Invalid as refusal:
        national_id, problems = "", refusal.problems
    else:
        problems = []
    assert problems == [HOW_IT_LOOKS] or (national_id.isascii() and len(national_id) == 11)


@given(artificial_ids(), st.integers(0, 10), st.characters())
def test_one_changed_character_is_another_person_or_nobody(national_id: str, place: int, character: str) -> None:
    changed = national_id[:place] + character + national_id[place + 1 :]
    try:
        assert (normalise(changed) == national_id) == (changed.upper() == national_id)
    except Invalid:
        assert changed != national_id


@pytest.mark.parametrize(
    "spelling",
    [
        AN_ID.translate({ord(digit): 0x0660 + int(digit) for digit in "0123456789"}),  # Arabic-Indic digits
        AN_ID.translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"}),  # full-width digits
        AN_ID + "\n",
        AN_ID + "\x00",
        AN_ID + "\ud800",
        " " * 40 + AN_ID,
        AN_ID[:6] + AN_ID[7:],
        "",
        AN_ID + "\u202e",
        "310290Y950" + "0",  # the thirty-first of February
    ],
)
def test_look_alikes_are_refused(spelling: str) -> None:
    with pytest.raises(Invalid):
        normalise(spelling)


@pytest.mark.parametrize("thing", [None, 10190, b"010190Y950A", ["010190Y950A"]])
def test_a_thing_that_is_no_text_is_refused(thing: object) -> None:
    with pytest.raises(Invalid):
        normalise(thing)


def test_a_sealed_id_opens_in_its_own_row_only() -> None:
    subject = uuid4()
    sealed = seal(subject, AN_ID)
    assert unseal(subject, sealed) == AN_ID
    assert AN_ID.encode() not in sealed
    with pytest.raises(InvalidTag):
        unseal(uuid4(), sealed)


def test_the_same_id_is_never_sealed_to_the_same_bytes() -> None:
    subject = UUID(int=1)
    assert seal(subject, AN_ID) != seal(subject, AN_ID)


def test_an_index_cannot_be_computed_without_the_key(settings: Settings) -> None:
    before = blind_index(AN_ID)
    settings.ROOT_KEY = bytes(range(32))
    assert blind_index(AN_ID) != before

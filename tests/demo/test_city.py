"""The made-up city could be a real one, and is the same each time."""

import json
import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fi import hetu

from consent.demo.city.districts import DISTRICTS
from consent.demo.city.extract import extract_bytes
from consent.demo.city.generator import make_city
from consent.demo.city.person import City
from consent.people.ages import age_on

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def city() -> City:
    """The city that a demo makes when nobody asks for another."""
    return make_city(1, 2_000, TODAY)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 300), st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_every_child_of_every_city_has_a_guardian_of_age_in_it(seed: int, residents: int, as_of: date) -> None:
    city = make_city(seed, residents, as_of)
    by_id = {person.national_id: person for person in city.people}
    assert len(by_id) == len(city.people) == residents
    for person in city.people:
        age = age_on(person.birth_date, as_of)
        assert 0 <= age < 100
        assert bool(person.guardians) == (age < 18)
        assert len(set(person.guardians)) == len(person.guardians) <= 2
        for guardian in person.guardians:
            between = age_on(by_id[guardian].birth_date, person.birth_date)
            assert 18 <= between <= 52
        assert (
            any(by_id[guardian].street_address == person.street_address for guardian in person.guardians) or age >= 18
        )


def test_national_ids_are_artificial_and_fit_the_person(city: City) -> None:
    for person in city.people:
        assert hetu.is_valid(person.national_id, allow_temporary=True)
        assert 900 <= int(person.national_id[7:10]) <= 999
        assert person.national_id[6] in ("YXWVU" if person.birth_date.year < 2000 else "BCDEF")
        assert person.national_id[:6] == f"{person.birth_date:%d%m%y}"


def test_ages_are_those_of_a_city(city: City) -> None:
    ages = [age_on(person.birth_date, TODAY) for person in city.people]
    shares = {
        "children": sum(age < 18 for age in ages) / len(ages),
        "young": sum(18 <= age < 35 for age in ages) / len(ages),
        "old": sum(age >= 65 for age in ages) / len(ages),
    }
    assert 0.14 < shares["children"] < 0.24
    assert 0.20 < shares["young"] < 0.36
    assert 0.10 < shares["old"] < 0.22
    assert {0, 3, 6, 12, 17} <= set(ages)


def test_households_have_one_guardian_or_two_and_two_may_live_apart(city: City) -> None:
    by_id = {person.national_id: person for person in city.people}
    counts = Counter(len(child.guardians) for child in city.children)
    assert set(counts) == {1, 2}
    assert counts[2] > counts[1]
    apart = [
        child for child in city.children if len({by_id[guardian].street_address for guardian in child.guardians}) == 2
    ]
    assert 10 < len(apart) < len(city.children) / 2


def test_languages_are_those_of_helsinki(city: City) -> None:
    shares = {language: count / 2_000 for language, count in Counter(one.language for one in city.people).items()}
    assert shares["fi"] == pytest.approx(0.78, abs=0.05)
    assert shares["sv"] == pytest.approx(0.06, abs=0.025)
    assert shares["en"] == pytest.approx(0.16, abs=0.05)


def test_people_live_all_over_the_city_at_addresses_that_do_not_exist(city: City) -> None:
    codes = {district.name: district.postal_code for district in DISTRICTS}
    assert len({person.district for person in city.people}) == len(DISTRICTS) == len(set(codes.values()))
    for person in city.people:
        assert person.postal_code == codes[person.district]
        assert re.fullmatch(r"00\d\d0", person.postal_code)
        assert int(re.findall(r"\d+", person.street_address)[0]) >= 400


def test_phones_are_made_up_and_nobody_shares_one(city: City) -> None:
    phones = [person.phone for person in city.people if person.phone]
    assert all(re.fullmatch(r"\+35840000\d{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert {bool(one.phone) for one in city.people if age_on(one.birth_date, TODAY) < 10} == {False}


def test_the_cast_is_in_every_city_and_means_the_same(city: City) -> None:
    for made in (city, make_city(99, 20, date(2028, 2, 29))):
        cast = {person.persona: person for person in made.people if person.persona}
        assert set(cast) == {"aino", "saara", "eino", "mikko"}
        aino, saara, eino, mikko = (cast[name] for name in ("aino", "saara", "eino", "mikko"))
        assert age_on(eino.birth_date, made.as_of) == 5
        assert set(eino.guardians) == {aino.national_id, saara.national_id}
        assert (aino.given_name, aino.family_name) == ("Aino", "Virtanen")
        assert eino.street_address == aino.street_address != saara.street_address
        his = [person for person in made.people if mikko.national_id in person.guardians]
        assert his != []
        assert eino not in his
        names = Counter((person.given_name, person.family_name) for person in made.people)
        assert {names[one.given_name, one.family_name] for one in cast.values()} == {1}


def test_the_same_seed_makes_the_same_city_to_the_last_byte(city: City) -> None:
    again = make_city(1, 2_000, TODAY)
    assert extract_bytes(again, again.people) == extract_bytes(city, city.people)


def test_another_seed_or_size_makes_other_people(city: City) -> None:
    mine = {person.national_id for person in city.people}
    for other in (make_city(2, 2_000, TODAY), make_city(1, 1_999, TODAY)):
        assert len(mine & {person.national_id for person in other.people}) < 20


def test_the_extract_says_what_the_departments_were_promised(city: City) -> None:
    extract = json.loads(extract_bytes(city, city.people))
    assert (extract["version"], extract["seed"], len(extract["people"])) == (1, 1, 2_000)
    for person in extract["people"]:
        assert set(person) == {
            "national_id",
            "given_name",
            "family_name",
            "birth_date",
            "language",
            "district",
            "street_address",
            "postal_code",
            "phone",
            "guardians",
            "persona",
            "non_disclosure",
        }


def test_one_child_of_guardians_who_live_apart_has_a_secret_home(city: City) -> None:
    by_id = {person.national_id: person for person in city.people}
    (child,) = [person for person in city.people if person.non_disclosure]
    assert child.persona is None
    assert len({by_id[guardian].street_address for guardian in child.guardians}) == 2
    extract = json.loads(extract_bytes(city, city.people))
    assert [one["national_id"] for one in extract["people"] if one["non_disclosure"]] == [child.national_id]


@pytest.mark.parametrize("residents", [-1, 0, 19, 1_000_001])
def test_a_size_that_is_no_city_is_refused(residents: int) -> None:
    with pytest.raises(ValueError, match="between"):
        make_city(1, residents, TODAY)

"""Makes the whole city out of a seed, a size and a day; pure: no clock, no database, no chance of its own."""

from dataclasses import replace
from datetime import date
from random import Random

from consent.demo.city.cast import CAST_NAMES, make_cast
from consent.demo.city.households import household_kind
from consent.demo.city.people_maker import PeopleMaker
from consent.demo.city.person import City, Person

SMALLEST = 20
LARGEST = 1_000_000


def make_city(seed: int, residents: int, as_of: date) -> City:
    """This function will make a city of exactly ``residents`` people as they are on ``as_of``.

    The same three arguments give the same city to the last letter, on every machine. A city of another size is
    another city, and not a part of a bigger one. Raises ``ValueError`` below 20 and above a million residents.
    """
    if not SMALLEST <= residents <= LARGEST:
        raise ValueError(f"a city has between {SMALLEST} and {LARGEST} residents")
    maker = PeopleMaker(Random(f"mydata-city/{seed}/{residents}"), as_of, CAST_NAMES)
    people: list[Person] = make_cast(maker)
    while len(people) < residents:
        household = household_kind(maker.rng)(maker)
        # Guardians come first in a household: the last one may lose children, never their guardians.
        people += household[: residents - len(people)]
    return City(seed=seed, as_of=as_of, people=tuple(_with_a_secret_home(people)))


def _with_a_secret_home(people: list[Person]) -> list[Person]:
    """Gives one child a secret home: the first of the crowd whose guardians live apart, where there is one."""
    home = {person.national_id: person.street_address for person in people}
    for place, person in enumerate(people):
        apart = len({home[guardian] for guardian in person.guardians}) == 2
        if apart and (person.given_name, person.family_name) not in CAST_NAMES:
            return [*people[:place], replace(person, non_disclosure=True), *people[place + 1 :]]
    return people

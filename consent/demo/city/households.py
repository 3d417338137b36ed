"""Makes households: people who live together, and children who have their guardians."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from consent.demo.city.ages import OLDEST_ADULT, adult_age, children_ages, parents_ages, partner_age
from consent.demo.city.districts import Address, draw_address
from consent.demo.city.names import Sex, draw_tongue, family_name
from consent.demo.city.people_maker import PeopleMaker
from consent.demo.city.person import Person
from consent.people.ages import FULL_AGE

# Finnish about 78 %, Swedish 6 %; those who speak another language at home are served in English.
LANGUAGES, LANGUAGE_WEIGHTS = ("fi", "sv", "en"), (78, 6, 16)


@dataclass(frozen=True, slots=True)
class Home:
    """What the people of a home share: a language to be served in, a tongue and an address."""

    language: str
    tongue: str
    address: Address

    def elsewhere(self, address: Address) -> "Home":
        """This function will return a home of the same language at another address."""
        return replace(self, address=address)


def single(maker: PeopleMaker) -> list[Person]:
    """This function will make an adult who lives alone."""
    return [_adult(maker, adult_age(maker.rng), maker.sex(), _home(maker))]


def flatmates(maker: PeopleMaker) -> list[Person]:
    """This function will make two or three young adults who share a flat and nothing else."""
    rng, flat = maker.rng, draw_address(maker.rng)
    count = rng.choice((2, 2, 3))
    return [_adult(maker, rng.randint(19, 29), maker.sex(), _home(maker).elsewhere(flat)) for _ in range(count)]


def couple(maker: PeopleMaker) -> list[Person]:
    """This function will make two adults of about the same age without children at home."""
    home, age = _home(maker), adult_age(maker.rng)
    partner = min(max(partner_age(maker.rng, age), FULL_AGE + 1), OLDEST_ADULT)
    return _pair(maker, (age, partner), (home, home))


def two_guardian_family(maker: PeopleMaker) -> list[Person]:
    """This function will make children who live with both their guardians."""
    home, ages = _home(maker), children_ages(maker.rng)
    guardians = _pair(maker, parents_ages(maker.rng, ages), (home, home))
    return [*guardians, *_children(maker, ages, home, guardians)]


def separated_family(maker: PeopleMaker) -> list[Person]:
    """This function will make children who live with one guardian while the other lives elsewhere in the city."""
    home, ages = _home(maker), children_ages(maker.rng)
    guardians = _pair(maker, parents_ages(maker.rng, ages), (home, home.elsewhere(draw_address(maker.rng))))
    return [*guardians, *_children(maker, ages, home, guardians)]


def one_guardian_family(maker: PeopleMaker) -> list[Person]:
    """This function will make children whose only guardian they live with."""
    home, ages = _home(maker), children_ages(maker.rng)
    guardian = _adult(maker, parents_ages(maker.rng, ages)[0], maker.sex(), home)
    return [guardian, *_children(maker, ages, home, [guardian])]


HouseholdKind = Callable[[PeopleMaker], list[Person]]
_KINDS: tuple[HouseholdKind, ...] = (
    single,
    couple,
    flatmates,
    two_guardian_family,
    one_guardian_family,
    separated_family,
)
_KIND_WEIGHTS = (47, 26, 4, 14, 5, 4)


def household_kind(rng: Random) -> HouseholdKind:
    """This function will draw what kind the next household is."""
    return rng.choices(_KINDS, weights=_KIND_WEIGHTS)[0]


def _home(maker: PeopleMaker) -> Home:
    language = maker.rng.choices(LANGUAGES, weights=LANGUAGE_WEIGHTS)[0]
    return Home(language, draw_tongue(maker.rng, language), draw_address(maker.rng))


def _adult(maker: PeopleMaker, age: int, sex: Sex, home: Home, surname: str | None = None) -> Person:
    return maker.make(
        born=maker.born(age),
        sex=sex,
        family_name=surname or family_name(maker.rng, home.tongue),
        address=home.address,
        language=home.language,
        tongue=home.tongue,
    )


def _pair(maker: PeopleMaker, ages: tuple[int, int], homes: tuple[Home, Home]) -> list[Person]:
    """Two adults who are or were a pair; most pairs share a family name."""
    sexes: tuple[Sex, Sex] = maker.rng.choices((("f", "m"), ("f", "f"), ("m", "m")), weights=(94, 3, 3))[0]
    first = _adult(maker, ages[0], sexes[0], homes[0])
    shared = first.family_name if maker.rng.random() < 0.6 else None
    return [first, _adult(maker, ages[1], sexes[1], homes[1], shared)]


def _children(maker: PeopleMaker, ages: Sequence[int], home: Home, guardians: Sequence[Person]) -> list[Person]:
    surname = maker.rng.choice(guardians).family_name
    in_custody = tuple(guardian.national_id for guardian in guardians)
    return [
        maker.make(
            born=maker.born(age),
            sex=maker.sex(),
            family_name=surname,
            address=home.address,
            language=home.language,
            tongue=home.tongue,
            guardians=in_custody if age < FULL_AGE else (),
        )
        for age in ages
    ]

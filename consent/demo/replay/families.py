"""Families with a child who begins pre-primary education next August; pure, and the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from consent.demo.city.districts import DISTRICTS, draw_address
from consent.demo.city.households import LANGUAGE_WEIGHTS, LANGUAGES
from consent.demo.city.names import draw_tongue, family_name
from consent.demo.city.people_maker import PeopleMaker
from consent.demo.city.person import Person
from consent.demo.replay.rates import Rates

BEGINS_AT = 6  # the year in which a child turns six (Basic Education Act 628/1998 s. 26 a)
_FOREIGN = "+4670174{:04d}"  # numbers that Sweden's regulator keeps for fiction


@dataclass(frozen=True, slots=True)
class Household:
    """One family: its guardians and the children of this round, one or twins."""

    family: int
    guardians: tuple[Person, ...]
    children: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Where pre-primary education is given: one for each district, with so many places."""

    code: str
    name: str
    places: int


def birth_year(as_of: date) -> int:
    """This function will return the year in which the children of the round that is offered on ``as_of`` were born."""
    return as_of.year + 1 - BEGINS_AT


def make_families(seed: int, count: int, as_of: date, rates: Rates) -> list[Household]:
    """This function will make ``count`` families by seed: one guardian or two, twins, and telephones as they are."""
    maker = PeopleMaker(Random(f"mydata-replay/{seed}/{count}"), as_of)
    families: list[Household] = []
    for number in range(count):
        draw = Random(f"mydata-replay/{seed}/{count}/{number}")
        household = _household(maker, number, draw, rates)
        if families and draw.random() < rates.shared_number:
            phone = families[-1].guardians[0].phone
            household = replace(household, guardians=(replace(household.guardians[0], phone=phone),))
            children = tuple(
                replace(child, guardians=(household.guardians[0].national_id,)) for child in household.children
            )
            household = replace(household, children=children)
        families.append(household)
    return families


def make_units(families: Sequence[Household]) -> list[Unit]:
    """This function will make a unit a district, every fifth with too few places and the others with some to spare."""
    children: dict[str, int] = dict.fromkeys((district.name for district in DISTRICTS), 0)
    for household in families:
        for child in household.children:
            children[child.district] += 1
    units = []
    for number, (district, wanted) in enumerate(sorted(children.items())):
        places = max(0, wanted - 1 - wanted // 25) if number % 5 == 0 else wanted + 3
        units.append(Unit(f"unit-{number}", f"Päiväkoti {district}"[:40], places))
    return units


def unit_of(child: Person, units: Sequence[Unit]) -> Unit:
    """This function will return the unit of a child's district."""
    return next(unit for unit in units if unit.name == f"Päiväkoti {child.district}"[:40])


def _household(maker: PeopleMaker, number: int, draw: Random, rates: Rates) -> Household:
    language = draw.choices(LANGUAGES, weights=LANGUAGE_WEIGHTS)[0]
    tongue, home = draw_tongue(draw, language), draw_address(draw)
    surname = family_name(draw, tongue)
    two = draw.random() < rates.two_guardians
    guardians = tuple(
        _with_phone(
            maker.make(
                born=maker.born(draw.randint(27, 47)),
                sex="f" if (draw.random() < 0.5) == (place == 0) else "m",
                family_name=surname,
                address=home,
                language=language,
                tongue=tongue,
            ),
            number * 2 + place,
            draw,
            rates,
        )
        for place in range(1 + two)
    )
    year = birth_year(maker.as_of) + (draw.random() < rates.not_eligible)
    born = date(year, 1, 1) + timedelta(days=draw.randrange(364))
    secret = draw.random() < rates.secret_home
    children = tuple(
        replace(
            maker.make(
                born=born,
                sex=draw.choice(("f", "m")),
                family_name=surname,
                address=home,
                language=language,
                tongue=tongue,
                guardians=tuple(guardian.national_id for guardian in guardians),
            ),
            non_disclosure=secret,
        )
        for _ in range(1 + (draw.random() < rates.twins))
    )
    return Household(number, guardians, children)


def _with_phone(person: Person, number: int, draw: Random, rates: Rates) -> Person:
    drawn = draw.random()
    if drawn < rates.no_number:
        return replace(person, phone="", phone_since=None)
    if drawn < rates.no_number + rates.foreign_number:
        return replace(person, phone=_FOREIGN.format(number % 10_000))
    return person

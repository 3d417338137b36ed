"""The cast among the residents: Aino and her son Eino, Saara who is his other guardian, and Mikko with his family."""

from datetime import date, timedelta

from consent.demo.city.districts import draw_address
from consent.demo.city.people_maker import PeopleMaker
from consent.demo.city.person import Person
from consent.people.ages import birthday

CAST_NAMES = frozenset(
    {("Aino", "Virtanen"), ("Eino", "Virtanen"), ("Saara", "Lehtonen"), ("Mikko", "Salmi"), ("Kerttu", "Salmi")}
)


def make_cast(maker: PeopleMaker) -> list[Person]:
    """This function will make the cast's residents, always the same people in the same order."""
    return [*_aino_saara_and_eino(maker), *_mikko_and_family(maker)]


def _aino_saara_and_eino(maker: PeopleMaker) -> list[Person]:
    home, elsewhere = draw_address(maker.rng, "Kallio"), draw_address(maker.rng, "Lauttasaari")
    aino = maker.make(
        born=maker.born(36),
        sex="f",
        given="Aino",
        family_name="Virtanen",
        address=home,
        persona="aino",
    )
    saara = maker.make(
        born=maker.born(38),
        sex="f",
        given="Saara",
        family_name="Lehtonen",
        address=elsewhere,
        persona="saara",
    )
    eino = maker.make(
        born=_five_for_long(maker.as_of),
        sex="m",
        given="Eino",
        family_name="Virtanen",
        address=home,
        guardians=(aino.national_id, saara.national_id),
        persona="eino",
    )
    return [aino, saara, eino]


def _five_for_long(as_of: date) -> date:
    # He turned five a hundred days ago: the demo says "Eino (5)" for months to come.
    return birthday(as_of, -5) - timedelta(days=100)


def _mikko_and_family(maker: PeopleMaker) -> list[Person]:
    home = draw_address(maker.rng, "Malmi")
    mikko = maker.make(
        born=maker.born(41),
        sex="m",
        given="Mikko",
        family_name="Salmi",
        address=home,
        persona="mikko",
    )
    partner = maker.make(born=maker.born(39), sex="f", family_name="Salmi", address=home)
    daughter = maker.make(
        born=maker.born(8),
        sex="f",
        given="Kerttu",
        family_name="Salmi",
        address=home,
        guardians=(mikko.national_id, partner.national_id),
    )
    return [mikko, partner, daughter]

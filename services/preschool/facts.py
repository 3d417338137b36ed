"""What is known of a child, as plain values. Of a protected child the place is never among them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Home:
    """Where the child lives."""

    district: str = ""
    postal_code: str = ""
    street_address: str = ""
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """One guardian and how to reach them; a guardian without a telephone has an empty number."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Guardians:
    """The child's guardians."""

    people: tuple[Contact, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The unit where the child has a place and from when; empty when there is none yet."""

    unit: str = ""
    unit_name: str = ""
    district: str = ""
    starts_on: date | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class AllergyFact:
    """A food the child must not eat."""

    food: str
    severe: bool


@dataclass(frozen=True, slots=True)
class NewChild:
    """A child to enrol; ``units`` are the units that would suit, best first, or none when no place is given yet."""

    reference: str
    national_id: str = field(repr=False)
    birth_date: date = field(repr=False)
    home: Home = field(repr=False)
    guardians: tuple[Contact, ...] = field(default=(), repr=False)
    allergies: tuple[AllergyFact, ...] = field(default=(), repr=False)
    protected: bool = False
    units: tuple[str, ...] = ()

"""What the generator says of one person, and of the whole city."""

from dataclasses import dataclass
from datetime import date

from consent.people.ages import age_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One made-up resident. ``guardians`` are the national ids of those who hold custody, for a child only.

    ``non_disclosure`` says that the home is secret (turvakielto, Act 661/2009 s. 36).
    """

    national_id: str
    given_name: str
    family_name: str
    birth_date: date
    language: str
    district: str
    street_address: str
    postal_code: str
    phone: str = ""
    phone_since: date | None = None
    guardians: tuple[str, ...] = ()
    persona: str | None = None
    non_disclosure: bool = False


@dataclass(frozen=True, slots=True)
class City:
    """A whole made-up city: the same seed, size and day make the same city to the last letter."""

    seed: int
    as_of: date
    people: tuple[Person, ...]

    @property
    def children(self) -> tuple[Person, ...]:
        """Those who were under eighteen on the day the city was made."""
        return tuple(person for person in self.people if age_on(person.birth_date, self.as_of) < 18)

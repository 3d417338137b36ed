"""Makes single people: name, date of birth, national id and phone, all drawn by the city's seed."""

from datetime import date, timedelta
from random import Random

from consent.demo.city.districts import Address
from consent.demo.city.names import Sex, given_name
from consent.demo.city.national_ids import NationalIds
from consent.demo.city.person import Person
from consent.people.ages import age_on, birthday

PHONE_AGE = 10
# Numbers that anyone sees are made up.
PHONE_BLOCK = "+35840000"
# One number in so many is a new one, which is not written to yet.
ONE_IN_CHANGED, CHANGED_LATELY = 97, timedelta(days=5)


class PeopleMaker:
    """Draws people. The names of the cast are kept free, so that nobody takes a stranger for Aino."""

    def __init__(self, rng: Random, as_of: date, reserved_names: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.rng = rng
        self.as_of = as_of
        self._ids = NationalIds(rng)
        self._reserved = reserved_names
        self._phones = 0

    def make(
        self,
        *,
        born: date,
        sex: Sex,
        family_name: str,
        address: Address,
        language: str = "fi",
        tongue: str = "fi",
        given: str | None = None,
        guardians: tuple[str, ...] = (),
        persona: str | None = None,
    ) -> Person:
        """This function will make one person; ``given`` fixes the given name, otherwise it is drawn by ``tongue``."""
        has_phone = age_on(born, self.as_of) >= PHONE_AGE
        return Person(
            national_id=self._ids.draw(born, sex),
            given_name=given or self._given_name(tongue, sex, born.year, family_name),
            family_name=family_name,
            birth_date=born,
            language=language,
            district=address.district,
            street_address=address.street_address,
            postal_code=address.postal_code,
            phone=self._phone() if has_phone else "",
            phone_since=self._phone_since(settled=persona is not None) if has_phone else None,
            guardians=guardians,
            persona=persona,
        )

    def born(self, age: int) -> date:
        """This function will draw a date of birth of somebody who is ``age`` (whole years) on the city's day."""
        latest = birthday(self.as_of, -age)
        while True:
            drawn = latest - timedelta(days=self.rng.randrange(366))
            if age_on(drawn, self.as_of) == age:
                return drawn

    def sex(self) -> Sex:
        """This function will draw a sex."""
        return "f" if self.rng.random() < 0.52 else "m"

    def _given_name(self, tongue: str, sex: Sex, birth_year: int, family_name: str) -> str:
        while True:
            drawn = given_name(self.rng, tongue, sex, birth_year)
            if (drawn, family_name) not in self._reserved:
                return drawn

    def _phone(self) -> str:
        self._phones += 1
        return f"{PHONE_BLOCK}{self._phones - 1:04d}"

    def _phone_since(self, *, settled: bool) -> date:
        # Not drawn, so that everything else of a city stays as its seed makes it.
        if not settled and self._phones % ONE_IN_CHANGED == 0:
            return self.as_of - CHANGED_LATELY
        return self.as_of - timedelta(days=400 + self._phones * 53 % 3_000)

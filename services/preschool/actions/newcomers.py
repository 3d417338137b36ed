"""Children who are in early education's register and not in the city's: a family that has only just moved here."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from services.kit.extract import Person

NEWCOMER, PROTECTED = "newcomer", "protected"
_MARKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_NUMBERS = range(999, 899, -1)  # artificial: no person has an individual number from 900 on


def newcomers(residents: Iterable[Person], as_of: date) -> Iterator[Person]:
    """This function will make up a newcomer and a newcomer under a non-disclosure order, both five years old.

    The permission register has never heard of them: their ids lead it to placeholders.
    """
    known = {person.national_id for person in residents}
    for who, days, home in (
        (NEWCOMER, 150, {"district": "Vuosaari", "street_address": "Vuotie 512 B 14", "postal_code": "00980"}),
        (PROTECTED, 90, {"non_disclosure": True}),
    ):
        born = date(as_of.year - 5, as_of.month, 1) - timedelta(days=days)
        yield Person(
            national_id=_artificial_id(born, known),
            given_name="",
            family_name="",
            birth_date=born,
            language="en",
            persona=who,
            **home,
        )


def _artificial_id(born: date, known: set[str]) -> str:
    for number in _NUMBERS:
        made = f"{born:%d%m%y}A{number}{_MARKS[int(f'{born:%d%m%y}{number}') % 31]}"
        if made not in known:
            return made
    raise ValueError("no artificial id is left for that day")

"""Artificial national ids: well formed, with valid check characters, and never anybody's."""

from datetime import date
from random import Random

from consent.demo.city.names import Sex

# The individual numbers 900–999 are never given to a person in the register.
LOWEST, HIGHEST = 900, 999
# The separators that came into use in 2023, by century; they make room for five people where there was one.
SEPARATORS = {19: "YXWVU", 20: "BCDEF"}
_CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def artificial_national_id(birth_date: date, individual: int, separator: str) -> str:
    """This function will write the national id of ``individual`` (900–999) born on ``birth_date``.

    Raises ``ValueError`` for a number that a real person could have and for a separator of another century.
    """
    if not LOWEST <= individual <= HIGHEST:
        raise ValueError("only the individual numbers 900–999 are artificial")
    if len(separator) != 1 or separator not in SEPARATORS.get(birth_date.year // 100, ""):
        raise ValueError("the separator is not one of the birth year's century")
    check = _CHECK_CHARACTERS[int(f"{birth_date:%d%m%y}{individual}") % 31]
    return f"{birth_date:%d%m%y}{separator}{individual}{check}"


class NationalIds:
    """Draws national ids, each at most once. Even numbers are women's and odd ones men's, as the register had it."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def draw(self, birth_date: date, sex: Sex) -> str:
        """This function will draw an unused id; raises ``ValueError`` when the day's 250 ids of a sex are used up."""
        numbers = range(LOWEST + (sex == "m"), HIGHEST + 1, 2)
        separators = SEPARATORS[birth_date.year // 100]
        for _ in range(20):
            drawn = artificial_national_id(birth_date, self._rng.choice(numbers), self._rng.choice(separators))
            if drawn not in self._taken:
                self._taken.add(drawn)
                return drawn
        for separator in separators:
            for number in numbers:
                left = artificial_national_id(birth_date, number, separator)
                if left not in self._taken:
                    self._taken.add(left)
                    return left
        raise ValueError("no artificial national id is left for this day")

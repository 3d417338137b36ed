"""Ages as they are in a big city: many young adults, parents in their thirties, siblings a few years apart."""

from collections.abc import Sequence
from random import Random

YOUNGEST_PARENT, OLDEST_PARENT = 20, 45  # at a child's birth
OLDEST_ADULT = 97
_BANDS = ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 74), (75, 84), (85, OLDEST_ADULT))
_BAND_WEIGHTS = (14, 26, 16, 13, 12, 11, 6, 2)


def adult_age(rng: Random) -> int:
    """This function will draw the age of an adult who does not live with children."""
    return rng.randint(*rng.choices(_BANDS, weights=_BAND_WEIGHTS)[0])


def partner_age(rng: Random, age: int) -> int:
    """This function will draw the age of the partner of somebody who is ``age``."""
    return age + round(rng.gauss(1, 3))


def children_ages(rng: Random) -> list[int]:
    """This function will draw the ages of a family's children, the eldest first; the eldest may be of age already."""
    ages = [rng.randint(0, 19)]
    for _ in range(rng.choices((0, 1, 2, 3), weights=(42, 39, 14, 5))[0]):
        ages.append(ages[-1] - rng.randint(2, 5))
    return [age for age in ages if age >= 0]


def parents_ages(rng: Random, children: Sequence[int]) -> tuple[int, int]:
    """This function will draw the ages of two parents of ``children`` (ages, the eldest first)."""
    lowest, highest = children[0] + YOUNGEST_PARENT, children[-1] + OLDEST_PARENT
    first = min(max(children[0] + round(rng.gauss(30.5, 4.5)), lowest), highest)
    return first, min(max(partner_age(rng, first), lowest), highest + 5)

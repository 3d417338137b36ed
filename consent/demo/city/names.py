"""Common names by the tongue of the home and by generation, from a data file beside this one."""

import json
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Literal

Sex = Literal["f", "m"]

_FILE = Path(__file__).with_name("names.json")


@cache
def _names() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


# The tongues of a home that the city serves in each of its languages, the most common first.
TONGUES = {"fi": ("fi",), "sv": ("sv",), "en": ("ru", "et", "so", "ar", "gb", "zh", "in")}


def draw_tongue(rng: Random, language: str) -> str:
    """This function will draw what a home that is served in ``language`` (fi, sv, en) speaks."""
    return _draw(rng, TONGUES[language])


def family_name(rng: Random, tongue: str) -> str:
    """This function will draw a family name that is usual among speakers of ``tongue``."""
    return _draw(rng, _names()[tongue]["family"])


def given_name(rng: Random, tongue: str, sex: Sex, birth_year: int) -> str:
    """This function will draw a given name usual among speakers of ``tongue`` born in ``birth_year``."""
    generations = _names()[tongue]["women" if sex == "f" else "men"]
    began = max(year for year in generations if int(year) <= birth_year)
    return _draw(rng, generations[began])


def _draw(rng: Random, names: Sequence[str]) -> str:
    # The lists begin with the most common names; the tail is long, as in a real register.
    return rng.choices(names, cum_weights=list(accumulate(1 / (rank + 5) for rank in range(len(names)))))[0]

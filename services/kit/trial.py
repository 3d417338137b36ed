"""What a module says about itself so that the kit can try it: one made-up person, and what is personal about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Trial:
    """A made-up person whom the module has just stored.

    ``key`` stands in the addresses of the pages about them, in the place of each variable. ``shown`` has for each
    category words that pages show of it in English, and show nowhere else.
    """

    national_id: str = field(repr=False)
    key: str
    shown: Mapping[str, tuple[str, ...]]

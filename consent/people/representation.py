"""What a right to act for another person is: its kinds, what it covers and how long it holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

ALL_MATTERS = "all"


class RepresentationKind(StrEnum):
    """By what right somebody acts for another, the strongest first."""

    GUARDIAN = "guardian"  # a parent or other holder of custody: Act on Child Custody 361/1983
    APPOINTED_GUARDIAN = "appointed_guardian"  # by court or authority: Guardianship Services Act 442/1999
    MANDATE = "mandate"  # given by the represented person, in the matters the mandate names


@dataclass(frozen=True, slots=True)
class Representation:
    """One right to act for another as a register told it. Holds opaque ids only.

    Valid from ``valid_from`` (included) until ``valid_until`` (not included; None: no end is known). ``scope`` holds
    ``all`` or activity codes; ``source`` says which register or authority told so.
    """

    id: UUID
    representative: UUID
    represented: UUID
    kind: RepresentationKind
    scope: frozenset[str]
    valid_from: datetime
    valid_until: datetime | None
    source: str

    def covers(self, activity: str | None) -> bool:
        """This function will tell whether the right covers ``activity`` (a code); None asks for all matters."""
        return ALL_MATTERS in self.scope or (activity is not None and activity in self.scope)

"""The units as the pages see them: where they are and how many places are free. Nothing here is about a person."""

import csv
from dataclasses import dataclass
from pathlib import Path

from services.preschool.models import DemoChild, Unit

_FILE = Path(__file__).parent / "data" / "units.csv"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit and its figures."""

    code: str
    name: str
    district: str
    postal_code: str
    language: str
    capacity: int
    taken: int

    @property
    def free(self) -> int:
        """How many places are free."""
        return self.capacity - self.taken


def unit_rows() -> tuple[UnitRow, ...]:
    """This function will return every unit, by district and name."""
    return tuple(_row(unit) for unit in Unit.objects.order_by("district", "name"))


def by_nearness(units: tuple[UnitRow, ...], district: str, postal_code: str) -> tuple[UnitRow, ...]:
    """This function will sort units by how near they are to a home: its own district first, then by postal code."""
    home = int(postal_code) if postal_code.isascii() and postal_code.isdigit() else 0

    def distance(unit: UnitRow) -> tuple[bool, int, str]:
        return unit.district != district, abs(int(unit.postal_code) - home), unit.code

    return tuple(sorted(units, key=distance))


def demo_children() -> tuple[tuple[str, str], ...]:
    """This function will return who it is and the reference of each child to try; nothing outside a demo."""
    return tuple(DemoChild.objects.order_by("who").values_list("who", "reference"))


def load_units() -> int:
    """This function will add the units of the list that are not there yet, and return how many."""
    known = set(Unit.objects.values_list("code", flat=True))
    with _FILE.open(encoding="utf-8", newline="") as lines:
        new = [Unit(**row) for row in csv.DictReader(lines, delimiter="|") if row["code"] not in known]
    Unit.objects.bulk_create(new)
    return len(new)


def _row(unit: Unit) -> UnitRow:
    return UnitRow(
        code=unit.code,
        name=unit.name,
        district=unit.district,
        postal_code=unit.postal_code,
        language=unit.language,
        capacity=unit.capacity,
        taken=unit.taken,
    )

"""Charts as plain geometry: the templates draw them as SVG, so that they work without JavaScript and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consent.audit.wording import FEWEST, people
from consent.core.scales import grouped, round_step
from consent.ledger.audit_figures import DecisionsOfDay, Refusals

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 480, 180, 36, 24, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's column: what was given stands on the ground, what was withdrawn on top of it (SVG units).

    A count that is not told is drawn as a low stub of one height, so that the picture tells no more than the table.
    """

    day: date
    given: str
    withdrawn: str
    x: float
    width: float
    given_y: float
    given_height: float
    withdrawn_y: float
    withdrawn_height: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line of the grid with its number."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Consents given and withdrawn by day."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    ground: float
    empty: bool


@dataclass(frozen=True, slots=True)
class Beam:
    """One department's refused reads as a horizontal bar (SVG units)."""

    name: str
    count: str
    y: float
    width: float


def columns(days: Sequence[DecisionsOfDay]) -> Columns:
    """This function will lay out the days side by side under a scale that holds the tallest."""
    ground, height = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    step = round_step(max([_shown(one.given) + _shown(one.withdrawn) for one in days], default=0))
    scale = height / (step * 4)
    pitch = (WIDTH - LEFT) / max(len(days), 1)
    bars = []
    for number, one in enumerate(days):
        given, withdrawn = _shown(one.given) * scale, _shown(one.withdrawn) * scale
        bars.append(
            Bar(
                day=one.day,
                given=people(one.given),
                withdrawn=people(one.withdrawn),
                x=round(LEFT + number * pitch + 1, 1),
                width=round(pitch - 2, 1),
                given_y=round(ground - given, 1),
                given_height=round(given, 1),
                withdrawn_y=round(ground - given - withdrawn, 1),
                withdrawn_height=round(withdrawn, 1),
                label=f"{one.day.day}.{one.day.month}." if number % 7 == 0 else "",
            )
        )
    lines = tuple(Line(round(ground - step * number * scale, 1), grouped(step * number)) for number in range(5))
    return Columns(tuple(bars), lines, ground, not any(one.given or one.withdrawn for one in days))


def beams(refusals: Sequence[Refusals], names: Mapping[str, str]) -> tuple[Beam, ...]:
    """This function will lay out the departments with refused reads in 7 days, the most refused first."""
    totals: dict[str, int] = {}
    for one in refusals:
        totals[one.department] = totals.get(one.department, 0) + one.week
    ordered = sorted(((count, code) for code, count in totals.items() if count), reverse=True)
    most = ordered[0][0] if ordered else 1
    return tuple(
        Beam(names.get(code, code), grouped(count), 40.0 * number, round(max(4, 400 * count / most), 1))
        for number, (count, code) in enumerate(ordered)
    )


def _shown(count: int) -> float:
    return FEWEST / 2 if 0 < count < FEWEST else count

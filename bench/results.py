"""What a measurement says, the table and the file."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDTH = 150


@dataclass(frozen=True, slots=True)
class Result:
    """
    One line of the table.

    :param value: what was measured, in ``unit``.
    :param ratio: the value (or what the metric's name says) set against what ``against`` names; None when it stands
        alone.
    :param goal: `ratio ≥ 4`, `value ≤ 0`; empty when nothing is promised.
    :param holds: whether the goal was met; None without a goal.
    """

    metric: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    goal: str = ""
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on the ratio or the value of a result."""

    of: str
    relation: str
    bound: float

    def __str__(self) -> str:
        return f"{self.of} {self.relation} {self.bound:g}"

    def is_met(self, figure: float) -> bool:
        """This function will tell whether a figure keeps within the bound."""
        return figure >= self.bound if self.relation == "≥" else figure <= self.bound


def result(
    metric: str, value: float, unit: str, *, ratio: float | None = None, against: str = "", goal: Goal | None = None
) -> Result:
    """
    This function will return a result that knows whether its goal holds.

    :raises ValueError: for a goal on a ratio that is missing.
    """
    if goal is None:
        return Result(metric, value, unit, ratio, against)
    figure = ratio if goal.of == "ratio" else value
    if figure is None:
        raise ValueError(f"{metric} has a goal on a ratio and no ratio")
    return Result(metric, value, unit, ratio, against, str(goal), goal.is_met(figure))


def write(results: Sequence[Result], file: Path) -> None:
    """This function will write the results as a JSON list."""
    file.write_text(json.dumps([asdict(line) for line in results], ensure_ascii=False, indent=1) + "\n", "utf-8")


def show(results: Sequence[Result], console: Console) -> None:
    """This function will print the results as a table."""
    table = Table("metric", "value", "unit", "ratio", "against", "goal", "holds", header_style="bold")
    for column in table.columns:
        column.no_wrap = column.header in ("metric", "value", "unit", "ratio", "goal")
        column.justify = "right" if column.header in ("value", "ratio") else "left"
    for line in results:
        holds = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[line.holds]
        ratio = "" if line.ratio is None else f"{line.ratio:.3g}"
        table.add_row(line.metric, _figure(line.value), line.unit, ratio, line.against, line.goal, holds)
    if not console.is_terminal:  # nobody's window, which rich would take to be eighty columns wide
        console.width = WIDTH
    console.print(table)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"

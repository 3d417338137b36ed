"""Charts of a campaign as plain geometry: the templates draw them as SVG, so they work without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.core.scales import grouped, round_step

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 480, 180, 36, 24, 8


@dataclass(frozen=True, slots=True)
class Beam:
    """One stage of the funnel as a horizontal bar (SVG units), and its share of the stage it is compared with."""

    name: str
    note: str
    count: str
    share: int | None
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time: answers A on the ground, answers B hatched on top of them (SVG units)."""

    at: datetime
    accepted: int
    declined: int
    x: float
    width: float
    accepted_y: float
    accepted_height: float
    declined_y: float
    declined_height: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line of the grid with its number."""

    y: float
    number: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Answers by stretch of time, under a scale that holds the tallest."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def beams(stages: Sequence[tuple[str, str, int]]) -> tuple[Beam, ...]:
    """This function will lay out named stages (name, note, count) under each other; shares are of the first."""
    whole = max((count for _, _, count in stages), default=0) or 1
    first = stages[0][2] if stages else 0
    return tuple(
        Beam(
            name=name,
            note=note,
            count=grouped(count),
            share=round(100 * count / first) if first else None,
            y=40 * number,
            width=round(400 * count / whole, 1),
        )
        for number, (name, note, count) in enumerate(stages)
    )


def columns(answers: Sequence[tuple[datetime, int, int]]) -> Columns:
    """This function will lay out (moment, accepted, declined) side by side."""
    ground, height = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    step = round_step(max((accepted + declined for _, accepted, declined in answers), default=0))
    scale = height / (step * 4)
    pitch = (WIDTH - LEFT) / max(len(answers), 1)
    every = max(1, -(-len(answers) // 6))
    laid = []
    for number, (at, accepted, declined) in enumerate(answers):
        low, high = accepted * scale, declined * scale
        laid.append(
            Column(
                at=at,
                accepted=accepted,
                declined=declined,
                x=round(LEFT + number * pitch + 1, 1),
                width=round(max(pitch - 2, 1), 1),
                accepted_y=round(ground - low, 1),
                accepted_height=round(low, 1),
                declined_y=round(ground - low - high, 1),
                declined_height=round(high, 1),
                labelled=number % every == 0,
            )
        )
    lines = tuple(Line(round(ground - step * number * scale, 1), step * number) for number in range(5))
    return Columns(tuple(laid), lines)

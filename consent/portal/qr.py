"""A QR code as the path of an SVG, so that a template can draw it without any mark-up in the text."""

from dataclasses import dataclass

import segno

QUIET_ZONE = 4  # modules of white around it (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Code:
    """The side in modules, quiet zone included, and the dark modules as one SVG path."""

    side: int
    path: str


def code_of(text: str) -> Code:
    """This function will return ``text`` as a QR code that survives some dirt and folds (error correction M)."""
    rows = [list(row) for row in segno.make(text, micro=False, error="m").matrix_iter(border=QUIET_ZONE)]
    return Code(
        side=len(rows), path="".join(_run(x, y, length) for y, row in enumerate(rows) for x, length in _runs(row))
    )


def _runs(row: list[int]) -> list[tuple[int, int]]:
    found, begins = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and begins is None:
            begins = x
        elif not dark and begins is not None:
            found.append((begins, x - begins))
            begins = None
    return found


def _run(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}v1h-{length}z"

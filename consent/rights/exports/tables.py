"""Tables as CSV files that open in a spreadsheet of the reader's language and that no spreadsheet calculates."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

# Where a comma stands in numbers, a spreadsheet takes semicolons between the cells.
SEPARATORS = {"fi": ";", "sv": ";", "en": ","}
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet calculates, and full-width twins it takes for the same: at the beginning of a cell, and after what
# another language's spreadsheet would take for one (OWASP, CSV injection; ASVS 1.2.10).
FORMULA = re.compile(r"""(^|[,;|])([\s"']*)(?=[=+\-@＝＋－＠])""")
BLANKED = frozenset({"Cc", "Zl", "Zp", "Cs"})

Row = Sequence[object]


def csv_file(header: Iterable[str], pages: Iterable[Iterable[Row]], language: str) -> Iterator[bytes]:
    """This function will yield a CSV file (RFC 4180) page by page, every cell quoted and made harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, delimiter=SEPARATORS[language])
    writer.writerow([harmless(name) for name in header])
    yield (BYTE_ORDER_MARK + _taken(buffer)).encode()
    for rows in pages:
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        yield _taken(buffer).encode()


def harmless(value: object) -> str:
    """This function will return a cell on one line, without control characters, and nothing in it to calculate."""
    text = "" if value is None else str(value)
    shown = (" " if unicodedata.category(sign) in BLANKED else sign for sign in text)
    # Signs without a width go: they would hide what a cell begins with.
    visible = "".join(sign for sign in shown if unicodedata.category(sign) != "Cf")
    return FORMULA.sub(r"\1\2'", visible)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text

"""Arrays as PostgreSQL reads them from text, spelled in one go.

A statement that records or reads many things takes an array for each column. The driver looks a type up for every array
and a dumper for every element, which for a group of a few checks takes longer than all that is decided.
"""

from collections.abc import Iterable
from uuid import UUID


def array(values: Iterable[str | int | bool | bytes | UUID | None]) -> str:
    """This function will spell an array literal; the statement names its type by a cast (PostgreSQL manual, 8.15.6).

    Raises ``TypeError`` for a value of another type. A text with NUL is refused by the driver, as it is anywhere.
    """
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return '"\\\\x' + value.hex() + '"'
    if isinstance(value, int | UUID):
        return str(value)
    raise TypeError(f"an array of {type(value).__name__}")

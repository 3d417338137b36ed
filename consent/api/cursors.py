"""Cursors of the lists that follow the log: opaque to whoever reads them, a position of the log to us."""

import base64
import re

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from consent.log.following import Position

MOST, USUAL = 500, 100
_CURSOR = re.compile(r"([1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,17})", re.ASCII)
_HIGHEST_LOG = 32_767


def asked_of(request: Request, *known: str) -> tuple[Position | None, int]:
    """This function will return the cursor's position, None without one, and the limit that a request asks for.

    ``known`` are the parameters that the list has besides these two. Raises ``ValidationError`` as ``limit_of`` does,
    and for a cursor that is none.
    """
    limit = limit_of(request, *known)
    cursor = request.query_params.get("cursor")
    return (None if cursor is None else _position(cursor)), limit


def limit_of(request: Request, *known: str) -> int:
    """This function will return the limit that a request asks for, of a list whose cursors are of its own kind.

    Raises ``ValidationError`` for a parameter that the list does not have, for one that comes twice, and for a limit
    that is none.
    """
    given = request.query_params
    if given.keys() - {"cursor", "limit", *known} or any(len(values) > 1 for _, values in given.lists()):
        raise ValidationError({"non_field_errors": ["There are parameters this request does not have."]})
    limit = given.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= MOST):
        raise ValidationError({"limit": [f"This is a number from 1 to {MOST}."]})
    return int(limit)


def cursor_of(position: Position) -> str:
    """This function will write a position as a cursor."""
    return base64.urlsafe_b64encode(f"{position.log}.{position.index}".encode()).rstrip(b"=").decode()


def _position(cursor: str) -> Position:
    try:
        text = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        match = _CURSOR.fullmatch(text.decode("ascii"))
    except ValueError:
        match = None
    if match is None or int(match[1]) > _HIGHEST_LOG:
        raise ValidationError({"cursor": ["This is no cursor of this list."]})
    return Position(int(match[1]), int(match[2]))

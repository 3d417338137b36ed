"""What the Data Tracker asks, read from its address and header; a personal code is never repeated."""

import re
from dataclasses import dataclass
from datetime import datetime

from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from consent.api.moments import moment_in

MOST = 1_000
FURTHEST = 1_000_000
USER_HEADER = "X-Road-UserId"

# A code may carry its country's two letters: EE12345678901 there, FI010190-999W here.
_COUNTRY = re.compile(r"FI(?=\d{6})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """Who asks about whom, by national id, and for which stretch of the list."""

    user: str
    person: str
    since: datetime | None
    until: datetime | None
    offset: int
    limit: int

    def __repr__(self) -> str:
        return "<Question>"


def read(request: Request) -> Question:
    """This function will read the parameters of ``findUsage``; raises ``ParseError`` (400)."""
    user, person = request.headers.get(USER_HEADER, ""), _one(request, "userCode")
    if not user or not person:
        raise ParseError(f"The header {USER_HEADER} and the parameter userCode are needed.")
    return Question(
        user=_COUNTRY.sub("", user, count=1),
        person=_COUNTRY.sub("", person, count=1),
        since=_moment(request, "periodStart"),
        until=_moment(request, "periodEnd"),
        offset=_number(request, "offset", 0, 0, FURTHEST),
        limit=_number(request, "limit", MOST, 1, MOST),
    )


def _one(request: Request, name: str) -> str:
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise ParseError(f"The parameter {name} is there twice.")
    return str(values[0]) if values else ""


def _moment(request: Request, name: str) -> datetime | None:
    text = _one(request, name)
    if not text:
        return None
    if _MOMENT.fullmatch(text) and (moment := moment_in(text)):
        return moment
    raise ParseError(f"The parameter {name} must be a time with its offset (RFC 3339).")


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    text = _one(request, name)
    number = int(text) if _NUMBER.fullmatch(text) else default if not text else -1
    if not least <= number <= most:
        raise ParseError(f"The parameter {name} must be a whole number from {least} to {most}.")
    return number

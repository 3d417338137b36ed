"""Keeping up with what residents decide about the department's own activities, for lists that it keeps."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.sdk.answers import is_pairwise_id, read_moment
from services.sdk.errors import BadAnswer
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.session import Session

CHANGES_PATH = "/api/v1/permissions"
MOST_CHANGES = 500
_LARGEST = 1024 * 1024
_WORD = re.compile(r"[a-z][a-z0-9._-]{0,99}", re.ASCII)
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Change:
    """One decision of a resident, or one mark upon a permission. It allows nothing: ask before each use."""

    pairwise_id: str = field(repr=False)
    activity: str
    kind: str
    version: int
    at: datetime
    notice_version: int | None
    valid_until: datetime | None
    waiting: bool
    log_index: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changes in the order of the city's log, and where to read on."""

    changes: tuple[Change, ...]
    cursor: str
    more: bool


def changes(session: Session, cursor: str = "", limit: int = 100) -> Steps[Changes]:
    """This function will return the changes after a cursor; keep the new one together with what was done about them.

    Without a cursor it begins at the beginning of all. Nothing is missed and nothing comes twice. Raises ConsentError.
    """
    asked = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
    reply: Reply = yield from session.perform(Call("GET", CHANGES_PATH, params=asked, largest=_LARGEST))
    content = reply.json()
    found, then, more = content.get("changes"), content.get("next"), content.get("more")
    if not isinstance(found, list) or not isinstance(then, str) or not _CURSOR.fullmatch(then):
        raise BadAnswer("The answer has no changes or no cursor.")
    if not isinstance(more, bool):
        raise BadAnswer("The answer does not say whether there is more.")
    return Changes(tuple(_change(each) for each in found), then, more)


def _change(said: Any) -> Change:
    if not isinstance(said, dict) or not is_pairwise_id(said.get("id")):
        raise BadAnswer("A change is about nobody.")
    words = said.get("activity"), said.get("kind")
    if not all(isinstance(word, str) and _WORD.fullmatch(word) for word in words):
        raise BadAnswer("A change does not say what it is.")
    notice = None if said.get("notice_version") is None else _count(said, "notice_version")
    until = None if said.get("valid_until") is None else read_moment(said, "valid_until")
    return Change(
        pairwise_id=said["id"],
        activity=said["activity"],
        kind=said["kind"],
        version=_count(said, "version"),
        at=read_moment(said, "at"),
        notice_version=notice,
        valid_until=until,
        # What is not false waits: a consent must not count before it does.
        waiting=said.get("waiting") is not False,
        log_index=_count(said, "log_index"),
    )


def _count(said: dict[str, Any], name: str) -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadAnswer(f"The answer's {name} is no number.")
    return value

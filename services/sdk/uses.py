"""Reading the uses that the ledger recorded for the department: what residents see of it under "Who used my data"."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.sdk.answers import is_pairwise_id, read_moment
from services.sdk.errors import BadAnswer, BadQuestion
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.session import Session

USES_PATH = "/api/v1/uses"
_LARGEST = 2 * 1024 * 1024
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Use:
    """One recorded check of this department. ``pairwise_id`` is None for nobody it knows, or somebody erased since."""

    decision_id: str
    at: datetime
    activity: str
    category: str
    pairwise_id: str | None = field(repr=False)
    allowed: bool
    reason: str
    case: str | None = field(repr=False)
    staff_ref: str | None = field(repr=False)
    recipient: str | None


@dataclass(frozen=True, slots=True)
class Uses:
    """Some uses in the order of the city's log, and where to read on."""

    uses: tuple[Use, ...]
    cursor: str
    more: bool


def uses(
    session: Session, cursor: str = "", limit: int = 100, *, activity: str = "", since: datetime | None = None
) -> Steps[Uses]:
    """This function will return the uses after a cursor, of one activity or from a moment (aware) on when given.

    A page may be empty while there is ``more``. Needs ``uses:read``. Raises ConsentError (GDPR 5(2)).
    """
    if since is not None and since.utcoffset() is None:
        raise BadQuestion("A moment needs its zone.")
    asked = {"limit": str(limit), "cursor": cursor, "activity": activity}
    asked["since"] = since.isoformat() if since else ""
    params = {name: said for name, said in asked.items() if said}
    reply: Reply = yield from session.perform(Call("GET", USES_PATH, params=params, largest=_LARGEST))
    content = reply.json()
    found, then, more = content.get("uses"), content.get("next"), content.get("more")
    if not isinstance(found, list) or not isinstance(then, str) or not _CURSOR.fullmatch(then):
        raise BadAnswer("The answer has no uses or no cursor.")
    if not isinstance(more, bool):
        raise BadAnswer("The answer does not say whether there is more.")
    return Uses(tuple(_use(each) for each in found), then, more)


def _use(said: Any) -> Use:
    if not isinstance(said, dict):
        raise BadAnswer("A use is no object.")
    words = [said.get(name) for name in ("decision_id", "activity", "category", "reason")]
    person, allowed = said.get("id"), said.get("allowed")
    spoken = [said.get(name) for name in ("case", "staff_ref", "recipient")]
    if not all(isinstance(word, str) and word for word in words) or not isinstance(allowed, bool):
        raise BadAnswer("A use does not say what it was.")
    if person is not None and not is_pairwise_id(person):
        raise BadAnswer("A use is about nobody.")
    if not all(word is None or isinstance(word, str) for word in spoken):
        raise BadAnswer("A use does not say what was said with it.")
    decision_id, activity, category, reason = map(str, words)
    return Use(decision_id, read_moment(said, "at"), activity, category, person, allowed, reason, *spoken)

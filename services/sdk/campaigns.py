"""Running a campaign: published rules, a draft, its start and end, and how far people came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.sdk.answers import read_moment
from services.sdk.errors import BadAnswer, BadQuestion
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.reports import new_key
from services.sdk.session import Session

RULES_PATH, CAMPAIGNS_PATH = "/api/v1/rules", "/api/v1/campaigns"
CAMPAIGN_STATES = frozenset({"draft", "running", "closed"})
_LARGEST = 1024 * 1024
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One published version of the department's rules."""

    code: str
    version: int
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pool:
    """Places that offers share; ``capacity`` is None where there is no end of them."""

    code: str
    name: str
    capacity: int | None
    taken: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign, as it stood when it was read; ``written`` is all that the ledger says of it."""

    campaign_id: str
    code: str
    round: str
    state: str
    deadline: datetime
    rules_version: int | None
    pools: tuple[Pool, ...]
    written: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition that keeps a draft from starting, and what would help."""

    condition: str
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people came how far; ``unreached`` has None where they are fewer than five."""

    counts: Mapping[str, int]
    reasons: Mapping[str, int]
    unreached: Mapping[str, int | None]


def publish_rules(session: Session, code: str, body: Mapping[str, Any], *, idempotency_key: str = "") -> Steps[RuleSet]:
    """This function will publish a version of a rule set and return the one that stands: the same body adds none.

    Needs ``offers:write``. Raises BadQuestion for what is no set of purely human-written rules, and ConsentError.
    """
    key = idempotency_key or new_key()
    reply: Reply = yield from session.post(_rules(code), dict(body), idempotency_key=key, largest=_LARGEST)
    return _rule_set(reply.json())


def rules(session: Session, code: str) -> Steps[RuleSet]:
    """This function will return the version of a rule set that stands. Raises NotFound for none."""
    reply: Reply = yield from session.perform(Call("GET", _rules(code), largest=_LARGEST))
    return _rule_set(reply.json())


def create_campaign(session: Session, draft: Mapping[str, Any], *, idempotency_key: str = "") -> Steps[Campaign]:
    """This function will draft a campaign, whose members are those of the API, and return it; nothing is offered yet.

    Raises Conflict (``round-exists``) for a service and round that the department has, and ConsentError.
    """
    created = frozenset({201})
    key = idempotency_key or new_key()
    reply: Reply = yield from session.post(
        CAMPAIGNS_PATH, dict(draft), idempotency_key=key, expects=created, largest=_LARGEST
    )
    return _campaign(reply.json())


def campaign(session: Session, campaign_id: str) -> Steps[Campaign]:
    """This function will return one campaign. Raises NotFound for another department's and for none."""
    reply: Reply = yield from session.perform(Call("GET", _address(campaign_id), largest=_LARGEST))
    return _campaign(reply.json())


def campaigns(session: Session) -> Steps[tuple[Campaign, ...]]:
    """This function will return the department's campaigns, the newest first. Raises ConsentError."""
    reply: Reply = yield from session.perform(Call("GET", CAMPAIGNS_PATH, largest=4 * _LARGEST))
    found = reply.json().get("campaigns")
    if not isinstance(found, list):
        raise BadAnswer("The answer has no campaigns.")
    return tuple(_campaign(each) for each in found)


def campaign_lacks(session: Session, campaign_id: str) -> Steps[tuple[Lack, ...]]:
    """This function will return what keeps a draft from starting; nothing for one that could. Raises ConsentError."""
    reply: Reply = yield from session.perform(Call("GET", f"{_address(campaign_id)}/conditions"))
    found = reply.json().get("lacking")
    if not isinstance(found, list):
        raise BadAnswer("The answer does not say what is lacking.")
    return tuple(Lack(_text(each, "condition"), _text(each, "why")) for each in found)


def start_campaign(session: Session, campaign_id: str, *, idempotency_key: str = "") -> Steps[Campaign]:
    """This function will start a campaign and return it. Raises Conflict (``conditions``) when it lacks something."""
    path, key = f"{_address(campaign_id)}/start", idempotency_key or new_key()
    reply: Reply = yield from session.post(path, {}, idempotency_key=key, largest=_LARGEST)
    return _campaign(reply.json())


def close_campaign(session: Session, campaign_id: str, *, idempotency_key: str = "") -> Steps[Campaign]:
    """This function will close a campaign whose deadline is over and return it; the platform does so by itself, too.

    Raises Conflict (``deadline-ahead``) before it.
    """
    path, key = f"{_address(campaign_id)}/close", idempotency_key or new_key()
    reply: Reply = yield from session.post(path, {}, idempotency_key=key, waits=60.0, largest=_LARGEST)
    return _campaign(reply.json())


def campaign_figures(session: Session, campaign_id: str) -> Steps[Figures]:
    """This function will count how many people of a campaign came how far. Raises ConsentError."""
    reply: Reply = yield from session.perform(Call("GET", f"{_address(campaign_id)}/funnel"))
    content = reply.json()
    reasons, unreached = content.get("reasons"), content.get("unreached")
    if not isinstance(reasons, dict) or not isinstance(unreached, list):
        raise BadAnswer("The answer has no figures.")
    counts = {name: count for name, count in content.items() if isinstance(count, int)}
    told = {_text(each, "reason"): each.get("count") for each in unreached}
    if not all(isinstance(count, int) for count in reasons.values()) or not all(
        count is None or isinstance(count, int) for count in told.values()
    ):
        raise BadAnswer("A figure is no number.")
    return Figures(counts, reasons, told)


def is_id(text: object) -> bool:
    """This function will tell whether text has the form of a campaign's or an offer's id."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def _rules(code: str) -> str:
    # It becomes part of an address: nothing in it may lead elsewhere.
    if not _CODE.fullmatch(code):
        raise BadQuestion("This is no code of a rule set.")
    return f"{RULES_PATH}/{code}"


def _address(campaign_id: str) -> str:
    if not is_id(campaign_id):
        raise BadQuestion("This is no campaign's id.")
    return f"{CAMPAIGNS_PATH}/{campaign_id}"


def _rule_set(said: dict[str, Any]) -> RuleSet:
    version, body = said.get("version"), said.get("body")
    if not isinstance(version, int) or isinstance(version, bool) or not isinstance(body, dict):
        raise BadAnswer("The answer is no rule set.")
    return RuleSet(_text(said, "code"), version, body)


def _campaign(said: Any) -> Campaign:
    if not isinstance(said, dict) or not is_id(said.get("campaign")):
        raise BadAnswer("The answer is no campaign.")
    version, pools = said.get("rules_version"), said.get("pools")
    # A state that this version does not know is not taken for one that it does.
    if said.get("state") not in CAMPAIGN_STATES or not (version is None or isinstance(version, int)):
        raise BadAnswer("The campaign does not say how it stands.")
    if not isinstance(pools, list):
        raise BadAnswer("The campaign has no pools.")
    return Campaign(
        campaign_id=said["campaign"],
        code=_text(said, "code"),
        round=_text(said, "round"),
        state=said["state"],
        deadline=read_moment(said, "deadline"),
        rules_version=version,
        pools=tuple(_pool(each) for each in pools),
        written=said,
    )


def _pool(said: Any) -> Pool:
    if not isinstance(said, dict):
        raise BadAnswer("A pool is no object.")
    capacity, taken = said.get("capacity"), said.get("taken")
    if not isinstance(taken, int) or not (capacity is None or isinstance(capacity, int)):
        raise BadAnswer("A pool does not say how full it is.")
    return Pool(_text(said, "code"), _text(said, "name"), capacity, taken)


def _text(said: Any, name: str) -> str:
    value = said.get(name) if isinstance(said, dict) else None
    if not isinstance(value, str):
        raise BadAnswer(f"The answer has no {name}.")
    return value

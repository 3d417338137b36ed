"""Offering a campaign's service to people by pairwise id, and keeping up with what became of each offer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.sdk.answers import is_pairwise_id, read_moment
from services.sdk.campaigns import is_id
from services.sdk.errors import BadAnswer, BadQuestion
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.reports import new_key
from services.sdk.session import Session

OFFERS_PATH = "/api/v1/offers"
OUTCOMES_PATH = f"{OFFERS_PATH}/outcomes"
MOST_CANDIDATES = 500
STATES = frozenset(
    {"not_offered", "made", "sent", "accepted", "declined", "waiting", "conflicting"}
    | {"granted", "not_granted", "stopped", "lapsed"}
)
_LARGEST = 2 * 1024 * 1024
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
_KIND = re.compile(r"offer\.[a-z_]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person, with what the campaign's rules ask for and nothing else; read each of it under a permit."""

    pairwise_id: str = field(repr=False)
    inputs: Mapping[str, str | int | bool | None] = field(repr=False)
    pool: str = ""
    place: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """Where one person stands in one campaign. ``not_offered`` says by ``reason`` why there is no offer."""

    offer_id: str
    campaign_id: str
    pairwise_id: str | None = field(repr=False)
    pool: str
    state: str
    reason: str
    choice: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a candidate is not in the campaign at all, ``no_such_person`` for example. It is false."""

    pairwise_id: str = field(repr=False)
    reason: str
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Offers:
    """Some offers of a campaign, and where to read on; the cursor is empty when there is none."""

    offers: tuple[Offer, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One step of one offer. Only ``offer.decided`` is final: an answer may be changed until the deadline."""

    offer_id: str
    campaign_id: str
    pairwise_id: str = field(repr=False)
    kind: str
    state: str
    reason: str
    choice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Some steps in the order of the city's log, and where to read on."""

    outcomes: tuple[Outcome, ...]
    cursor: str
    more: bool


def make_offers(
    session: Session, campaign_id: str, candidates: Sequence[Candidate], *, idempotency_key: str = ""
) -> Steps[tuple[Offer | NotTaken, ...]]:
    """This function will offer a running campaign's service to up to 500 people and return what became of each.

    It is one write under one idempotency key, and whoever is in the campaign stays as they are. The ledger is asked of
    each before anything else. Needs ``offers:write``. Raises Conflict (``not-running``) and ConsentError.
    """
    _known(campaign_id)
    people = [each.pairwise_id for each in candidates]
    if not 0 < len(people) <= MOST_CANDIDATES or not all(is_pairwise_id(each) for each in people):
        raise BadQuestion("There are 1 to 500 candidates in one write, each with a pairwise id.")
    said = {"campaign": campaign_id, "candidates": [_in_words(each) for each in candidates]}
    key = idempotency_key or new_key()
    reply: Reply = yield from session.post(OFFERS_PATH, said, idempotency_key=key, waits=25.0, largest=_LARGEST)
    results = reply.json().get("results")
    if not isinstance(results, list) or len(results) != len(candidates):
        raise BadAnswer("The answer does not have a result for each candidate.")
    return tuple(_result(each, result) for each, result in zip(candidates, results, strict=True))


def offer(session: Session, offer_id: str) -> Steps[Offer]:
    """This function will return how one offer stands. Raises NotFound for another department's and for none."""
    _known(offer_id)
    reply: Reply = yield from session.perform(Call("GET", f"{OFFERS_PATH}/{offer_id}"))
    return _offer(reply.json())


def offers(session: Session, campaign_id: str, cursor: str = "", limit: int = 100, *, state: str = "") -> Steps[Offers]:
    """This function will list a campaign's offers after a cursor, all or those in a state. Raises ConsentError."""
    _known(campaign_id)
    content = yield from _listed(session, OFFERS_PATH, campaign=campaign_id, cursor=cursor, limit=limit, state=state)
    found = content.get("offers")
    if not isinstance(found, list):
        raise BadAnswer("The answer has no offers.")
    return Offers(tuple(_offer(each) for each in found), content["next"] or "", content["more"])


def offer_outcomes(session: Session, cursor: str = "", limit: int = 100, *, campaign_id: str = "") -> Steps[Outcomes]:
    """This function will return the steps of the department's offers after a cursor, in the order of the log.

    Keep the new cursor together with what was done about them: nothing is missed and nothing comes twice. A page may
    be empty while there is ``more``. Raises ConsentError.
    """
    if campaign_id:
        _known(campaign_id)
    content = yield from _listed(session, OUTCOMES_PATH, campaign=campaign_id, cursor=cursor, limit=limit)
    found = content.get("outcomes")
    if not isinstance(found, list) or not content["next"]:
        raise BadAnswer("The answer has no outcomes or no cursor.")
    return Outcomes(tuple(_outcome(each) for each in found), content["next"], content["more"])


def _listed(session: Session, path: str, **asked: Any) -> Steps[dict[str, Any]]:
    params = {name: str(said) for name, said in asked.items() if said}
    reply: Reply = yield from session.perform(Call("GET", path, params=params, largest=_LARGEST))
    content = reply.json()
    then, more = content.get("next"), content.get("more")
    if not isinstance(more, bool) or not (then is None or (isinstance(then, str) and _CURSOR.fullmatch(then))):
        raise BadAnswer("The answer does not say where to read on.")
    return content


def _known(identifier: str) -> None:
    # It becomes part of an address: nothing in it may lead elsewhere.
    if not is_id(identifier):
        raise BadQuestion("This is no id of a campaign or an offer.")


def _in_words(each: Candidate) -> dict[str, Any]:
    said: dict[str, Any] = {"id": each.pairwise_id, "inputs": dict(each.inputs)}
    said |= {"pool": each.pool} if each.pool else {}
    return said | ({"place": each.place} if each.place else {})


def _result(candidate: Candidate, result: Any) -> Offer | NotTaken:
    if not isinstance(result, dict) or result.get("id") != candidate.pairwise_id:
        raise BadAnswer("A result is about another candidate.")
    if isinstance(result.get("reason"), str):
        wrong = result.get("problems", [])
        if not isinstance(wrong, list) or not all(isinstance(each, str) for each in wrong):
            raise BadAnswer("A result does not say what is wrong.")
        return NotTaken(candidate.pairwise_id, result["reason"], tuple(wrong))
    made = _offer(result.get("offer"))
    if made.pairwise_id != candidate.pairwise_id:
        raise BadAnswer("An offer is about another person.")
    return made


def _offer(said: Any) -> Offer:
    words = _words(said, "pool", "reason", "choice")
    person = said.get("id")
    if person is not None and not is_pairwise_id(person):
        raise BadAnswer("The offer is about nobody.")
    return Offer(said["offer"], said["campaign"], person, words[0], said["state"], words[1], words[2])


def _outcome(said: Any) -> Outcome:
    reason, choice = _words(said, "reason", "choice")
    person, kind = said.get("id"), said.get("kind")
    if not isinstance(person, str) or not is_pairwise_id(person):
        raise BadAnswer("The step is about nobody.")
    if not isinstance(kind, str) or not _KIND.fullmatch(kind):
        raise BadAnswer("The step does not say what happened.")
    moment = read_moment(said, "at")
    return Outcome(said["offer"], said["campaign"], person, kind, said["state"], reason, choice, moment)


def _words(said: Any, *names: str) -> list[str]:
    if not isinstance(said, dict) or not is_id(said.get("offer")) or not is_id(said.get("campaign")):
        raise BadAnswer("The answer is no offer.")
    # A state that this version does not know is not taken for one that it does.
    if said.get("state") not in STATES:
        raise BadAnswer("The offer does not say how it stands.")
    words = [said.get(name) for name in names]
    if not all(word is None or isinstance(word, str) for word in words):
        raise BadAnswer("The offer does not say what was answered.")
    return [word or "" for word in words]

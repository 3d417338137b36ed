"""Asking people for consent: the question waits in the portal, and the department learns how it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from services.sdk.answers import is_pairwise_id, read_moment
from services.sdk.errors import BadAnswer, BadQuestion
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.reports import new_key
from services.sdk.session import Session

REQUESTS_PATH = "/api/v1/consent-requests"
MOST_REQUESTS = 1_000
STATES = frozenset({"waiting", "granted", "refused", "withdrawn", "expired", "cancelled"})
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ask:
    """One person to be asked about one of the department's own consent activities.

    ``return_uri`` is an address registered for the client, to which the person may go back; ``state`` goes with them.
    """

    pairwise_id: str = field(repr=False)
    activity: str
    days: int | None = None
    return_uri: str = ""
    state: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A request, and how it stood when it was read. ``page`` is where the person, and nobody else, decides.

    That it is granted allows nothing: ask before each use.
    """

    request_id: str
    pairwise_id: str | None = field(repr=False)
    activity: str
    status: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    page: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why somebody was not asked, ``asked_already`` for example. It is false."""

    pairwise_id: str = field(repr=False)
    activity: str
    reason: str

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class ConsentRequests:
    """Some requests in the order they were made, and where to read on."""

    requests: tuple[ConsentRequest, ...]
    cursor: str
    more: bool


def ask_consent(
    session: Session, wishes: Sequence[Ask], *, idempotency_key: str = ""
) -> Steps[tuple[ConsentRequest | NotAsked, ...]]:
    """This function will ask up to a thousand people and return for each the request, or why there is none, in order.

    It is one write under one idempotency key, however often it is sent; what is Unreachable carries that key. Nobody
    is asked twice within twelve months unless the terms have changed. Needs ``consent:request``. Raises ConsentError.
    """
    if not 0 < len(wishes) <= MOST_REQUESTS or not all(is_pairwise_id(wish.pairwise_id) for wish in wishes):
        raise BadQuestion("There are 1 to 1,000 requests in one write, each with a pairwise id.")
    said = {"requests": [_in_words(wish) for wish in wishes]}
    key = idempotency_key or new_key()
    reply: Reply = yield from session.post(REQUESTS_PATH, said, idempotency_key=key, waits=8.0, largest=1024 * 1024)
    results = reply.json().get("results")
    if not isinstance(results, list) or len(results) != len(wishes):
        raise BadAnswer("The answer does not have a result for each request.")
    return tuple(_result(wish, result) for wish, result in zip(wishes, results, strict=True))


def consent_request(session: Session, request_id: str) -> Steps[ConsentRequest]:
    """This function will return how one request stands now. Raises NotFound for another department's and for none."""
    reply: Reply = yield from session.perform(Call("GET", f"{REQUESTS_PATH}/{_id(request_id)}"))
    return _request(reply.json())


def consent_requests(
    session: Session, cursor: str = "", limit: int = 100, *, status: str = "", activity: str = ""
) -> Steps[ConsentRequests]:
    """This function will list the department's requests after a cursor, all of them or those of a status or activity.

    A page may be short, or empty, while there is ``more``. Needs ``consent:request``. Raises ConsentError.
    """
    asked = {"limit": str(limit), "cursor": cursor, "status": status, "activity": activity}
    params = {name: said for name, said in asked.items() if said}
    reply: Reply = yield from session.perform(Call("GET", REQUESTS_PATH, params=params, largest=1024 * 1024))
    content = reply.json()
    found, then, more = content.get("requests"), content.get("next"), content.get("more")
    if not isinstance(found, list) or not isinstance(then, str) or not _CURSOR.fullmatch(then):
        raise BadAnswer("The answer has no requests or no cursor.")
    if not isinstance(more, bool):
        raise BadAnswer("The answer does not say whether there is more.")
    return ConsentRequests(tuple(_request(each) for each in found), then, more)


def cancel_consent_request(session: Session, request_id: str, *, idempotency_key: str = "") -> Steps[ConsentRequest]:
    """This function will take back a request that nobody has answered. Raises Conflict when somebody has."""
    path = f"{REQUESTS_PATH}/{_id(request_id)}/cancel"
    reply: Reply = yield from session.post(path, {}, idempotency_key=idempotency_key or new_key())
    return _request(reply.json())


def _in_words(wish: Ask) -> dict[str, Any]:
    said: dict[str, Any] = {"id": wish.pairwise_id, "activity": wish.activity}
    said |= {} if wish.days is None else {"days": wish.days}
    said |= {"return_uri": wish.return_uri} if wish.return_uri else {}
    return said | ({"state": wish.state} if wish.state else {})


def _result(wish: Ask, result: Any) -> ConsentRequest | NotAsked:
    if not isinstance(result, dict) or (result.get("id"), result.get("activity")) != (wish.pairwise_id, wish.activity):
        raise BadAnswer("A result is about another request.")
    if isinstance(result.get("reason"), str):
        return NotAsked(wish.pairwise_id, wish.activity, result["reason"])
    return _request(result.get("request"))


def _request(said: Any) -> ConsentRequest:
    if not isinstance(said, dict) or not isinstance(said.get("request"), str) or not _ID.fullmatch(said["request"]):
        raise BadAnswer("The answer is no request.")
    person, page, activity = said.get("id"), said.get("page"), said.get("activity")
    if person is not None and not is_pairwise_id(person):
        raise BadAnswer("The request is about nobody.")
    # A state that this version does not know is not taken for one that it does.
    if said.get("status") not in STATES or not isinstance(activity, str):
        raise BadAnswer("The request does not say how it stands.")
    if not isinstance(page, str) or urlsplit(page).scheme not in ("https", "http"):
        raise BadAnswer("The request has no page.")
    answered = None if said.get("answered_at") is None else read_moment(said, "answered_at")
    asked_at, expires_at = read_moment(said, "asked_at"), read_moment(said, "expires_at")
    return ConsentRequest(said["request"], person, activity, said["status"], asked_at, expires_at, answered, page)


def _id(request_id: str) -> str:
    # It becomes part of an address: nothing in it may lead elsewhere.
    if not _ID.fullmatch(request_id):
        raise BadQuestion("This is no request's id.")
    return request_id

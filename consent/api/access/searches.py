"""Searches: for whom, for what, or by whom a use is allowed (AuthZEN Authorization API 1.0 §8)."""

from dataclasses import dataclass
from typing import Any

from consent.api.access.callers import require
from consent.api.access.messages import Evaluation, read_target
from consent.api.access.pages import read_page, write_token
from consent.api.access.sources import Target, policy_source
from consent.ledger.actions.search import SCOPE


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for, and what is known of it."""

    target: Target
    asked: Evaluation


def read_search(body: Any, target: Target) -> Search:
    """This function will read a search request; raises ``BadRequest``."""
    return Search(target, read_target(body, of=target))


def answer_search(search: Search, token: str) -> dict[str, Any]:
    """This function will answer a search; raises ``BadRequest`` for a page of another one, and ``Refused``.

    What nobody knows is found empty like what nobody is allowed.
    """
    caller, asked = require(token, SCOPE), search.asked
    page = read_page(asked.body, target=search.target, client=caller.client_id)
    found = policy_source().search(token, caller, search.target, asked, page.after, page.limit)
    kind = {"subject": asked.subject_type, "resource": asked.resource_type}
    results = [
        {"type": kind[search.target], "id": name} if search.target in kind else {"name": name} for name in found.names
    ]
    answer: dict[str, Any] = {"results": results}
    if found.resume or "page" in asked.body:
        # Left out where there is one page and nobody asked for pages, as the working group's own cases expect it.
        answer["page"] = {"next_token": write_token(found.resume, page), "count": len(results)}
    return answer

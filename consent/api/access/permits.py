"""Permits in evaluations: ``context.permit_for`` names the source of the data, and an allow then carries a proof.

A rule of the ledger's policy source, beside the standard: what does not ask for a permit is not touched by it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from consent.api.access.callers import require
from consent.api.access.messages import MAX_NAME, Evaluation
from consent.api.access.sources import Answered, Failed
from consent.ledger.actions.check import SCOPE
from consent.registry.queries import sources_of
from consent.tokens.permits import Allowed, write_permits

MEMBER = "permit_for"
_NO_NAME = Failed(HTTPStatus.BAD_REQUEST, f"context.{MEMBER} must be the code of a department")
# One answer for every wrong source, known or not.
_NOT_THE_SOURCE = Failed(
    HTTPStatus.FORBIDDEN, f"context.{MEMBER} must be another department, and the source of the resource's category."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """That ``department`` wants a permit for ``source`` when the question is allowed."""

    department: str
    source: str
    asked: Evaluation


def wishes_of(token: str, asked: Sequence[Evaluation]) -> dict[int, Wish | Failed]:
    """This function will return the wishes for permits among ``asked`` by position, and those that cannot be granted.

    Without any it costs no statement. Raises ``Refused`` for a token that may not ask at all.
    """
    named = {
        at: item.body["context"][MEMBER] for at, item in enumerate(asked) if MEMBER in item.body.get("context", ())
    }
    if not named:
        return {}
    caller = require(token, SCOPE)
    sources = sources_of(asked[at].resource_type for at in named)
    wishes: dict[int, Wish | Failed] = {}
    for at, source in named.items():
        if not isinstance(source, str) or not 0 < len(source) <= MAX_NAME:
            wishes[at] = _NO_NAME
        elif source == caller.department or source != sources.get(asked[at].resource_type):
            wishes[at] = _NOT_THE_SOURCE
        else:
            wishes[at] = Wish(caller.department, source, asked[at])
    return wishes


def answers_with(
    wishes: Mapping[int, Wish | Failed],
    asked: Sequence[Evaluation],
    stop_at: bool | None,
    decide: Callable[[Sequence[Evaluation]], Sequence[Answered]],
) -> list[Answered]:
    """This function will let ``decide`` answer what can be, and put permits on what it allowed, as far as wished.

    The decisions are durable before anything is signed; when nothing can be signed nothing is answered.
    """
    failed = {at: wish for at, wish in wishes.items() if isinstance(wish, Failed)}
    # What is behind a failure that ends the batch is not decided.
    end = min(failed) if failed and stop_at is False else len(asked)
    decided = iter(decide([item for at, item in enumerate(asked[:end]) if at not in failed]))
    answers: list[Answered] = []
    for at in range(len(asked)):
        answer = failed[at] if at in failed else next(decided, None)
        if answer is None:
            break
        answers.append(answer)
        if stop_at is not None and stop_at is _is_allowed(answer):
            break
    _sign({at: wish for at, wish in wishes.items() if isinstance(wish, Wish)}, answers)
    return answers


def _is_allowed(answer: Answered) -> bool:
    return not isinstance(answer, Failed) and answer["decision"] is True


def _sign(wishes: Mapping[int, Wish], answers: Sequence[Answered]) -> None:
    granted = [(wishes[at], answer) for at, answer in enumerate(answers) if at in wishes and isinstance(answer, dict)]
    granted = [(wish, answer["context"]) for wish, answer in granted if answer["decision"]]
    if granted:
        allowed = [_allowed(wish, context) for wish, context in granted]
        permits = write_permits(granted[0][0].department, allowed)
        for (_, context), permit in zip(granted, permits, strict=True):
            context["permit"] = permit


def _allowed(wish: Wish, context: Mapping[str, Any]) -> Allowed:
    return Allowed(
        decision_id=context["decision_id"],
        activity=wish.asked.action,
        category=wish.asked.resource_type,
        notice_version=context.get("notice_version"),
        pairwise_id=wish.asked.resource_id,
        source=wish.source,
        expires_at=datetime.fromisoformat(context["permit_expires_at"]),
    )

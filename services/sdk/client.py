"""The client of a city service: who is this towards my department, and may I look?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from services.sdk import wire
from services.sdk.answers import Answer, is_pairwise_id, read_evaluation, read_pairwise_id
from services.sdk.errors import BadAnswer, BadQuestion, PermitExpired
from services.sdk.permits import Decision, Permit, Refusal, issue
from services.sdk.tokens import TokenSource

EVALUATION_PATH = "/access/v1/evaluation"
RESOLVE_PATH = "/api/v1/subjects/resolve"
SCOPES = ("decision:evaluate", "subjects:resolve")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What register_client gave the service."""

    client_id: str
    client_secret: str = field(repr=False)


class ConsentClient:
    """Asks the ledger for one department. Threads may share it. It never keeps an answer: every check asks afresh."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        department: str,
        scopes: tuple[str, ...] = SCOPES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.department = department
        self._pool = wire.open_pool(base_url, transport)
        self._tokens = TokenSource(
            self._pool, client_id=credentials.client_id, client_secret=credentials.client_secret, scopes=scopes
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """This function will close the client's connections."""
        self._pool.close()

    def resolve(self, national_id: str) -> str:
        """This function will return the id under which this department knows the person. Raises ConsentError.

        A well-formed national id always resolves, whether or not the city knows the person.
        """
        return read_pairwise_id(self._ask(RESOLVE_PATH, {"national_id": national_id}))

    def check(
        self,
        activity: str,
        categories: Sequence[str],
        pairwise_id: str,
        *,
        staff_ref: str = "",
        case: str = "",
        recipient: str = "",
    ) -> dict[str, Decision]:
        """This function will ask for each category whether this department may use it for the activity now.

        With a recipient (a department's code) the source of the data asks whether that department may have it; the
        permit then serves for handing over to it and for nothing else.

        The answer has one entry a category: a refusal, or the one permit that names all allowed categories. The check
        itself is the use the resident sees; staff_ref and case go into that record. Raises ConsentError, and then
        nothing is allowed, also not what was answered before the fault.
        """
        if not is_pairwise_id(pairwise_id) or not categories or len(set(categories)) != len(categories):
            raise BadQuestion("A check takes a pairwise id and each category once.")
        context = {name: value for name, value in (("staff_ref", staff_ref), ("case", case)) if value}
        answers = {name: self._evaluate(activity, name, pairwise_id, recipient, context) for name in categories}
        permit = _permit_of(activity, pairwise_id, recipient, answers)
        return {
            name: permit if permit and answer.expires_at else Refusal(name, answer.reason, answer.decision_id)
            for name, answer in answers.items()
        }

    def _evaluate(
        self, activity: str, category: str, pairwise_id: str, recipient: str, context: dict[str, str]
    ) -> Answer:
        question: dict[str, Any] = {
            "subject": {"type": "department", "id": recipient or self.department},
            "action": {"name": activity},
            "resource": {"type": category, "id": pairwise_id},
        }
        if context:
            question["context"] = context
        return read_evaluation(self._ask(EVALUATION_PATH, question))

    def _ask(self, path: str, question: dict[str, Any]) -> dict[str, Any]:
        """This function will POST one question with a token, once more with a fresh one when the first is refused."""
        token = self._tokens.current()
        reply = self._send(path, question, token)
        if reply.status == 401:
            self._tokens.drop(token)
            reply = self._send(path, question, self._tokens.current())
        wire.refuse_status(reply.status)
        return reply.json()

    def _send(self, path: str, question: dict[str, Any], token: str) -> wire.Reply:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return wire.post(self._pool, path, content=json.dumps(question).encode(), headers=headers)


def _permit_of(activity: str, pairwise_id: str, recipient: str, answers: dict[str, Answer]) -> Permit | None:
    """This function will make the one permit for all that was allowed; it lives as long as the shortest of them."""
    allowed = {name: answer for name, answer in answers.items() if answer.expires_at}
    if not allowed:
        return None
    try:
        return issue(
            activity=activity,
            pairwise_id=pairwise_id,
            categories=frozenset(allowed),
            decision_ids=tuple(answer.decision_id for answer in allowed.values()),
            expires_at=min(answer.expires_at for answer in allowed.values() if answer.expires_at),
            recipient=recipient,
        )
    except PermitExpired:
        raise BadAnswer("The first permit expired before the last answer came.") from None

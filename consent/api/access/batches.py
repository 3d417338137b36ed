"""Many evaluations in one request (AuthZEN Authorization API 1.0 §7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from consent.api.access.messages import ENTITIES, BadRequest, Evaluation, merged, object_in, read_evaluation
from consent.api.access.sources import Answered, Failed
from consent.api.strict_json import TooLarge

MOST_EVALUATIONS = 10_000
MOST_BYTES = 4 * 1024 * 1024
# With which answer the batch ends; None when it never does before its end.
SEMANTICS: dict[str, bool | None] = {
    "execute_all": None,
    "deny_on_first_deny": False,
    "permit_on_first_permit": True,
}


@dataclass(frozen=True, slots=True)
class Batch:
    """What was asked, in order; an item that is no evaluation fails in its place."""

    items: Sequence[Evaluation | Failed]
    stop_at: bool | None = None

    @property
    def questions(self) -> list[Evaluation]:
        """The evaluations that may have to be decided: none behind a failure that ends the batch."""
        ends = self.stop_at is False
        first = next((at for at, item in enumerate(self.items) if ends and isinstance(item, Failed)), None)
        return [item for item in self.items[:first] if isinstance(item, Evaluation)]


def read_batch(body: Any) -> Batch | Evaluation:
    """This function will read an evaluations request; without evaluations it is a single one (§7.1).

    Raises ``BadRequest`` for what makes the whole of it unreadable and ``TooLarge`` for more than are answered at once.
    """
    if not isinstance(body, dict):
        raise BadRequest("the request must be an object")
    options = object_in(body, "options", required=False)
    semantic = options.get("evaluations_semantic", "execute_all")
    if not isinstance(semantic, str) or semantic not in SEMANTICS:
        raise BadRequest(f"options.evaluations_semantic must be one of {', '.join(SEMANTICS)}")
    asked = body.get("evaluations", [])
    if not isinstance(asked, list):
        raise BadRequest("evaluations must be an array")
    if not asked:
        return read_evaluation(body)
    if len(asked) > MOST_EVALUATIONS:
        raise TooLarge(f"A request has at most {MOST_EVALUATIONS} evaluations.")
    names = [name for name in (*ENTITIES, "context") if name in body]
    defaults = {name: object_in(body, name) for name in names}
    return Batch([_item(defaults, item) for item in asked], SEMANTICS[semantic])


def _item(defaults: dict[str, Any], item: Any) -> Evaluation | Failed:
    try:
        return read_evaluation(merged(defaults, item))
    except BadRequest as problem:
        return Failed(HTTPStatus.BAD_REQUEST, str(problem))


def answer_batch(batch: Batch, decide: Callable[[Sequence[Evaluation], bool | None], Sequence[Answered]]) -> list[Any]:
    """This function will return the responses of a batch, as many as its semantic lets be answered (§7.2)."""
    answers = iter(decide(batch.questions, batch.stop_at))
    responses = []
    for item in batch.items:
        answer = item if isinstance(item, Failed) else next(answers)
        response = write_failure(answer) if isinstance(answer, Failed) else answer
        responses.append(response)
        if batch.stop_at is not None and response["decision"] is batch.stop_at:
            break
    return responses


def write_failure(failed: Failed) -> dict[str, Any]:
    """This function will write an item that was not decided: a refusal that says why (§7.2.1)."""
    return {
        "decision": False,
        "context": {"error": {"status": failed.status.value, "message": failed.message}},
    }

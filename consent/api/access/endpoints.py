"""What the decision door answers: each path with its reader, its answer, its scope and its size."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from consent.api.access.batches import MOST_BYTES, Batch, answer_batch, read_batch
from consent.api.access.callers import require
from consent.api.access.messages import Evaluation, read_evaluation
from consent.api.access.searches import answer_search, read_search
from consent.api.access.sources import Answered, policy_source
from consent.api.strict_json import MAX_BYTES
from consent.ledger.actions.check import SCOPE as EVALUATE
from consent.ledger.actions.search import SCOPE as SEARCH

SINGLE = "/access/v1/evaluation"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``read`` raises ``BadRequest``; ``answer`` may raise ``Refused``, and returns JSON values or a failure."""

    metadata: str
    scope: str
    read: Callable[[Any], Any]
    answer: Callable[[Any, str], Any]
    most_bytes: int = MAX_BYTES


def answer_single(asked: Evaluation, token: str) -> Answered:
    """This function will answer one evaluation (AuthZEN 1.0 §6)."""
    return policy_source().evaluate(token, (asked,), None)[0]


def answer_many(asked: Batch | Evaluation, token: str) -> Any:
    """This function will answer a batch, or what came in its place as a single evaluation (AuthZEN 1.0 §7)."""
    if isinstance(asked, Evaluation):
        return answer_single(asked, token)
    if not asked.questions:
        require(token, EVALUATE)  # with nothing to decide, no source would ask who it is
    return {"evaluations": answer_batch(asked, partial(policy_source().evaluate, token))}


# The names are those of the metadata document (AuthZEN 1.0 §9.1).
ENDPOINTS = {
    SINGLE: Endpoint("access_evaluation_endpoint", EVALUATE, read_evaluation, answer_single),
    "/access/v1/evaluations": Endpoint("access_evaluations_endpoint", EVALUATE, read_batch, answer_many, MOST_BYTES),
    "/access/v1/search/subject": Endpoint(
        "search_subject_endpoint", SEARCH, partial(read_search, target="subject"), answer_search
    ),
    "/access/v1/search/resource": Endpoint(
        "search_resource_endpoint", SEARCH, partial(read_search, target="resource"), answer_search
    ),
    "/access/v1/search/action": Endpoint(
        "search_action_endpoint", SEARCH, partial(read_search, target="action"), answer_search
    ),
}

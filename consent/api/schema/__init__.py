"""The OpenAPI document: what REST framework's views say, and the decision path beside them."""

from typing import Any

from consent.api.schema import batches, decision, searches

OPERATIONS = {
    "/access/v1/evaluation": decision.EVALUATION,
    "/access/v1/evaluations": batches.EVALUATIONS,
    "/access/v1/search/subject": searches.SUBJECT_SEARCH,
    "/access/v1/search/resource": searches.RESOURCE_SEARCH,
    "/access/v1/search/action": searches.ACTION_SEARCH,
}


def add_decision_paths(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """This function will add the decision path to a generated document (a hook of drf-spectacular)."""
    result["paths"] |= {path: {"post": operation} for path, operation in OPERATIONS.items()}
    result["paths"] = dict(sorted(result["paths"].items()))
    for part in (decision, batches, searches):
        result["components"].setdefault("schemas", {}).update(part.SCHEMAS)
    return result

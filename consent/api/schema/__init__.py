"""The OpenAPI document: what REST framework's views say, and what is served beside them."""

from typing import Any

from consent.api.schema import batches, decision, searches, strictness, tokens  # noqa: F401  (registers descriptions)
from consent.api.schema.headers import say_headers
from consent.api.schema.problems import say_problems_once

OPERATIONS = {
    "/access/v1/evaluation": decision.EVALUATION,
    "/access/v1/evaluations": batches.EVALUATIONS,
    "/access/v1/search/subject": searches.SUBJECT_SEARCH,
    "/access/v1/search/resource": searches.RESOURCE_SEARCH,
    "/access/v1/search/action": searches.ACTION_SEARCH,
    "/o/token/": tokens.TOKEN,
    "/o/revoke_token/": tokens.REVOCATION,
}
TAGS = {
    "tokens": "How a client proves who it is.",
    "subjects": "From a national id to the department's own id of a person.",
    "decisions": "Whether data may be used now. Every question is recorded, and the resident sees it.",
    "permissions": "What residents decided about the department's own activities.",
    "consent requests": "Asking residents for a consent, and hearing what became of it.",
    "offers": "Offering a service before anybody asks: published rules, campaigns, offers and what became of them.",
    "uses": "What the department asked for, and what it did then.",
    "registry": "What the city may use data for, and what residents were told.",
    "shared signals": "Being told of withdrawals, objections and erasures (OpenID Shared Signals 1.0).",
}


def add_decision_paths(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """This function will add to a generated document what no view describes (a hook of drf-spectacular)."""
    result["paths"] |= {path: {"post": operation} for path, operation in OPERATIONS.items()}
    say_problems_once(result)
    say_headers(result)
    result["paths"] = dict(sorted(result["paths"].items()))
    for part in (decision, batches, searches, tokens):
        result["components"].setdefault("schemas", {}).update(part.SCHEMAS)
    result["components"]["securitySchemes"] |= tokens.SCHEMES
    result["tags"] = [{"name": name, "description": description} for name, description in TAGS.items()]
    return result

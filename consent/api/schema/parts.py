"""What the operations of the decision path have in common in the OpenAPI document."""

from typing import Any

from consent.api.access.messages import CONTEXT_TEXTS, MAX_ID, MAX_NAME, MAX_TEXT

JSON = "application/json"
ERRORS = {
    "401": "No living access token",
    "403": "The scope is missing",
    "413": "The request is too large",
    "429": "A quota is spent; Retry-After says when to ask again",
    "503": "The platform cannot answer now; nothing may be read",
}


def text(limit: int) -> dict[str, Any]:
    """This function will describe a non-empty text."""
    return {"type": "string", "minLength": 1, "maxLength": limit}


# What a policy source may read besides; the ledger reads none of it.
_OTHERS: dict[str, Any] = {"properties": {"type": "object"}}
ENTITY: dict[str, Any] = {
    "type": "object",
    "required": ["type", "id"],
    "properties": {"type": text(MAX_NAME), "id": text(MAX_ID), **_OTHERS},
}
TYPE_ONLY: dict[str, Any] = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": text(MAX_NAME), **_OTHERS},
}
ACTION: dict[str, Any] = {
    "type": "object",
    "description": "The purpose: name is the code of a processing activity.",
    "required": ["name"],
    "properties": {"name": text(MAX_NAME), **_OTHERS},
}
SEARCH_CONTEXT: dict[str, Any] = {
    "type": "object",
    "description": "What an activity may ask for besides; a resident sees it beside the use.",
    "properties": {name: text(MAX_TEXT) for name in CONTEXT_TEXTS},
}
CONTEXT: dict[str, Any] = {
    **SEARCH_CONTEXT,
    "properties": {
        **SEARCH_CONTEXT["properties"],
        "break_glass": {
            "type": "boolean",
            "description": "An emergency, where the activity knows one: staff_ref and reason are demanded, the person "
            "is told, and the data protection officer reviews it.",
        },
        "permit_for": {
            **text(MAX_NAME),
            "description": "The department that is the source of the category: an allow of a check then has a permit.",
        },
    },
}


def ref(name: str) -> dict[str, str]:
    """This function will refer to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def error(description: str) -> dict[str, Any]:
    """This function will describe an error in AuthZEN's own form, a JSON string."""
    return {"description": description, "content": {JSON: {"schema": {"type": "string"}}}}


def errors(bad: str, **changes: str) -> dict[str, Any]:
    """This function will describe the errors of an operation; ``bad`` is what a 400 means there."""
    said = {"400": bad, **ERRORS, **{status.removeprefix("on_"): words for status, words in changes.items()}}
    return {status: error(words) for status, words in said.items()}


def content(schema: str, examples: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    """This function will describe a body: its schema, and examples by name with a summary each."""
    written = {name: {"summary": summary, "value": value} for name, (summary, value) in examples.items()}
    return {JSON: {"schema": ref(schema), "examples": written}}

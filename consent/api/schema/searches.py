"""The three searches in the OpenAPI document."""

from typing import Any

from consent.api.access.pages import DEFAULT_LIMIT, MOST_RESULTS, MOST_TOKEN
from consent.api.schema.decision import QUESTION
from consent.api.schema.parts import ACTION, ENTITY, SEARCH_CONTEXT, TYPE_ONLY, content, errors
from consent.api.schema.security import SCHEME
from consent.api.strict_json import MAX_NUMBER

_PAGE = {
    "type": "object",
    "properties": {
        "token": {
            "type": "string",
            "maxLength": MOST_TOKEN,
            "description": "`next_token` of the page before, with the very same request.",
        },
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_NUMBER,
            "default": DEFAULT_LIMIT,
            "description": f"At most {MOST_RESULTS}; more than that means {MOST_RESULTS}.",
        },
    },
}
_NEXT = {
    "type": "object",
    "description": "Left out where all was found and the request has no `page`.",
    "required": ["next_token", "count"],
    "properties": {
        "next_token": {"type": "string", "description": "Empty on the last page."},
        "count": {"type": "integer", "minimum": 0},
    },
}
_SUBJECT, _ACTION, _RESOURCE = QUESTION["subject"], QUESTION["action"], QUESTION["resource"]


def _request(description: str, parts: dict[str, Any]) -> dict[str, Any]:
    properties = {**parts, "context": SEARCH_CONTEXT, "page": _PAGE}
    return {"type": "object", "description": description, "required": list(parts), "properties": properties}


def _response(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["results"],
        "properties": {"results": {"type": "array", "items": item}, "page": _NEXT},
    }


SCHEMAS: dict[str, Any] = {
    "SubjectSearchRequest": _request(
        "Which department may use this category of this person for this purpose?",
        {"subject": TYPE_ONLY, "action": ACTION, "resource": ENTITY},
    ),
    "ResourceSearchRequest": _request(
        "Of which people may this department use this category for this purpose?",
        {"subject": ENTITY, "action": ACTION, "resource": TYPE_ONLY},
    ),
    "ActionSearchRequest": _request(
        "For which purposes may this department use this category of this person?",
        {"subject": ENTITY, "resource": ENTITY},
    ),
    "EntitySearchResponse": _response(ENTITY),
    "ActionSearchResponse": _response(ACTION),
}


def _operation(
    of: str, summary: str, description: str, request: dict[str, Any], results: list[dict[str, Any]], token: str = ""
) -> dict[str, Any]:
    page = {"page": {"next_token": token, "count": len(results)}} if token else {}
    answered = {"results": results, **page}
    response = "ActionSearchResponse" if of == "action" else "EntitySearchResponse"
    return {
        "operationId": f"search_{of}",
        "summary": summary,
        "description": f"{description} Each decision behind the results is recorded before they are told, and the "
        "resident sees it. What is unknown or another department's is found empty.",
        "tags": ["decisions"],
        "security": [{SCHEME: ["decision:search"]}],
        "requestBody": {
            "required": True,
            "content": content(f"{of.capitalize()}SearchRequest", {"search": (summary, request)}),
        },
        "responses": {
            "200": {
                "description": "What is allowed, a page of it",
                "content": content(
                    response,
                    {
                        "found": ("Found", answered),
                        "none": ("Nothing", {"results": []}),
                    },
                ),
            },
            **errors("The request is malformed, or the page's token is of another search"),
        },
    }


SUBJECT_SEARCH = _operation(
    "subject",
    "Who may use this?",
    "The asking department, or nobody: what other departments may do is theirs to ask.",
    {"subject": {"type": "department"}, "action": _ACTION, "resource": _RESOURCE},
    [_SUBJECT],
)
RESOURCE_SEARCH = _operation(
    "resource",
    "Of whom may we use this?",
    "The department's own pairwise ids, in their order; a page may hold fewer than its limit and not be the last.",
    {"subject": _SUBJECT, "action": _ACTION, "resource": {"type": _RESOURCE["type"]}, "page": {"limit": 1}},
    [_RESOURCE],
    token="ZXhhbXBsZSBvZiBhIHRva2Vu",
)
ACTION_SEARCH = _operation(
    "action",
    "For what may we use this?",
    "Codes of processing activities, in their order.",
    {"subject": _SUBJECT, "resource": _RESOURCE},
    [_ACTION],
)

"""The decision path in the OpenAPI document, written by hand: a callable before Django answers it, not a view."""

from typing import Any

from consent.api.access.messages import CONTEXT_TEXTS, MAX_ID, MAX_NAME, MAX_TEXT
from consent.api.schema.security import SCHEME
from consent.core.vocabulary import Basis, Reason


def _text(limit: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": limit}


_ENTITY = {
    "type": "object",
    "required": ["type", "id"],
    "properties": {"type": _text(MAX_NAME), "id": _text(MAX_ID)},
}
_JSON = "application/json"

SCHEMAS: dict[str, Any] = {
    "EvaluationRequest": {
        "type": "object",
        "description": "May this department use this category of this person for this purpose, now?",
        "required": ["subject", "action", "resource"],
        "properties": {
            "subject": {**_ENTITY, "description": "The asking department: type `department`, id its code."},
            "action": {
                "type": "object",
                "description": "The purpose: name is the code of a processing activity.",
                "required": ["name"],
                "properties": {"name": _text(MAX_NAME)},
            },
            "resource": {**_ENTITY, "description": "Type is a data category's code, id the person's pairwise id."},
            "context": {
                "type": "object",
                "description": "What an activity may ask for besides; a resident sees it beside the use.",
                "properties": {name: _text(MAX_TEXT) for name in CONTEXT_TEXTS},
            },
        },
    },
    "EvaluationResponse": {
        "type": "object",
        "required": ["decision", "context"],
        "properties": {
            "decision": {"type": "boolean"},
            "context": {
                "type": "object",
                "required": ["decision_id", "reason", "basis"],
                "properties": {
                    "decision_id": {"type": "string", "format": "uuid"},
                    "reason": {"type": "string", "enum": [reason.value for reason in Reason]},
                    "basis": {"type": ["string", "null"], "enum": [*(basis.value for basis in Basis), None]},
                    "law_ref": {"type": "string"},
                    "notice_version": {"type": "integer", "minimum": 1},
                    "valid_until": {"type": "string", "format": "date-time"},
                    "permit_expires_at": {"type": "string", "format": "date-time"},
                },
            },
        },
    },
}

_QUESTION = {
    "subject": {"type": "department", "id": "library"},
    "action": {"name": "library-recommendations"},
    "resource": {"type": "library.loans", "id": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q"},
}
_ALLOWED = {
    "decision": True,
    "context": {
        "decision_id": "993b85ea-43c1-451a-be76-eb12cfa4667d",
        "reason": "consent",
        "basis": "consent",
        "notice_version": 1,
        "valid_until": "2028-11-24T09:00:00Z",
        "permit_expires_at": "2026-11-24T09:05:00Z",
    },
}
_REFUSED = {
    "decision": False,
    "context": {"decision_id": "5c0e8a4f-7d0b-4c83-9b52-0f5b1f0f7f0e", "reason": "withdrawn", "basis": "consent"},
}


def _error(description: str) -> dict[str, Any]:
    return {"description": description, "content": {_JSON: {"schema": {"type": "string"}}}}


EVALUATION: dict[str, Any] = {
    "operationId": "evaluate",
    "summary": "May we use this?",
    "description": (
        "OpenID AuthZEN Authorization API 1.0. A refusal is 200 with `decision: false`. Each question is recorded "
        "before it is answered, allowed or not, and the resident sees it. Nothing may be remembered: a decision is "
        "about now."
    ),
    "tags": ["decisions"],
    "security": [{SCHEME: ["decision:evaluate"]}],
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {
                "schema": {"$ref": "#/components/schemas/EvaluationRequest"},
                "examples": {"question": {"summary": "The library asks about loans", "value": _QUESTION}},
            }
        },
    },
    "responses": {
        "200": {
            "description": "The decision",
            "content": {
                _JSON: {
                    "schema": {"$ref": "#/components/schemas/EvaluationResponse"},
                    "examples": {
                        "allowed": {"summary": "Given", "value": _ALLOWED},
                        "refused": {"summary": "Withdrawn", "value": _REFUSED},
                    },
                }
            },
        },
        "400": _error("The question is malformed"),
        "401": _error("No living access token"),
        "403": _error("The scope is missing, or the subject is another department"),
        "413": _error("The question is too large"),
        "503": _error("The platform cannot answer now; nothing may be read"),
    },
}

"""The decision path in the OpenAPI document, written by hand: a callable before Django answers it, not a view."""

from typing import Any

from consent.api.schema.parts import ACTION, CONTEXT, ENTITY, content, errors
from consent.api.schema.security import SCHEME
from consent.core.vocabulary import Basis, Reason

_SUBJECT = (
    "The department that is to get the data: type `department`, id its code. The asking one, or, where that is the "
    "source of the category, a recipient that the activity declares."
)

FOREIGN = "The scope is missing, or the subject is a department that this one may not ask for"

SCHEMAS: dict[str, Any] = {
    "EvaluationRequest": {
        "type": "object",
        "description": "May this department use this category of this person for this purpose, now?",
        "required": ["subject", "action", "resource"],
        "properties": {
            "subject": {**ENTITY, "description": _SUBJECT},
            "action": ACTION,
            "resource": {**ENTITY, "description": "Type is a data category's code, id the person's pairwise id."},
            "context": CONTEXT,
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
                    "permit": {
                        "type": "string",
                        "description": "Only where permit_for was asked for: what the source of the data is shown.",
                    },
                },
            },
        },
    },
}

QUESTION = {
    "subject": {"type": "department", "id": "library"},
    "action": {"name": "library-recommendations"},
    "resource": {"type": "library.loans", "id": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q"},
}
ALLOWED = {
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
REFUSED = {
    "decision": False,
    "context": {"decision_id": "5c0e8a4f-7d0b-4c83-9b52-0f5b1f0f7f0e", "reason": "withdrawn", "basis": "consent"},
}


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
        "content": content("EvaluationRequest", {"question": ("The library asks about loans", QUESTION)}),
    },
    "responses": {
        "200": {
            "description": "The decision",
            "content": content(
                "EvaluationResponse", {"allowed": ("Given", ALLOWED), "refused": ("Withdrawn", REFUSED)}
            ),
        },
        **errors("The question is malformed", on_403=FOREIGN),
    },
}

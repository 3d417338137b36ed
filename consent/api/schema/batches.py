"""Evaluations, many in one request, in the OpenAPI document."""

from typing import Any

from consent.api.access.batches import MOST_EVALUATIONS, SEMANTICS
from consent.api.schema.decision import ALLOWED, QUESTION, REFUSED
from consent.api.schema.parts import content, errors, ref
from consent.api.schema.security import SCHEME

_DEFAULT = "What evaluations have that do not name their own; one of theirs replaces it whole."
_PARTS = ("subject", "action", "resource", "context")
_ERROR = {"status": 400, "message": "resource must be an object"}

SCHEMAS: dict[str, Any] = {
    "EvaluationsRequest": {
        "type": "object",
        "description": "Many questions at once, decided in one transaction. Without `evaluations`: a single one.",
        "anyOf": [
            {"required": ["evaluations"], "properties": {"evaluations": {"minItems": 1}}},
            ref("EvaluationRequest"),
        ],
        "properties": {
            **{name: {"type": "object", "description": _DEFAULT} for name in _PARTS},
            "evaluations": {
                "type": "array",
                "maxItems": MOST_EVALUATIONS,
                "items": {"type": "object", "properties": {name: {"type": "object"} for name in _PARTS}},
            },
            "options": {
                "type": "object",
                "properties": {
                    "evaluations_semantic": {"type": "string", "enum": list(SEMANTICS), "default": "execute_all"}
                },
            },
        },
    },
    "EvaluationFailure": {
        "type": "object",
        "description": "An evaluation that was not decided, and is not recorded: what alone it would have been told.",
        "required": ["decision", "context"],
        "properties": {
            "decision": {"const": False},
            "context": {
                "type": "object",
                "required": ["error"],
                "properties": {
                    "error": {
                        "type": "object",
                        "required": ["status", "message"],
                        "properties": {"status": {"type": "integer"}, "message": {"type": "string"}},
                    }
                },
            },
        },
    },
    "EvaluationsResponse": {
        "oneOf": [
            {
                "type": "object",
                "required": ["evaluations"],
                "properties": {
                    "evaluations": {
                        "type": "array",
                        "items": {"oneOf": [ref("EvaluationResponse"), ref("EvaluationFailure")]},
                    }
                },
            },
            ref("EvaluationResponse"),
        ]
    },
}

_RESOURCE = QUESTION["resource"]
_TWO: list[dict[str, Any]] = [
    {"resource": _RESOURCE},
    {"resource": {**_RESOURCE, "id": "ozr5a4ueq4cdhmnaf5wsi2zsoazr7llw"}},
]
_MANY = {
    "subject": QUESTION["subject"],
    "action": QUESTION["action"],
    "evaluations": _TWO,
}
_MANY_ANSWERED = {"evaluations": [ALLOWED, REFUSED, {"decision": False, "context": {"error": _ERROR}}]}
_UNTIL_DENIED = {**_MANY, "options": {"evaluations_semantic": "deny_on_first_deny"}}

EVALUATIONS: dict[str, Any] = {
    "operationId": "evaluate_many",
    "summary": "May we use these?",
    "description": (
        "As `evaluation`, for up to ten thousand questions: all facts are read in one statement, all uses recorded in "
        "one, and nothing is answered before all of it is committed. `deny_on_first_deny` and `permit_on_first_permit` "
        "answer, and record, only up to that answer. An evaluation that cannot be decided is refused in its place."
    ),
    "tags": ["decisions"],
    "security": [{SCHEME: ["decision:evaluate"]}],
    "requestBody": {
        "required": True,
        "content": content(
            "EvaluationsRequest",
            {
                "all": ("Two people, and a mistake", {**_MANY, "evaluations": [*_TWO, {}]}),
                "until": ("Until one is refused", _UNTIL_DENIED),
            },
        ),
    },
    "responses": {
        "200": {
            "description": "The decisions, in the order of the questions",
            "content": content(
                "EvaluationsResponse",
                {"many": ("One given, one withdrawn, one malformed", _MANY_ANSWERED), "single": ("Alone", ALLOWED)},
            ),
        },
        **errors(
            "The request as a whole is malformed, or its semantic unknown",
            on_403="The scope is missing, or a single question is about a department that this one may not ask for",
            on_413="More than 10,000 evaluations, or more than 4 MiB",
        ),
    },
}

"""AuthZEN messages to and from the ledger's questions and answers (Authorization API 1.0 §6–7)."""

from datetime import UTC, datetime
from typing import Any

import orjson

from consent.ledger.actions.check import Answer
from consent.ledger.facts import CheckQuestion

MAX_NAME = 64
MAX_ID = 128
MAX_TEXT = 500
CONTEXT_TEXTS = ("case", "staff_ref", "reason")


class BadRequest(ValueError):
    """The request is JSON but not an evaluation request; the message says what to do and repeats no input."""


def _object(container: dict[str, Any], name: str, *, required: bool = True) -> dict[str, Any]:
    value = container.get(name)
    if value is None and not required and name not in container:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be an object")
    return value


def _text(container: dict[str, Any], path: str, name: str, limit: int) -> str:
    value = container.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{path} must be a non-empty string")
    if len(value) > limit:
        raise BadRequest(f"{path} must be at most {limit} characters")
    return value


def read_question(body: Any, token_checksum: str) -> CheckQuestion:
    """This function will read one evaluation request (already strict JSON) as a question of the token's holder.

    Unknown members are ignored, as the standard demands. Raises ``BadRequest``.
    """
    if not isinstance(body, dict):
        raise BadRequest("the request must be an object")
    subject, action, resource = _object(body, "subject"), _object(body, "action"), _object(body, "resource")
    context = _object(body, "context", required=False)
    subject_type = _text(subject, "subject.type", "type", MAX_NAME)
    department = _text(subject, "subject.id", "id", MAX_ID)
    for container, path in ((subject, "subject"), (action, "action"), (resource, "resource")):
        if "properties" in container and not isinstance(container["properties"], dict):
            raise BadRequest(f"{path}.properties must be an object")
    said = {name: _text(context, f"context.{name}", name, MAX_TEXT) for name in CONTEXT_TEXTS if name in context}
    return CheckQuestion(
        token_checksum=token_checksum,
        # Another type of subject is nobody whom a department's token could speak for.
        department=department if subject_type == "department" else "",
        activity=_text(action, "action.name", "name", MAX_NAME),
        category=_text(resource, "resource.type", "type", MAX_NAME),
        pairwise_id=_text(resource, "resource.id", "id", MAX_ID),
        **said,
    )


def write_moment(at: datetime) -> str:
    """This function will write an aware datetime as RFC 3339 in UTC, to the second and never later than it was."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer_fields(answer: Answer) -> dict[str, Any]:
    """This function will return the evaluation response of ``answer`` as plain JSON values."""
    context: dict[str, Any] = {
        "decision_id": answer.decision_id,
        "reason": answer.reason.value,
        "basis": answer.basis.value if answer.basis else None,
    }
    if answer.law_ref:
        context["law_ref"] = answer.law_ref
    if answer.notice_version is not None:
        context["notice_version"] = answer.notice_version
    if answer.valid_until is not None:
        context["valid_until"] = write_moment(answer.valid_until)
    if answer.permit_expires_at is not None:
        context["permit_expires_at"] = write_moment(answer.permit_expires_at)
    return {"decision": answer.allowed, "context": context}


def write_answer(answer: Answer) -> bytes:
    """This function will return the evaluation response of ``answer`` as JSON bytes."""
    return orjson.dumps(answer_fields(answer))

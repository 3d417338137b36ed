"""AuthZEN requests as plain values, whoever decides about them (Authorization API 1.0 §5–7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_NAME = 64
MAX_ID = 128
MAX_TEXT = 500
CONTEXT_TEXTS = ("case", "staff_ref", "reason")
ENTITIES = ("subject", "action", "resource")
_REQUIRED = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}
_LIMITS = {"type": MAX_NAME, "id": MAX_ID, "name": MAX_NAME}


class BadRequest(ValueError):
    """The request is JSON but not one of AuthZEN's; the message says what to do and repeats no input."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One well-formed question; ``body`` is all of it as it came, for a source that reads properties.

    In a search the member that is asked for is empty.
    """

    subject_type: str
    subject_id: str
    action: str
    resource_type: str
    resource_id: str
    body: Mapping[str, Any]
    case: str | None = None
    staff_ref: str | None = None
    reason: str | None = None
    break_glass: bool = False


def object_in(container: Mapping[str, Any], name: str, *, required: bool = True) -> dict[str, Any]:
    """This function will return a member that is an object, an empty one where it may be left out and is."""
    value = container.get(name)
    if value is None and not required and name not in container:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be an object")
    return value


def _text(container: Mapping[str, Any], path: str, name: str, limit: int) -> str:
    value = container.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{path} must be a non-empty string")
    if len(value) > limit:
        raise BadRequest(f"{path} must be at most {limit} characters")
    return value


def _properties(container: Mapping[str, Any], path: str) -> None:
    if "properties" in container and not isinstance(container["properties"], dict):
        raise BadRequest(f"{path}.properties must be an object")


def _said(context: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(context, f"context.{name}", name, MAX_TEXT) for name in CONTEXT_TEXTS if name in context}


def _flag(context: Mapping[str, Any], name: str) -> bool:
    value = context.get(name, False)
    if not isinstance(value, bool):
        raise BadRequest(f"context.{name} must be true or false")
    return value


def read_evaluation(body: Any) -> Evaluation:
    """This function will read one evaluation request (already strict JSON); raises ``BadRequest``.

    Unknown members are ignored, as the standard demands (§5).
    """
    if not isinstance(body, dict):
        raise BadRequest("the request must be an object")
    subject, action, resource = object_in(body, "subject"), object_in(body, "action"), object_in(body, "resource")
    context = object_in(body, "context", required=False)
    for container, path in ((subject, "subject"), (action, "action"), (resource, "resource")):
        _properties(container, path)
    return Evaluation(
        _text(subject, "subject.type", "type", MAX_NAME),
        _text(subject, "subject.id", "id", MAX_ID),
        _text(action, "action.name", "name", MAX_NAME),
        _text(resource, "resource.type", "type", MAX_NAME),
        _text(resource, "resource.id", "id", MAX_ID),
        body,
        **_said(context),
        break_glass=_flag(context, "break_glass"),
    )


def read_target(body: Any, *, of: str) -> Evaluation:
    """This function will read a search request for what is ``of``: a subject, a resource or an action (§8).

    The id of what is searched for is not read, and a search for actions has none to name. Raises ``BadRequest``.
    """
    if not isinstance(body, dict):
        raise BadRequest("the request must be an object")
    named = {f"{entity}_{name}": "" for entity in ENTITIES for name in _REQUIRED[entity]}
    for entity in ENTITIES:
        if entity == of == "action":
            continue
        container = object_in(body, entity)
        _properties(container, entity)
        for name in _REQUIRED[entity]:
            if entity == of and name == "id":
                continue
            named[f"{entity}_{name}"] = _text(container, f"{entity}.{name}", name, _LIMITS[name])
    context = object_in(body, "context", required=False)
    return Evaluation(
        named["subject_type"],
        named["subject_id"],
        named["action_name"],
        named["resource_type"],
        named["resource_id"],
        body,
        **_said(context),
        break_glass=False,  # a search is no emergency
    )


def merged(defaults: Mapping[str, Any], item: Any) -> dict[str, Any]:
    """This function will return one item of a batch with the request's own members where the item has none (§7.1.1).

    A member of the item replaces the default whole; only a required name that it leaves out (``type``, ``id`` or
    ``name``) is still taken from the default (certification scenario C-3-2-7). Raises ``BadRequest``.
    """
    if not isinstance(item, dict):
        raise BadRequest("an evaluation must be an object")
    whole = {**defaults, **{name: item[name] for name in (*ENTITIES, "context") if name in item}}
    for entity in ENTITIES:
        default, own = defaults.get(entity), item.get(entity)
        if default and isinstance(own, dict):
            missing = [name for name in _REQUIRED[entity] if name not in own and name in default]
            if missing:
                whole[entity] = {**{name: default[name] for name in missing}, **own}
    return whole

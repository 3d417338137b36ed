"""Which headers answers carry, said once and referred to by every operation of the OpenAPI document."""

from typing import Any

_TEXT = {"type": "string"}
HEADERS: dict[str, Any] = {
    "X-Request-ID": {
        "description": "The request's own id where it sent a harmless one, else a new one.",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 64},
    },
    "Retry-After": {
        "description": "After how many seconds to ask again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {"description": "What would have opened it (RFC 6750 §3, RFC 7617).", "schema": _TEXT},
    "ETag": {
        "description": "Names this state: for If-None-Match, and for If-Match.",
        "required": True,
        "schema": _TEXT,
    },
    "Idempotent-Replayed": {
        "description": "`true` where the act was done before and this is its first answer again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
_OF_STATUS = {"401": "WWW-Authenticate", "403": "WWW-Authenticate", "429": "Retry-After", "503": "Retry-After"}
# A request that names an ETag is about something that has one.
_OF_PARAMETER = {"If-None-Match": "ETag", "If-Match": "ETag", "Idempotency-Key": "Idempotent-Replayed"}


def say_headers(document: dict[str, Any]) -> None:
    """This function will add to each answer of each operation the headers that it carries (RFC 9110)."""
    document["components"]["headers"] = HEADERS
    for operation in (each for methods in document["paths"].values() for each in methods.values()):
        asked = {parameter["name"] for parameter in operation.get("parameters", [])}
        for status, answer in operation["responses"].items():
            names = ["X-Request-ID", *([_OF_STATUS[status]] if status in _OF_STATUS else [])]
            if status < "400" and status != "204":
                names += [header for parameter, header in _OF_PARAMETER.items() if parameter in asked]
            answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}

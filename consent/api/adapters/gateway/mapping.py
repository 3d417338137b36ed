"""Which request to a vendor's system is which question: the operator's file, read once and strictly."""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from consent.api.adapters.gateway.routes import METHODS, PERSON, Gateway, Pattern, Route
from consent.api.strict_json import BadJson, parse

MOST_BYTES = 1024 * 1024
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_CODE = re.compile(r"[a-z][a-z0-9.-]{0,63}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
# Headers that say something else already, to the gateway or to us.
_TAKEN = frozenset({"authorization", "cookie", "host", "x-original-uri", "x-original-method", "x-request-id"})
_GATEWAY = frozenset({"department", "routes"})
_ROUTE = frozenset({"path", "methods", "activity", "category", "person", "case", "staff_ref", "query"})
_NEEDED = frozenset({"path", "methods", "activity", "category"})


class MappingError(ValueError):
    """The file is no mapping; the message says where and why."""


def load(file: Path) -> dict[str, Gateway]:
    """This function will read the gateways of a mapping file; raises ``OSError`` and ``MappingError``.

    The form is in docs/adapters.md. Refused are unknown members, so that a misspelled one is no silent gap, and two
    routes of one gateway that the same request could mean.
    """
    try:
        document = parse(file.read_bytes(), max_bytes=MOST_BYTES)
    except BadJson as reason:
        raise MappingError(str(reason).removesuffix(".")) from None
    gateways = _members(document, "the file", frozenset({"gateways"}), frozenset({"gateways"}))["gateways"]
    if not isinstance(gateways, dict) or not gateways:
        raise MappingError("gateways must name at least one gateway")
    return {name: _gateway(name, told) for name, told in gateways.items()}


def _gateway(name: str, told: Any) -> Gateway:
    where = f"gateway {_named(name, _NAME, 'a gateway')}"
    members = _members(told, where, _GATEWAY, _GATEWAY)
    routes = members["routes"]
    if not isinstance(routes, list) or not routes:
        raise MappingError(f"{where}: routes must be a list of at least one")
    read = tuple(_route(f"{where}, route {number}", one) for number, one in enumerate(routes, start=1))
    for (first, one), (second, other) in combinations(enumerate(read, start=1), 2):
        if one.methods & other.methods and one.pattern.meets(other.pattern):
            raise MappingError(f"{where}: routes {first} and {second} could both be meant by one request")
    return Gateway(_named(members["department"], _NAME, f"{where}: department"), read)


def _route(where: str, told: Any) -> Route:
    members = _members(told, where, _ROUTE, _NEEDED)
    try:
        pattern = Pattern.of(members["path"])
    except ValueError as reason:
        raise MappingError(f"{where}: {reason}") from None
    in_header = _header(members, "person", where)
    if pattern.names_person == bool(in_header):
        raise MappingError(f"{where}: the person is found in the path as {{{PERSON}}} or in a header, in one of both")
    return Route(
        pattern=pattern,
        methods=frozenset(_list(members["methods"], METHODS, f"{where}: methods")),
        activity=_named(members["activity"], _CODE, f"{where}: activity"),
        category=_named(members["category"], _CODE, f"{where}: category"),
        person=in_header,
        case=_header(members, "case", where),
        staff_ref=_header(members, "staff_ref", where),
        query=frozenset(_list(members.get("query", []), None, f"{where}: query")),
    )


def _members(told: Any, where: str, may: frozenset[str], must: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise MappingError(f"{where} must be an object")
    if wrong := sorted(told.keys() - may) or sorted(must - told.keys()):
        raise MappingError(f"{where}: {wrong[0]} is " + ("unknown" if wrong[0] in told else "missing"))
    return told


def _named(value: Any, form: re.Pattern[str], where: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise MappingError(f"{where} is not well formed")
    return value


def _list(value: Any, among: Iterable[str] | None, where: str) -> list[str]:
    if not isinstance(value, list) or (among and not value) or len(value) != len(set(map(str, value))):
        raise MappingError(f"{where} must be a list without repetitions")
    for each in value:
        _named(each, _PARAMETER, where)
        if among is not None and each not in among:
            raise MappingError(f"{where} may hold {', '.join(sorted(among))}")
    return value


def _header(members: Mapping[str, Any], name: str, where: str) -> str:
    if name not in members:
        return ""
    told = _members(members[name], f"{where}, {name}", frozenset({"header"}), frozenset({"header"}))
    header = _named(told["header"], _HEADER, f"{where}, {name}: header")
    if header.lower() in _TAKEN:
        raise MappingError(f"{where}, {name}: that header has a meaning of its own")
    return header

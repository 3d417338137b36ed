"""The file behind a fixture source: users, records, rules and stated decisions. Plain Python, also for the settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consent.api.access.fixture_rules import FixtureError, Rule, read_rule
from consent.api.access.messages import BadRequest, merged

_MEMBERS = {"description", "users", "records", "actions", "rules", "decisions", "evaluation", "evaluations"}
# What a record of the file is known by: type and id.
Entities = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Stated:
    """A request whose answer the file states: a decision, or what a search finds."""

    request: dict[str, Any]
    expected: bool | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Fixture:
    """All that a file says, in its order."""

    users: Entities
    records: Entities
    actions: tuple[str, ...]
    rules: tuple[Rule, ...]
    decisions: tuple[Stated, ...]
    searches: tuple[Stated, ...]


def load(file: Path) -> Fixture:
    """This function will read a fixture, also one of the interoperability suites' files of cases as it is published.

    Raises ``OSError`` and ``FixtureError``.
    """
    try:
        return read(json.loads(file.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, UnicodeDecodeError) as reason:
        raise FixtureError(f"it is not JSON in UTF-8 ({reason})") from None


def read(said: Any) -> Fixture:
    """This function will read a fixture from JSON values; raises ``FixtureError``."""
    if not isinstance(said, dict):
        raise FixtureError("it must be an object")
    if unknown := sorted(said.keys() - _MEMBERS):
        raise FixtureError(f"it has unknown members: {', '.join(unknown)}")
    rules = tuple(read_rule(entry, f"rules[{at}]") for at, entry in enumerate(_list(said.get("rules", []), "rules")))
    stated = _stated(said)
    if not rules and not stated:
        raise FixtureError("it has neither rules nor decisions")
    decisions = tuple(one for one in stated if isinstance(one.expected, bool))
    named = [name for rule in rules for name in sorted(rule.actions or ())]
    named += [one.request["action"]["name"] for one in decisions]
    actions = [str(name) for name in _list(said.get("actions", []), "actions")] or named
    return Fixture(
        users=_entities(said.get("users", []), "user"),
        records=_entities(said.get("records", []), "record"),
        actions=tuple(dict.fromkeys(actions)),
        rules=rules,
        decisions=decisions,
        searches=tuple(one for one in stated if not isinstance(one.expected, bool)),
    )


def _list(said: Any, where: str) -> list[Any]:
    if not isinstance(said, list):
        raise FixtureError(f"{where} must be a list")
    return said


def _entities(said: Any, kind: str) -> Entities:
    if isinstance(said, dict):
        # A table by id: what is inside may have an id of another meaning.
        said = [{**about, "id": name} if isinstance(about, dict) else about for name, about in said.items()]
    found: Entities = {}
    for at, entry in enumerate(_list(said, f"{kind}s")):
        name = entry.get("id", entry.get("name")) if isinstance(entry, dict) else None
        if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
            raise FixtureError(f"{kind}s[{at}] must be an object with an id or a name")
        attributes = {**entry, **(entry.get("properties") or {})}
        found[str(entry.get("type", kind)), str(name)] = {**attributes, "id": str(name)}
    return found


def _stated(said: Mapping[str, Any]) -> list[Stated]:
    decisions = said.get("decisions", [])
    lists = decisions if isinstance(decisions, dict) else {"evaluation": decisions}
    found: list[Stated] = []
    for source, where in ((lists, "decisions"), (said, "it")):
        for at, case in enumerate(_list(source.get("evaluation", []), f"{where}.evaluation")):
            found.append(_case(case, f"{where}.evaluation[{at}]"))
        for at, case in enumerate(_list(source.get("evaluations", []), f"{where}.evaluations")):
            found += _batch(case, f"{where}.evaluations[{at}]")
    return found


def _case(case: Any, where: str) -> Stated:
    request = case.get("request") if isinstance(case, dict) else None
    if not isinstance(request, dict):
        raise FixtureError(f"{where} must be an object with a request and what is expected")
    expected = case.get("expected")
    if isinstance(expected, dict):
        expected = expected.get("decision", expected.get("results"))
    searched = [name for name in ("subject", "resource") if isinstance(request.get(name), dict)]
    if isinstance(expected, bool):
        if len(searched) < 2 or not isinstance(request.get("action"), dict) or "name" not in request["action"]:
            raise FixtureError(f"{where}.request must have a subject, an action with a name, and a resource")
    elif not isinstance(expected, list) or not all(isinstance(one, dict) for one in expected):
        raise FixtureError(f"{where}.expected must be true, false, or the results of a search")
    return Stated(request, expected)


def _batch(case: Any, where: str) -> list[Stated]:
    request = case.get("request") if isinstance(case, dict) else None
    items = request.get("evaluations") if isinstance(request, dict) else None
    expected = case.get("expected") if isinstance(case, dict) else None
    # A draft wrote both as tables by number.
    items = list(items.values()) if isinstance(items, dict) else items
    expected = list(expected.values()) if isinstance(expected, dict) else expected
    if not isinstance(request, dict) or not isinstance(items, list) or not isinstance(expected, list):
        raise FixtureError(f"{where} must have evaluations, and what is expected of each")
    try:
        pairs = zip((merged(request, item) for item in items), expected, strict=False)
        return [_case({"request": asked, "expected": answer}, where) for asked, answer in pairs]
    except BadRequest as reason:
        raise FixtureError(f"{where}: {reason}") from None

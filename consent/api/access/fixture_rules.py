"""Rules of a fixture: what a condition may say, and whether it holds for a request. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PARTS = ("subject", "action", "resource", "context")
_MEMBERS = {"description", "effect", "actions", "when"}


class FixtureError(ValueError):
    """The file is no fixture; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Allows or denies ``actions`` (all when None) where every condition holds."""

    allows: bool
    actions: frozenset[str] | None
    when: tuple[tuple[str, Any], ...]

    def applies(self, request: Mapping[str, Mapping[str, Any]]) -> bool:
        """This function will tell whether the rule speaks about ``request``: attributes by part."""
        if self.actions is not None and request["action"].get("name") not in self.actions:
            return False
        return all(_holds(condition, _attribute(path, request), request) for path, condition in self.when)


def permits(rules: tuple[Rule, ...], request: Mapping[str, Mapping[str, Any]]) -> bool:
    """This function will decide: allowed when some rule allows it and none denies it."""
    said = [rule.allows for rule in rules if rule.applies(request)]
    return bool(said) and all(said)


def read_rule(entry: Any, where: str) -> Rule:
    """This function will read one rule of the file; raises ``FixtureError``."""
    if not isinstance(entry, dict):
        raise FixtureError(f"{where} must be an object")
    if unknown := sorted(entry.keys() - _MEMBERS):
        raise FixtureError(f"{where} has unknown members: {', '.join(unknown)}")
    effect, actions, when = entry.get("effect", "allow"), entry.get("actions"), entry.get("when", {})
    if effect not in ("allow", "deny"):
        raise FixtureError(f"{where}.effect must be allow or deny")
    if isinstance(actions, str):
        actions = [actions]
    if actions is not None and not (isinstance(actions, list) and all(isinstance(name, str) for name in actions)):
        raise FixtureError(f"{where}.actions must be a name or a list of names")
    if not isinstance(when, dict):
        raise FixtureError(f"{where}.when must be an object")
    for path, condition in when.items():
        _check_path(path, f"{where}.when")
        _check_condition(condition, f"{where}.when[{path}]")
    return Rule(effect == "allow", None if actions is None else frozenset(actions), tuple(when.items()))


def _check_path(path: Any, where: str) -> None:
    part, _, name = path.partition(".") if isinstance(path, str) else ("", "", "")
    if part not in PARTS or not name:
        raise FixtureError(f"{where} must name an attribute such as subject.id, one of {', '.join(PARTS)}")


def _check_condition(condition: Any, where: str) -> None:
    if not isinstance(condition, dict):
        return
    if condition.keys() == {"same_as"}:
        _check_path(condition["same_as"], f"{where}.same_as")
    elif condition.keys() == {"not"}:
        _check_condition(condition["not"], f"{where}.not")
    else:
        raise FixtureError(f"{where} must be a value, a list of values, same_as or not")


def _attribute(path: str, request: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    part, _, name = path.partition(".")
    value = request[part].get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _holds(condition: Any, values: list[Any], request: Mapping[str, Mapping[str, Any]]) -> bool:
    if isinstance(condition, dict):
        if "not" in condition:
            return not _holds(condition["not"], values, request)
        wanted = _attribute(condition["same_as"], request)
    else:
        wanted = condition if isinstance(condition, list) else [condition]
    # True equals 1 in Python and in nobody's policy.
    return any(type(value) is type(one) and value == one for value in values for one in wanted)

"""Eligibility by published rules: a small language of comparisons that people wrote, and nothing that weighs or scores.

A rule set is JSON::

    {"purely_rules": true,
     "inputs": {"birth_date": {"type": "date", "category": "child.birth_date", "words": {"fi": …, "sv": …, "en": …}}},
     "rules": [{"code": "born_in_2021", "words": {"fi": …, "sv": …, "en": …},
                "all": [{"input": "birth_date", "op": "year_of", "value": 2021}]}]}

An input is a ``date`` (``2021-05-03``), ``int``, ``bool``, ``text`` or ``choice`` (with ``choices``: each value and
its words). A rule has one of ``all``, ``any`` (lists of comparisons) and ``when`` (one comparison); operators are
``eq ne in lt le gt ge between year_of``. Whoever meets every rule qualifies. There is no arithmetic, no weight and no
order: the same inputs give the same answer, and each rule by itself is met, not met or, when an input is missing,
unknown. GDPR 22, 13(2)(f); Administrative Procedure Act 434/2003 ch. 8 b.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from consent.core.eligibility_shape import is_value, problems_in
from consent.core.eligibility_words import value_in_words

Value = str | int | bool | None
Body = Mapping[str, Any]

__all__ = [
    "Body", "Rule", "RuleResult", "Rules", "Value", "Verdict", "categories_of", "check_rules", "evaluate", "read_rules",
    "undeclared", "value_in_words",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Whether one rule was met; None: an input that it needs is missing or is no value of its type."""

    code: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one person. ``qualifies`` only where every rule is met.

    ``missing`` names the inputs that lack. ``determined`` is false when they might have changed the answer.
    """

    qualifies: bool
    results: tuple[RuleResult, ...]
    missing: tuple[str, ...]

    @property
    def determined(self) -> bool:
        """Whether nothing that is missing could change the answer."""
        return self.qualifies or any(result.met is False for result in self.results)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, read: the inputs it needs, and what it says of a set of values."""

    code: str
    words: Mapping[str, str]
    inputs: tuple[str, ...]
    met: Callable[[Mapping[str, Any]], bool | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule set that is ready to be applied to many people."""

    inputs: Mapping[str, Mapping[str, Any]]
    rules: tuple[Rule, ...]

    def evaluate(self, inputs: Mapping[str, Value]) -> Verdict:
        """This function will say whether somebody with ``inputs`` qualifies; what is not declared is not looked at."""
        read = {name: _value(spec, inputs.get(name)) for name, spec in self.inputs.items()}
        values = {name: value for name, value in read.items() if value is not None}
        results = tuple(RuleResult(rule.code, rule.met(values)) for rule in self.rules)
        missing = tuple(name for name in self.inputs if name not in values)
        return Verdict(bool(results) and all(result.met is True for result in results), results, missing)


def check_rules(body: Any) -> list[str]:
    """This function will list what is wrong with a rule set, each in a sentence; nothing for one that may be published.

    Any value at all may be given. A set that does not declare itself purely human-written rules is none.
    """
    return problems_in(body)


def read_rules(body: Any) -> Rules | None:
    """This function will return a rule set ready for use, or None for one that ``check_rules`` refuses."""
    if problems_in(body):
        return None
    specs = body["inputs"]
    return Rules(specs, tuple(_rule(specs, rule) for rule in body["rules"]))


def evaluate(body: Any, inputs: Mapping[str, Value]) -> Verdict:
    """This function will say what the rules of ``body`` say of ``inputs``; nobody qualifies by rules that are none.

    Total: it never raises, whatever it is given.
    """
    rules = read_rules(body)
    return rules.evaluate(inputs) if rules and isinstance(inputs, Mapping) else Verdict(False, (), ())


def categories_of(body: Body) -> frozenset[str]:
    """This function will return the data categories that the inputs of a rule set belong to."""
    return frozenset(str(spec["category"]) for spec in body["inputs"].values())


def undeclared(body: Body, inputs: Mapping[str, Any]) -> list[str]:
    """This function will return the inputs that the rule set has no use for (GDPR 5(1)(c)), sorted."""
    return sorted(str(name) for name in inputs if name not in body["inputs"])


def _rule(specs: Mapping[str, Mapping[str, Any]], rule: Mapping[str, Any]) -> Rule:
    how = next(key for key in ("all", "any", "when") if key in rule)
    written: Sequence[Mapping[str, Any]] = [rule[how]] if how == "when" else rule[how]
    tests = [_test(specs[one["input"]], one) for one in written]
    needed = tuple(dict.fromkeys(str(one["input"]) for one in written))
    return Rule(rule["code"], rule["words"], needed, partial(_any if how == "any" else _all, tests))


_Test = Callable[[Mapping[str, Any]], bool | None]


def _all(tests: Sequence[_Test], values: Mapping[str, Any]) -> bool | None:
    results = {test(values) for test in tests}
    return False if False in results else None if None in results else True


def _any(tests: Sequence[_Test], values: Mapping[str, Any]) -> bool | None:
    results = {test(values) for test in tests}
    return True if True in results else None if None in results else False


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
    "in": lambda value, among: value in among,
    "between": lambda value, ends: bool(ends[0] <= value <= ends[1]),
    "year_of": lambda value, year: bool(value.year == year),
}


def _test(spec: Mapping[str, Any], comparison: Mapping[str, Any]) -> _Test:
    name, compare, stated = comparison["input"], _COMPARED[comparison["op"]], comparison["value"]
    if spec["type"] == "date" and comparison["op"] != "year_of":
        stated = [date.fromisoformat(one) for one in stated] if isinstance(stated, list) else date.fromisoformat(stated)

    def test(values: Mapping[str, Any]) -> bool | None:
        return compare(values[name], stated) if name in values else None

    return test


def _value(spec: Mapping[str, Any], given: Any) -> Any:
    """What was given as a value of its type, or None: a date in another spelling is as good as missing."""
    if not is_value(spec, given):
        return None
    return date.fromisoformat(given) if spec["type"] == "date" else given

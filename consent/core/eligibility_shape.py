"""What a rule set must look like before anybody may publish it: every fault in a sentence, and nothing ever raised."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from consent.core.vocabulary import LANGUAGES

MOST_INPUTS, MOST_RULES, MOST_COMPARISONS, MOST_VALUES = 30, 30, 20, 100
LONGEST_WORDS, LONGEST_TEXT = 300, 200
LARGEST = 10**9

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CATEGORY = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_EQUAL, _ORDER = ("eq", "ne", "in"), ("lt", "le", "gt", "ge", "between")
OPERATORS: Mapping[str, tuple[str, ...]] = {
    "date": (*_EQUAL, *_ORDER, "year_of"),
    "int": (*_EQUAL, *_ORDER),
    "bool": ("eq", "ne"),
    "text": _EQUAL,
    "choice": _EQUAL,
}
_HOW = ("all", "any", "when")


def problems_in(body: Any) -> list[str]:
    """This function will list every fault of a rule set; nothing for a sound one."""
    return list(_problems(body))


def _problems(body: Any) -> Iterator[str]:
    if not isinstance(body, Mapping):
        yield "A rule set is a JSON object."
        return
    yield from _surplus("a rule set", body, {"purely_rules", "inputs", "rules"})
    if body.get("purely_rules") is not True:
        yield 'A rule set must declare itself purely human-written rules: "purely_rules": true.'
    specs = body.get("inputs")
    if not isinstance(specs, Mapping) or not 1 <= len(specs) <= MOST_INPUTS:
        yield f"inputs must name 1 to {MOST_INPUTS} inputs."
        return
    for name, spec in specs.items():
        yield from _input(name, spec)
    sound = {name: spec for name, spec in specs.items() if not list(_input(name, spec))}
    yield from _rules(body.get("rules"), sound)


def _input(name: Any, spec: Any) -> Iterator[str]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield "An input is named with small letters, digits and underscores."
        return
    if not isinstance(spec, Mapping):
        yield f"Input {name} must be an object."
        return
    kind = spec.get("type")
    is_choice = kind == "choice"
    yield from _surplus(f"input {name}", spec, {"type", "category", "words"} | ({"choices"} if is_choice else set()))
    if not isinstance(kind, str) or kind not in OPERATORS:
        yield f"Input {name} must be of type date, int, bool, text or choice."
    category = spec.get("category")
    if not isinstance(category, str) or not _CATEGORY.fullmatch(category):
        yield f"Input {name} must name the data category it belongs to."
    yield from _words(f"input {name}", spec.get("words"))
    if is_choice:
        yield from _choices(name, spec.get("choices"))


def _choices(name: str, choices: Any) -> Iterator[str]:
    if not isinstance(choices, Mapping) or not 1 <= len(choices) <= MOST_VALUES:
        yield f"Input {name} must list its choices."
        return
    for value, words in choices.items():
        if not _is_text(value, LONGEST_TEXT):
            yield f"Input {name} has a choice that is no text."
        yield from _words(f"a choice of input {name}", words)


def _rules(rules: Any, specs: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if not isinstance(rules, list) or not 1 <= len(rules) <= MOST_RULES:
        yield f"rules must list 1 to {MOST_RULES} rules."
        return
    seen: set[str] = set()
    used: set[str] = set()
    for rule in rules:
        code = rule.get("code") if isinstance(rule, Mapping) else None
        if not isinstance(code, str) or not _NAME.fullmatch(code) or code in seen:
            yield "Each rule has a code of its own, of small letters, digits and underscores."
            continue
        seen.add(code)
        yield from _rule(code, rule, specs, used)
    for name in sorted(set(specs) - used):
        yield f"Input {name} is used by no rule, so it may not be asked for (GDPR 5(1)(c))."


def _rule(code: str, rule: Mapping[str, Any], specs: Mapping[str, Any], used: set[str]) -> Iterator[str]:
    yield from _words(f"rule {code}", rule.get("words"))
    how = [key for key in _HOW if key in rule]
    yield from _surplus(f"rule {code}", rule, {"code", "words", *_HOW})
    if len(how) != 1:
        yield f"Rule {code} must have one of all, any and when."
        return
    written = [rule["when"]] if how == ["when"] else rule[how[0]]
    if not isinstance(written, list) or not 1 <= len(written) <= MOST_COMPARISONS:
        yield f"Rule {code} must have 1 to {MOST_COMPARISONS} comparisons."
        return
    for comparison in written:
        if not isinstance(comparison, Mapping) or set(comparison) != {"input", "op", "value"}:
            yield f"A comparison of rule {code} has exactly input, op and value."
            continue
        name = comparison["input"]
        if not isinstance(name, str) or name not in specs:
            yield f"Rule {code} compares an input that is not declared."
            continue
        used.add(name)
        if not _fits(specs[name], comparison["op"], comparison["value"]):
            yield f"Rule {code} compares input {name} with something of another kind."


def _fits(spec: Mapping[str, Any], operator: Any, value: Any) -> bool:
    if not isinstance(operator, str) or operator not in OPERATORS[spec["type"]]:
        return False
    if operator == "year_of":
        return isinstance(value, int) and not isinstance(value, bool) and 1800 <= value <= 2200
    if operator == "between":
        ends = isinstance(value, list) and len(value) == 2 and all(is_value(spec, one) for one in value)
        return bool(ends and value[0] <= value[1])
    if operator == "in":
        return isinstance(value, list) and 1 <= len(value) <= MOST_VALUES and all(is_value(spec, one) for one in value)
    return is_value(spec, value)


def is_value(spec: Mapping[str, Any], value: Any) -> bool:
    """This function will tell whether ``value`` is one of the input's type; a date is spelled like 2021-05-03."""
    kind = spec["type"]
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    if not _is_text(value, LONGEST_TEXT):
        return False
    return _is_date(value) if kind == "date" else kind == "text" or value in spec["choices"]


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _words(of_what: str, words: Any) -> Iterator[str]:
    whole = isinstance(words, Mapping) and set(words) == set(LANGUAGES)
    if not whole or not all(_is_text(words[language], LONGEST_WORDS) for language in LANGUAGES):
        yield f"The words of {of_what} must be there in fi, sv and en, up to {LONGEST_WORDS} characters each."


def _is_text(value: Any, longest: int) -> bool:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= len(value) <= longest:
        return False
    # A lone surrogate or a NUL is no text that could be stored or shown.
    return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)


def _surplus(of_what: str, given: Mapping[Any, Any], known: set[str]) -> Iterator[str]:
    if any(key not in known for key in given):
        yield f"There is something in {of_what} that no rule set has."

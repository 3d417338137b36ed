"""Rules are a closed language: whatever is given, they answer, and more knowledge never takes an answer back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.eligibility import categories_of, check_rules, evaluate, read_rules, undeclared, value_in_words

WORDS = {"fi": "sana", "sv": "ord", "en": "word"}
SPECS: dict[str, dict[str, Any]] = {
    "born": {"type": "date", "category": "child.birth_date", "words": WORDS},
    "size": {"type": "int", "category": "home.size", "words": WORDS},
    "here": {"type": "bool", "category": "home.address", "words": WORDS},
    "area": {"type": "text", "category": "home.address", "words": WORDS},
    "tongue": {"type": "choice", "category": "child.language", "words": WORDS, "choices": {"fi": WORDS, "sv": WORDS}},
}
COMPARISONS = (
    {"input": "born", "op": "year_of", "value": 2021},
    {"input": "born", "op": "between", "value": ["2021-01-01", "2021-12-31"]},
    {"input": "born", "op": "lt", "value": "2021-05-04"},
    {"input": "born", "op": "in", "value": ["2021-05-03", "2021-05-05"]},
    {"input": "size", "op": "ge", "value": 3},
    {"input": "size", "op": "between", "value": [-1, 4]},
    {"input": "size", "op": "ne", "value": 2},
    {"input": "here", "op": "eq", "value": True},
    {"input": "area", "op": "in", "value": ["north", "south"]},
    {"input": "tongue", "op": "ne", "value": "sv"},
)

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)
values = st.fixed_dictionaries(
    {},
    optional={
        "born": st.dates().map(date.isoformat) | junk,
        "size": st.integers(-3, 6) | junk,
        "here": st.booleans() | junk,
        "area": st.sampled_from(["north", "south", "east"]) | junk,
        "tongue": st.sampled_from(["fi", "sv", "en"]) | junk,
    },
)


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    rules = []
    for index in range(draw(st.integers(1, 4))):
        how = draw(st.sampled_from(["all", "any", "when"]))
        written = draw(st.lists(st.sampled_from(COMPARISONS), min_size=1, max_size=4))
        rules.append({"code": f"r{index}", "words": WORDS, how: written[0] if how == "when" else written})
    used = {one["input"] for rule in rules for one in _comparisons(rule)}
    return {"purely_rules": True, "inputs": {name: SPECS[name] for name in used}, "rules": rules}


def _comparisons(rule: dict[str, Any]) -> list[dict[str, Any]]:
    return [rule["when"]] if "when" in rule else list(rule.get("all") or rule["any"])


def body(comparison: dict[str, Any], how: str = "all", **changes: Any) -> dict[str, Any]:
    name = comparison["input"]
    rule = {"code": "only", "words": WORDS, how: comparison if how == "when" else [comparison]}
    return {"purely_rules": True, "inputs": {name: SPECS[name]}, "rules": [rule]} | changes


@given(bodies())
def test_what_is_made_of_sound_parts_may_be_published(rules: dict[str, Any]) -> None:
    assert check_rules(rules) == []


@given(junk, junk)
def test_whatever_is_no_rule_set_is_refused_and_qualifies_nobody(thing: Any, inputs: Any) -> None:
    assert check_rules(thing)
    assert read_rules(thing) is None
    assert not evaluate(thing, inputs).qualifies


@given(bodies(), st.data())
def test_a_rule_set_that_is_damaged_anywhere_never_raises(rules: dict[str, Any], data: st.DataObject) -> None:
    damaged = _damaged(rules, data)
    problems = check_rules(damaged)
    assert all(isinstance(problem, str) for problem in problems)
    assert evaluate(damaged, {}).qualifies is False


def _damaged(thing: Any, data: st.DataObject) -> Any:
    if isinstance(thing, dict) and thing and data.draw(st.integers(0, 3)):
        key = data.draw(st.sampled_from(sorted(thing)))
        return thing | {key: _damaged(thing[key], data)}
    if isinstance(thing, list) and thing and data.draw(st.integers(0, 3)):
        return [_damaged(thing[0], data), *thing[1:]]
    return data.draw(junk)


@given(bodies(), values)
def test_an_answer_is_the_same_every_time_and_only_all_rules_qualify(rules: dict[str, Any], inputs: Any) -> None:
    verdict = evaluate(rules, inputs)
    assert verdict == evaluate(rules, dict(reversed(inputs.items())))
    assert verdict.qualifies == all(result.met is True for result in verdict.results)
    assert len(verdict.results) == len(rules["rules"])


@given(bodies(), values, values)
def test_knowing_more_never_takes_an_answer_back(rules: dict[str, Any], inputs: Any, more: Any) -> None:
    less = evaluate(rules, inputs)
    known = {name: value for name, value in inputs.items() if name not in less.missing}
    then = evaluate(rules, more | known)
    for before, after in zip(less.results, then.results, strict=True):
        assert before.met is None or before.met == after.met
    assert not less.determined or less.qualifies == then.qualifies


@given(bodies(), values)
def test_what_is_not_declared_is_not_looked_at(rules: dict[str, Any], inputs: Any) -> None:
    own = {name: value for name, value in inputs.items() if name in rules["inputs"]}
    assert evaluate(rules, inputs) == evaluate(rules, own)
    assert undeclared(rules, inputs) == sorted(set(inputs) - set(own))


@pytest.mark.parametrize(
    ("comparison", "met", "not_met"),
    [
        ({"input": "born", "op": "year_of", "value": 2021}, ["2021-01-01", "2021-12-31"], ["2020-12-31", "2022-01-01"]),
        ({"input": "born", "op": "between", "value": ["2021-05-03", "2021-05-03"]}, ["2021-05-03"], ["2021-05-04"]),
        ({"input": "born", "op": "lt", "value": "2021-05-03"}, ["2021-05-02"], ["2021-05-03"]),
        ({"input": "born", "op": "le", "value": "2021-05-03"}, ["2021-05-03"], ["2021-05-04"]),
        ({"input": "born", "op": "gt", "value": "2021-05-03"}, ["2021-05-04"], ["2021-05-03"]),
        ({"input": "size", "op": "ge", "value": 3}, [3, 10], [2]),
        ({"input": "size", "op": "eq", "value": 0}, [0], [1]),
        ({"input": "here", "op": "eq", "value": False}, [False], [True]),
        ({"input": "here", "op": "ne", "value": False}, [True], [False]),
        ({"input": "area", "op": "in", "value": ["north"]}, ["north"], ["North", "n"]),
        ({"input": "tongue", "op": "ne", "value": "sv"}, ["fi"], ["sv"]),
    ],
)
def test_each_comparison_means_what_it_says(comparison: Any, met: list[Any], not_met: list[Any]) -> None:
    for how in ("all", "any", "when"):
        rules = body(comparison, how)
        assert [evaluate(rules, {comparison["input"]: value}).qualifies for value in met] == [True] * len(met)
        results = [evaluate(rules, {comparison["input"]: value}).results[0].met for value in not_met]
        assert results == [False] * len(not_met)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("born", "3.5.2021"), ("born", "20210503"), ("born", "2021-W18-1"), ("born", "2021-02-30"), ("born", 2021),
        ("size", True), ("size", "3"), ("size", 3.0), ("size", 10**10), ("here", 1), ("here", "true"), ("area", ""),
        ("area", "x\x00"), ("area", "\ud800"), ("tongue", "en"), ("tongue", ["fi"]),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_as_good_as_missing(name: str, value: Any) -> None:
    rules = body(next(one for one in COMPARISONS if one["input"] == name))
    verdict = evaluate(rules, {name: value})
    assert (verdict.qualifies, verdict.determined, verdict.missing) == (False, False, (name,))


SOUND = body(COMPARISONS[0])


@pytest.mark.law("GDPR", "22", "Only a set that declares itself purely human-written rules may select anybody")
@pytest.mark.parametrize(
    "changes",
    [
        {"purely_rules": False},
        {"purely_rules": 1},
        {"weights": {"born": 3}},
        {"rules": []},
        {"rules": [{"code": "only", "words": WORDS}]},
        {"rules": [{"code": "only", "words": WORDS, "all": [COMPARISONS[0]], "any": [COMPARISONS[0]]}]},
        {"rules": [{"code": "only", "words": WORDS, "score": 1, "all": [COMPARISONS[0]]}]},
        {"rules": [{"code": "only", "words": {"fi": "x", "sv": "", "en": "x"}, "all": [COMPARISONS[0]]}]},
        {"rules": [{"code": "only", "words": WORDS, "all": [{"input": "income", "op": "lt", "value": 3}]}]},
        {"rules": [{"code": "only", "words": WORDS, "all": [{"input": "born", "op": "model", "value": 3}]}]},
        {"rules": [{"code": "only", "words": WORDS, "all": [{"input": "born", "op": "lt", "value": 3}]}]},
        {"rules": [{"code": "only", "words": WORDS, "all": [{"input": "born", "op": "in", "value": "2021-01-01"}]}]},
        {"rules": SOUND["rules"] * 2},
        {"inputs": SOUND["inputs"] | {"size": SPECS["size"]}},
        {"inputs": {"born": {"type": "date", "words": WORDS}}},
        {"inputs": {"born": SPECS["born"] | {"type": "model"}}},
        {"inputs": {}},
    ],
)
def test_what_is_no_plain_rule_cannot_be_published(changes: dict[str, Any]) -> None:
    assert check_rules(SOUND) == []
    assert check_rules(SOUND | changes)


def test_categories_and_values_are_told_in_words() -> None:
    assert categories_of(SOUND) == {"child.birth_date"}
    assert [value_in_words(SPECS["born"], "2021-05-03", one) for one in ("fi", "sv", "en")] == [
        "3.5.2021", "3.5.2021", "3 May 2021"
    ]  # fmt: skip
    assert value_in_words(SPECS["here"], True, "sv") == "ja"
    assert value_in_words(SPECS["tongue"], "fi", "en") == "word"
    assert value_in_words(SPECS["size"], 3, "fi") == "3"
    assert value_in_words(SPECS["born"], None, "fi") == value_in_words(SPECS["born"], "no date", "fi") == ""

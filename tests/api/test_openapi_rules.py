"""The house rules of the OpenAPI document: whoever reads it alone can build a client that is never surprised."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from consent.api.problem_types import CATALOGUE
from consent.api.schema.views import openapi_document

DOCUMENT = openapi_document()
JSON, PROBLEM = "application/json", "application/problem+json"
OPERATIONS = [
    pytest.param(method, path, operation, id=f"{method} {path}")
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
each = pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
OPEN_TEXT = {"date-time", "date", "uuid"}  # formats that bound a text by themselves


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """This function will follow a reference within the document."""
    while reference := schema.get("$ref"):
        schema = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
    return schema


def parts(schema: dict[str, Any], at: str = "", seen: tuple[int, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """This function will give a schema and every schema inside it, with where each is."""
    schema = resolved(schema)
    if id(schema) in seen:
        return
    yield at or "/", schema
    seen = (*seen, id(schema))
    for name, inner in schema.get("properties", {}).items():
        yield from parts(inner, f"{at}/{name}", seen)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from parts(schema[word], f"{at}/*", seen)
    for word in ("oneOf", "anyOf", "allOf"):
        for inner in schema.get(word, []):
            yield from parts(inner, at, seen)


def kinds(schema: dict[str, Any]) -> set[str]:
    """This function will return the JSON types that a schema allows by name."""
    said = schema.get("type", [])
    return {said} if isinstance(said, str) else set(said)


def body_of(operation: dict[str, Any]) -> dict[str, Any]:
    """This function will return the schema of an operation's body, empty when it has none."""
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    return next((dict(media["schema"]) for media in content.values()), {})


@each
def test_it_says_what_it_is(method: str, path: str, operation: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+|evaluate", operation["operationId"])
    assert 0 < len(operation["summary"]) <= 80
    assert not operation["summary"].endswith(".")
    assert len(operation["description"]) > len(operation["summary"])
    assert operation["tags"]
    assert operation["security"]


def test_no_two_operations_have_one_name() -> None:
    names = [case.values[2]["operationId"] for case in OPERATIONS]
    assert len(set(names)) == len(names)


def test_every_tag_is_explained() -> None:
    used = {tag for case in OPERATIONS for tag in case.values[2]["tags"]}
    assert {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]} == used


@each
def test_it_shows_an_example_of_what_is_sent_and_of_what_comes_back(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    sent = operation.get("requestBody", {}).get("content", {}).values()
    back = [
        media
        for status, answer in operation["responses"].items()
        for media in answer.get("content", {}).values()
        if status.startswith("2")
    ]
    assert [media for media in (*sent, *back) if not media.get("examples")] == []


@each
def test_it_names_every_error_that_it_may_answer(method: str, path: str, operation: dict[str, Any]) -> None:
    due = {"401", "503"}
    parameters = {parameter["in"] for parameter in operation.get("parameters", [])}
    if not path.startswith("/o/"):
        due |= {"403"}
    if path.startswith(("/api/", "/ssf/")):
        due |= {"406"}
    if "query" in parameters or body_of(operation):
        due |= {"400"}
    if "path" in parameters:
        due |= {"404"}
    if body_of(operation):
        due |= {"413", "415"} if path.startswith(("/api/", "/ssf/")) else {"413"}
    assert due - operation["responses"].keys() == set()


@each
def test_an_error_is_a_problem_of_the_catalogue(method: str, path: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if status < "400" or not path.startswith(("/api/", "/ssf/")):
            continue
        for slug, example in answer["content"][PROBLEM]["examples"].items():
            assert str(CATALOGUE[slug].status) == status
            assert example == {"$ref": f"#/components/examples/{slug}"}


def test_each_problem_is_shown_as_it_is_answered() -> None:
    shown = {slug: example["value"] for slug, example in DOCUMENT["components"]["examples"].items()}
    assert shown.keys() == CATALOGUE.keys()
    for slug, document in shown.items():
        jsonschema.validate(
            document, DOCUMENT["components"]["schemas"]["Problem"] | {"components": DOCUMENT["components"]}
        )
        kind = CATALOGUE[slug]
        assert (document["title"], document["status"]) == (kind.title, kind.status)


@each
def test_whatever_is_sent_is_bounded(method: str, path: str, operation: dict[str, Any]) -> None:
    inputs = [("body", body_of(operation))] if body_of(operation) else []
    inputs += [
        (parameter["name"], parameter["schema"])
        for parameter in operation.get("parameters", [])
        # An address is bounded by the server, and so is an ETag, which is compared and nothing else.
        if parameter["in"] != "path" and parameter["name"] not in ("If-None-Match", "If-Match")
    ]
    unbounded = []
    for name, schema in inputs:
        for at, part in parts(schema):
            limits = {"string": {"maxLength", "enum", "const"}, "array": {"maxItems"}, "integer": {"maximum", "enum"}}
            for kind in kinds(part) & limits.keys():
                if not limits[kind] & part.keys() and part.get("format") not in OPEN_TEXT:
                    unbounded.append(f"{name}{at}: {kind}")
    assert unbounded == []


@each
def test_an_object_that_is_sent_says_whether_it_may_hold_more(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    """AuthZEN (§5) and OAuth (RFC 6749 §3.2) demand that unknown members are ignored; ours refuse them."""
    if not path.startswith(("/api/", "/ssf/")):
        return
    loose = [at for at, part in parts(body_of(operation)) if "properties" in part and part.get("additionalProperties")]
    loose += [
        at for at, part in parts(body_of(operation)) if "properties" in part and "additionalProperties" not in part
    ]
    assert loose == []


@each
def test_a_list_that_is_read_in_pages_is_read_like_every_other(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    asked = {parameter["name"] for parameter in operation.get("parameters", [])}
    if "cursor" not in asked:
        return
    answer = resolved(operation["responses"]["200"]["content"][JSON]["schema"])
    assert "limit" in asked
    assert {"next", "more"} <= answer["properties"].keys()


@each
def test_an_answer_that_can_be_kept_says_so(method: str, path: str, operation: dict[str, Any]) -> None:
    headers = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
    assert ("If-None-Match" in headers) is ("304" in operation["responses"])

"""Malformed requests to the decision door: a plain error in AuthZEN's form, never 5xx, nothing stored."""

import json
import time
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.api.access.endpoints import ENDPOINTS
from consent.log.models import Event
from tests.cast import Cast, token_for
from tests.decisions.doors import ask_http

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast."""
    return settled


def body_with(**changes: Any) -> bytes:
    """This function will write a well-formed question with ``changes``."""
    question = {
        "subject": {"type": "department", "id": "trial"},
        "action": {"name": "trial-task"},
        "resource": {"type": "trial.plain", "id": "a" * 32},
    }
    return json.dumps(question | changes).encode()


GOOD = body_with()
BOMBS = {
    "empty": b"",
    "not json": b"subject=department",
    "array": b"[" + GOOD + b"]",
    "string": b'"question"',
    "null": b"null",
    "two documents": GOOD + GOOD,
    "trailing comma": GOOD[:-1] + b",}",
    "NUL escape": body_with(action={"name": "a\u0000b"}),
    "raw NUL": GOOD.replace(b"trial-task", b"trial\x00task"),
    "lone surrogate": GOOD.replace(b"trial-task", b"\\ud800"),
    "duplicate key": GOOD[:-1] + b',"action":{"name":"trial-consent"}}',
    "duplicate inner key": GOOD.replace(b'{"name": ', b'{"name": "trial-consent", "name": '),
    "deep array": b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "deep below a repeated member": b'{"a":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b',"a":1}',
    "deep array below a repeated member": b'{"a":' + b"[" * 1000 + b"]" * 1000 + b',"a":1}',
    "deep inside context": body_with(context=json.loads("[" * 40 + "]" * 40)),
    "context too deep": GOOD[:-1] + b',"context":' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}",
    "huge integer": GOOD[:-1] + b',"context":{"n":' + b"9" * 5000 + b"}}",
    "infinity": GOOD[:-1] + b',"context":{"n":1e400}}',
    "NaN": GOOD[:-1] + b',"context":{"n":NaN}}',
    "latin-1": GOOD.replace(b"trial-task", b"trial-t\xe4sk"),
    "utf-16": GOOD.decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "no subject": json.dumps({"action": {"name": "x"}, "resource": {"type": "x", "id": "x"}}).encode(),
    "subject is text": body_with(subject="trial"),
    "action name is a number": body_with(action={"name": 7}),
    "resource without id": body_with(resource={"type": "trial.plain"}),
    "empty name": body_with(action={"name": ""}),
    "very long name": body_with(action={"name": "x" * 65}),
    "very long id": body_with(resource={"type": "trial.plain", "id": "x" * 129}),
    "context is text": body_with(context="please"),
    "case is a number": body_with(context={"case": 7}),
    "very long case": body_with(context={"case": "x" * 501}),
    "properties is text": body_with(resource={"type": "trial.plain", "id": "a", "properties": "x"}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_malformed_body(cast: Cast, name: str) -> None:
    token, before = token_for("trial"), Event.objects.count()
    started = time.monotonic()
    status, headers, answer = ask_http(token, BOMBS[name])
    assert time.monotonic() - started < 5
    assert status == 400
    assert headers["Content-Type"] == "application/json"
    assert isinstance(answer, str)
    assert Event.objects.count() == before


NO_DOCUMENT = (
    "empty", "not json", "array", "string", "null", "two documents", "trailing comma", "NUL escape", "raw NUL",
    "lone surrogate", "duplicate key", "duplicate inner key", "deep array", "deep below a repeated member",
    "deep array below a repeated member", "context too deep", "huge integer", "infinity", "NaN", "latin-1", "utf-16",
    "byte order mark", "no subject", "subject is text", "context is text", "case is a number", "very long case",
)  # fmt: skip


@pytest.mark.parametrize("path", sorted(ENDPOINTS))
def test_what_is_no_document_at_all_is_400_at_every_endpoint(cast: Cast, path: str) -> None:
    token, before = token_for("trial", "decision:evaluate decision:search"), Event.objects.count()
    for name in NO_DOCUMENT:
        status, _, answer = ask_http(token, BOMBS[name], PATH_INFO=path)
        assert (status, type(answer)) == (400, str), name
    status, headers, _ = ask_http(token, GOOD, PATH_INFO=path, REQUEST_METHOD="GET")
    assert (status, headers["Allow"]) == (405, "POST")
    assert Event.objects.count() == before


def test_five_megabytes(cast: Cast) -> None:
    token, before = token_for("trial"), Event.objects.count()
    assert ask_http(token, body_with(context={"reason": "x" * 5_000_000}))[0] == 413
    # The same with no length, or one that lies: never more is read than the limit, or than was told.
    bomb = body_with(context={"reason": "x" * 5_000_000})
    for length in ("", "100", "0" * 20 + "100"):
        body = BytesIO(bomb)
        status, _, _ = ask_http(token, b"", CONTENT_LENGTH=length, **{"wsgi.input": body})  # type: ignore[arg-type]
        assert status == (400 if length else 413)
        assert body.tell() <= (100 if length else 70_000)
    assert ask_http(token, b"[" * 100_000 + b"]" * 100_000)[0] == 413
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "length", ["-1", "1e9", "abc", "9" * 400, "\u0663", "0" * 5000 + "150", "000000000000300000000"]
)
def test_a_length_that_is_no_number(cast: Cast, length: str) -> None:
    assert ask_http(token_for("trial"), b"{" * 70_000, CONTENT_LENGTH=length)[0] in (400, 413)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=bz2_codec", "application/jsonx",
     "multipart/form-data; boundary=x", "application/json; charset=utf-16"],
)  # fmt: skip
def test_a_wrong_content_type_is_400_here(cast: Cast, content_type: str) -> None:
    token, before = token_for("trial"), Event.objects.count()
    status, _, _ = ask_http(token, GOOD, CONTENT_TYPE=content_type)
    assert status == 400
    assert Event.objects.count() == before


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_the_right_content_type_in_any_spelling(cast: Cast, content_type: str) -> None:
    assert ask_http(token_for("trial"), GOOD, CONTENT_TYPE=content_type)[0] == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"])
def test_another_method(cast: Cast, method: str) -> None:
    status, headers, _ = ask_http(token_for("trial"), GOOD, REQUEST_METHOD=method)
    assert status == 405
    assert headers["Allow"] == "POST"


def test_unknown_members_are_ignored(cast: Cast) -> None:
    assert ask_http(token_for("trial"), body_with(extra=[1], context={"time": "now", "deep": {"a": [1]}}))[0] == 200


@pytest.mark.parametrize("given", ["req-1", "a" * 64])
def test_a_good_request_id_is_echoed(cast: Cast, given: str) -> None:
    assert ask_http(token_for("trial"), GOOD, HTTP_X_REQUEST_ID=given)[1]["X-Request-ID"] == given


@pytest.mark.parametrize("path", ["/access/", "/access/v1", "/access/v1/evaluation/", "/access/v2/evaluation"])
def test_a_path_that_is_not_there_is_told_in_the_same_form(cast: Cast, path: str) -> None:
    status, headers, answer = ask_http(token_for("trial"), GOOD, PATH_INFO=path)
    assert (status, headers["Content-Type"]) == (404, "application/json")
    assert isinstance(answer, str)


@pytest.mark.parametrize(
    "given", ["010190-900A", "+358401234567", "a" * 65, "a b", "a\r\nSet-Cookie: x=1", "\u00e4", ""]
)
def test_a_bad_request_id_is_replaced(cast: Cast, given: str) -> None:
    echoed = ask_http(token_for("trial"), GOOD, HTTP_X_REQUEST_ID=given)[1]["X-Request-ID"]
    assert echoed != given
    assert echoed.isalnum()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_at_all(cast: Cast, body: bytes) -> None:
    assert ask_http("never-issued", body)[0] in (400, 401)


class Faltering(BytesIO):
    """A body whose sender goes away."""

    def read(self, size: int | None = -1) -> bytes:
        """This function will fail as a server's stream does."""
        raise OSError("client disconnected")


def test_a_sender_who_goes_away_gets_no_decision(cast: Cast) -> None:
    token, before = token_for("trial"), Event.objects.count()
    status, _, answer = ask_http(token, GOOD, **{"wsgi.input": Faltering()})  # type: ignore[arg-type]
    assert status in (400, 500)
    assert isinstance(answer, str)
    assert Event.objects.count() == before

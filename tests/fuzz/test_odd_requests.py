"""What no schema describes: broken bodies, headers and addresses, at every operation, each refused in its own form."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consent.api.schema.views import openapi_document
from tests.api.gateways import PATH as GATEWAY
from tests.api.gateways import adapters
from tests.architecture.routing import routes
from tests.fuzz.conftest import Door
from tests.fuzz.doorway import Answer, knock

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
DOCUMENT = openapi_document()
MEMBERS = sorted(
    {name for schema in DOCUMENT["components"]["schemas"].values() for name in schema.get("properties", {})}
)
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a text": b'"x"',
    "a number": b"17",
    "null": b"null",
    "a list": b"[]",
    "a list of lists": b"[[[[]]]]",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "no UTF-8": b'{"a": "\xff"}',
    "U+0000 escaped": b'{"id": "\\u0000", "national_id": "\\u0000", "stream_id": "\\u0000"}',
    "U+0000 as a name": b'{"\\u0000": 1}',
    "U+0000 raw": b'{"a": "\x00"}',
    "half a surrogate": b'{"id": "\\ud800", "national_id": "\\udfff", "stream_id": "\\ud800"}',
    "a member twice": b'{"subject": {}, "subject": {}, "stream_id": "a", "stream_id": "b"}',
    "a member twice, deep": b'{"a": [{"b": {"c": 1, "\\u0063": 2}}]}',
    "too deep": b'{"a":' * 40 + b"1" + b"}" * 40,
    "far too deep": b"[" * 30_000 + b"]" * 30_000,
    "a number beyond any": b'{"limit": 1e400, "rows_read": 1e400}',
    "a very long number": b'{"limit": ' + b"9" * 5_000 + b"}",
    "NaN": b'{"rows_read": NaN}',
    "very many members": b"{" + b",".join(b'"m%d":1' % number for number in range(3_000)) + b"}",
    "more than is read": b'{"a": "' + b"x" * 5_000_000 + b'"}',
    "a form": b"grant_type=client_credentials&scope=%00&scope=%ff&token=%00",
    "a form of many fields": b"&".join(b"f%d=1" % number for number in range(500)),
    "every member of the wrong kind": json.dumps({name: [{}] for name in MEMBERS}).encode(),
}
TYPES = {
    "none": "",
    "a form": FORM,
    "several parts": "multipart/form-data; boundary=x",
    "no boundary": "multipart/form-data",
    "plain text": "text/plain",
    "XML": "application/xml",
    "JSON in another charset": "application/json; charset=utf-16",
    "a codec that is no charset": "application/json; charset=bz2_codec",
    "an encoded parameter": "application/json; charset*=utf-8''%00",
    "no type at all": ";;;",
    "a slash": "/",
    "a very long one": "application/" + "x" * 9_000,
}
HEADERS: dict[str, dict[str, str]] = {
    "no token": {"Authorization": ""},
    "a token of spaces": {"Authorization": "Bearer    "},
    "a token beyond ASCII": {"Authorization": "Bearer ä\u0085"},
    "another scheme": {"Authorization": "Basic Og=="},
    "a very long token": {"Authorization": "Bearer " + "a" * 8_000},
    "an Accept of nothing": {"Accept": "image/png"},
    "an Accept that is none": {"Accept": ";;,,/*"},
    "an odd request id": {"X-Request-ID": "a\tb" + "ä" * 300},
    "a foreign host": {"Host": "evil.example"},
    "a host that is none": {"Host": "[::"},
    "a length that is none": {"Content-Length": "-1"},
    "an encoding": {"Content-Encoding": "gzip"},
    "an odd idempotency key": {"Idempotency-Key": "ä\x7f"},
    "an endless idempotency key": {"Idempotency-Key": "k" * 4_000},
    "an odd ETag": {"If-None-Match": '"' + "x" * 5_000, "If-Match": "W/"},
    "a language that is none": {"Accept-Language": "x" * 3_000 + ";q=a"},
}
QUERIES = [
    "?cursor=%00",
    "?limit=%ff",
    "?" + "a=1&" * 2_000,
    "?cursor=a&cursor=b",
    "?access_token=x",
    "?stream_id=%00&since=%00",
    "?" + "x" * 7_000,
    "?limit=９",
    "?since=99999-01-01T00:00:00Z",
    "?since=0001-01-01T00:00:00%2B14:00",
]
PATHS = [
    "/api/v1/",
    "/api/v1/x",
    "/api/v1//activities",
    "/api/v1/activities/%00",
    "/api/v1/activities/%ff",
    "/api/v1/activities/x/notices/" + "9" * 400,
    "/api/v1/activities/../permissions",
    "/api/v1/uses/%00",
    "/api/v1/uses/" + "a" * 3_000,
    "/api/v1/consent-requests/%F0%9F%92%A9",
    "/api/v1/consent-requests/not-a-uuid",
    "/api/v1/consent-requests/not-a-uuid/cancel",
    "/ssf/v1/poll/%00",
    "/ssf/v1/poll/" + "f" * 5_000,
    "/ssf/v1/",
    "/ssf/",
    "/access/",
    "/access/v1/evaluation/",
    "/access/v1/%00",
    "/api/problems/%00/",
    "/api/schema/%00",
    "/o/",
    "/o/token",
    "/o/token/x",
    "/.well-known/x",
    "/api/v1/uses/reports/x",
]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
OPERATIONS = [
    (method.upper(), path.replace("{version}", "1").replace("{code}", "trial-consent"))
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
]
# The adapters speak foreign forms, so our document leaves them out; the resolver does not.
ADAPTERS = [route.address for route in routes() if route.pattern.startswith("adapters/")]
URIS = [
    "/loans/%00",
    "/loans/" + "a" * 5_000,
    "/loans/%ff?page=%00",
    "//",
    "x",
    "/loans/a/../b",
    "/loans/ä",
    "/by-header",
]
WRITES = [(method, path) for method, path in OPERATIONS if method not in ("GET", "DELETE")]


def good(path: str, token: str) -> dict[str, str]:
    """This function will return the headers that a client of good will sends to a path."""
    kind = FORM if path.startswith("/o/") else JSON
    return {"Authorization": f"Bearer {token}", "Content-Type": kind, "Idempotency-Key": "one-act"}


def wrong(path: str, answer: Answer) -> str:
    """This function will say what is wrong with the form of an answer, nothing when it is as it must be."""
    if answer.status >= 500:
        return f"answered {answer.status}"
    if not answer.headers.get("x-request-id"):
        return "no X-Request-ID"
    if answer.status < 400 or not answer.body or path.startswith("/adapters/"):
        return ""  # an adapter answers in the form of what it stands in for
    kind, said = answer.headers["content-type"], json.loads(answer.body)
    if path.startswith("/access/"):
        return "" if (kind, type(said)) == (JSON, str) else f"{kind} on /access/"
    if path.startswith("/o/") and kind == JSON:
        return "" if "error" in said else "no OAuth error"
    return "" if kind == "application/problem+json" and "/api/problems/" in said["type"] else f"{kind} {said}"


def every(door: Door) -> Iterator[tuple[str, str, dict[str, str], bytes, str]]:
    """This function will give every odd request: method, address, headers, body and what is odd."""
    token = door.trial.token
    for method, path in WRITES:
        for name, body in BODIES.items():
            yield method, path, good(path, token), body, name
        for name, kind in TYPES.items():
            yield method, path, good(path, token) | {"Content-Type": kind}, b"{}", f"type: {name}"
    for method, path in OPERATIONS:
        for name, headers in HEADERS.items():
            yield method, path, good(path, token) | headers, b"" if method == "GET" else b"{}", name
        for query in QUERIES:
            yield method, path + query, good(path, token), b"" if method == "GET" else b"{}", query
    for path in PATHS + sorted({path for _, path in OPERATIONS}):
        for method in METHODS:
            yield method, path, good(path, token), b"" if method in ("GET", "HEAD") else b"{}", "that method"


def every_at_the_adapters(door: Door) -> Iterator[tuple[str, str, dict[str, str], bytes, str]]:
    """This function will give every odd request to an adapter."""
    token = door.trial.token
    for path in ADAPTERS:
        for name, body in BODIES.items():
            yield "POST", path, good(path, token), body, name
        for name, headers in HEADERS.items():
            yield "GET", path, good(path, token) | headers, b"", name
        for query in QUERIES:
            yield "GET", path + query, good(path, token), b"", query
        for method in METHODS:
            yield method, path, good(path, token), b"", "that method"
    for uri in URIS:
        sent = good(GATEWAY, token) | {
            "X-Original-URI": uri,
            "X-Original-Method": "GET",
            "X-Person": uri,
            "X-Case": uri,
        }
        yield "GET", GATEWAY, sent, b"", f"X-Original-URI {uri}"


def faults_of(door: Door, requests: Iterator[tuple[str, str, dict[str, str], bytes, str]]) -> list[str]:
    """This function will send requests and say which were answered as none may be."""
    found = []
    for method, path, headers, body, what in requests:
        if fault := wrong(path, knock(door.application, method, path, headers, body)):
            found.append(f"{method} {path[:80]} with {what[:60]}: {fault}")
    return found


@pytest.mark.law("GDPR", "32(1)(b)", "broken bodies, headers and addresses are refused in the API's own form")
def test_an_odd_request_is_refused_in_the_form_of_its_path(door: Door) -> None:
    faults = faults_of(door, every(door))
    assert faults == [], "\n".join(faults)


def test_an_odd_request_breaks_no_adapter(door: Door, settings: Any, tmp_path: Path) -> None:
    settings.ADAPTERS = adapters(tmp_path / "routes.json", data_tracker=True, govstack=True)
    assert len(ADAPTERS) > 10
    faults = faults_of(door, every_at_the_adapters(door))
    assert faults == [], "\n".join(faults)

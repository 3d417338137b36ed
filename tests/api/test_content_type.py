"""No ``Content-Type`` breaks the server: what Django could not read never reaches it."""

import io
import time

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from consent.api.headers import WellFormedHeaders

PIECES = [
    "charset",
    "*",
    "=",
    "'",
    "''",
    "%00",
    "%",
    "utf-8",
    ";",
    " ",
    '"',
    "\\",
    "hex",
    "/",
    "a",
    "json",
    "\xe4",
    "0",
]


def answer(content_type: str, **more: str) -> str:
    """This function will send one request through the gate to Django's own reading of it, and return the status."""
    statuses: list[str] = []

    def django(environ, start_response) -> list[bytes]:
        assert WSGIRequest(environ).GET["q"]
        start_response("200 OK", [])
        return []

    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": io.BytesIO(), "CONTENT_TYPE": content_type}
    environ |= {"QUERY_STRING": "q=%ff"} | more
    WellFormedHeaders(django)(environ, lambda status, headers: statuses.append(status))
    return statuses[0]


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text(st.characters(max_codepoint=255)))
def test_anything_is_answered_200_or_400(content_type: str) -> None:
    assert answer(content_type) in ("200 OK", "400 Bad Request")
    assert answer(f"application/json; {content_type}") in ("200 OK", "400 Bad Request")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset*=utf-8''%00",
        "application/json; charset*=nope''%41",
        "application/json; charset=\x00",
        "application/json\r\nX: y",
        "text/html; charset=bz2_codec",
        'application/x-www-form-urlencoded; charset="HEX"',
        "application/json; charset=undefined",
        "application/json; charset=utf-8; Charset=punycode",
        "application/json, text/html",
        "json",
        "a/b; " + "x=y;" * 100,
    ],
)
def test_what_breaks_django_is_400(content_type: str) -> None:
    assert answer(content_type) == "400 Bad Request"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "application/json;charset=utf-8",
        'application/json; charset="UTF-8"',
        "multipart/form-data; boundary=----WebKitFormBoundaryAbC123",
        "application/x-www-form-urlencoded;",
        "application/vnd.oai.openapi+json",
    ],
)
def test_what_browsers_and_programs_send_passes(content_type: str) -> None:
    assert answer(content_type) == "200 OK"


def test_a_body_without_a_length_is_asked_for_one() -> None:
    assert answer("application/json", HTTP_TRANSFER_ENCODING="chunked") == "411 Length Required"
    assert answer("application/json", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="2") == "200 OK"


def test_a_long_header_is_refused_quickly() -> None:
    started = time.process_time()
    assert answer("a/b" + "; " * 50_000) == "400 Bad Request"
    assert answer("a/b" + " ;" * 126 + "\x00") == "400 Bad Request"
    assert answer("a/b;" + " \t" * 120 + "\x00") == "400 Bad Request"
    assert time.process_time() - started < 0.2  # its own time: the machine may have other work

"""Refuses a request whose headers cannot be read as they are meant, before Django reads them.

Django reads ``Content-Type`` while it builds its request, where no middleware can catch what goes wrong: an encoded
parameter such as ``charset*=utf-8''%00`` would end the request with a server error. And a body sent in chunks, without
a length, it takes for no body at all. It also decodes the query by the body's ``charset``, whatever that is.
"""

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from consent.api.problems import CONTENT_TYPE, described, instance_of
from consent.logging.requests import request_id_from

_TOKEN = r"[!#$%&'+\-.^_`|~0-9A-Za-z]+"  # RFC 9110 §5.6.2 without the asterisk: extended parameters have no use here
_VALUE = rf'(?:{_TOKEN}|"[^"\\\x00-\x1f\x7f-\xff]*")'
# Possessive throughout: each character is read in one way only, so a hostile header costs no more than its length.
_CONTENT_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:[ \t]*+;[ \t]*+(?:{_TOKEN}={_VALUE})?+)*+[ \t]*+", re.ASCII)
_CHARSET = re.compile(r"charset=\"?([^\";]*)", re.ASCII | re.IGNORECASE)
# Those that a browser or a program may mean. Python knows others that are no text at all (hex, bz2_codec, idna).
_CHARSETS = ("utf-8", "utf8", "us-ascii", "iso-8859-1", "utf-16")
_LONGEST = 256

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class WellFormedHeaders:
    """A WSGI application around another one."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """This function will pass a request on, or answer 400 or 411 (RFC 9110 §8.3, §15.5.12)."""
        content_type = environ.get("CONTENT_TYPE") or ""
        if content_type and (len(content_type) > _LONGEST or not _CONTENT_TYPE.fullmatch(content_type)):
            return _refuse(environ, start_response, HTTPStatus.BAD_REQUEST, "The Content-Type is malformed.")
        if any(each.strip().lower() not in _CHARSETS for each in _CHARSET.findall(content_type)):
            return _refuse(environ, start_response, HTTPStatus.BAD_REQUEST, "Send text in UTF-8.")
        if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
            return _refuse(environ, start_response, HTTPStatus.LENGTH_REQUIRED, "Send the body with a Content-Length.")
        return self.application(environ, start_response)


def _refuse(environ: dict[str, Any], start_response: StartResponse, status: HTTPStatus, detail: str) -> Iterable[bytes]:
    request_id = request_id_from(environ.get("HTTP_X_REQUEST_ID"))
    body = json.dumps(described(status, detail=detail) | {"instance": instance_of(request_id)}).encode()
    headers = [
        ("Content-Type", CONTENT_TYPE),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Request-ID", request_id),
    ]
    start_response(f"{status.value} {status.phrase}", headers)
    return [body]

"""Problem documents: every error under /api/ in one form, with nothing in it that came from the caller (RFC 9457)."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db.utils import Error as DatabaseFailure
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.views import set_rollback

from consent.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

log = logging.getLogger(__name__)

_DETAILS = {
    400: "The request is malformed.",
    401: "This needs a living access token in the Authorization header.",
    403: "This is not allowed.",
    404: "There is nothing here.",
    405: "This path does not answer that method.",
    406: "This API answers in JSON only.",
    409: "The state of things has changed, or does not admit this.",
    413: "The body is too large.",
    415: "The body must be application/json in UTF-8.",
    429: "This was asked too often. Retry-After says when it may be asked again.",
    500: "Something went wrong here; it has been recorded.",
    503: "The platform cannot answer now. Try again in a moment.",
}
_STATUS_OF: Sequence[tuple[type[Exception], int]] = (
    (OperationalError, 503),
    (InterfaceError, 503),
    (RequestDataTooBig, 413),
    (SuspiciousOperation, 400),
    (BadRequest, 400),
    (Http404, 404),
    (PermissionDenied, 403),
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (Invalid, 400),
)


class ProblemDocument(HttpResponse):
    """An answer that has the form already."""


def problem(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> ProblemDocument:
    """This function will build a problem document.

    ``code`` names a problem of our own (``type`` is ``about:blank`` without one); ``detail`` and ``errors`` (each
    ``pointer`` and ``detail``) must be our words, never the caller's. ``instance`` carries the request id, by which
    the log is searched.
    """
    document: dict[str, Any] = {
        "type": f"urn:mydata:problem:{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status, ""),
        "instance": f"urn:mydata:request:{getattr(request, 'request_id', '')}",
    }
    if errors:
        document["errors"] = list(errors)
    response = ProblemDocument(orjson.dumps(document), status=status, content_type=CONTENT_TYPE, headers=headers)
    if status == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    return response


def problem_response(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """This function will turn whatever a view raised into a problem document; REST framework calls it."""
    set_rollback()
    request = context["request"]._request
    if isinstance(error, APIException):
        return _of_framework(request, error)
    status = next((status for kind, status in _STATUS_OF if isinstance(error, kind)), 500)
    if status >= 500:
        # Of a database's failure the class only: its own words may quote a row.
        trace = None if isinstance(error, DatabaseFailure) else error
        log.error("api_request_failed %s", type(error).__name__, exc_info=trace)
    # The problems of a domain call are our own words and say what to do; they never repeat the input.
    detail = " ".join(error.problems) if isinstance(error, Invalid) else ""
    return problem(request, status, code=error.code if isinstance(error, DomainError) else "", detail=detail)


def _of_framework(request: HttpRequest, error: APIException) -> HttpResponse:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, ValidationError):
        return problem(request, 400, code="invalid", errors=list(_flatten(error.detail)), headers=headers)
    # What the framework says about types, methods and paths repeats the request; what our parser says does not.
    detail = str(error.detail) if isinstance(error, ParseError) else ""
    return problem(request, error.status_code, detail=detail, headers=headers)


def _flatten(detail: Any, pointer: str = "") -> Any:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flatten(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flatten(inner, pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}

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

from consent.api.permissions import InsufficientScope
from consent.api.problem_types import CATALOGUE, problem_type, slug_of
from consent.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Unreachable

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

log = logging.getLogger(__name__)

_STATUS_OF: Sequence[tuple[type[Exception], int]] = (
    (OperationalError, 503),
    (InterfaceError, 503),
    (Unreachable, 503),
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

    ``code`` names one of ``consent.api.problem_types``; without one, or with one that is not there, the problem is the
    status's own. ``detail`` and ``errors`` (each ``pointer`` and ``detail``) must be our words, never the caller's.
    ``instance`` carries the request id.
    """
    document = described(status, code, detail)
    document["instance"] = instance_of(getattr(request, "request_id", ""))
    if errors:
        document["errors"] = list(errors)
    response = ProblemDocument(orjson.dumps(document), status=status, content_type=CONTENT_TYPE, headers=headers)
    if status == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    return response


def described(status: int, code: str = "", detail: str = "") -> dict[str, Any]:
    """This function will return the members of a problem document that do not depend on the request (RFC 9457 §3.1).

    A status that the catalogue does not have is ``about:blank``, which means no more than the status (§4.2.1).
    """
    kind = problem_type(status, code)
    if kind is None:
        return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return {"type": kind.address, "title": kind.title, "status": status, "detail": detail or kind.meaning}


def instance_of(request_id: str) -> str:
    """This function will return the ``instance`` of a problem: the one request, by whose id the log is searched."""
    return f"urn:mydata:request:{request_id}"


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
    wrong = error.problems if isinstance(error, Invalid) else []
    code = error.code if isinstance(error, DomainError) else ""
    if isinstance(error, Invalid) and slug_of(code) not in CATALOGUE:
        code = "invalid"
    errors = [{"pointer": "", "detail": each} for each in wrong]
    return problem(request, status, code=code, detail=" ".join(wrong), errors=errors)


def _of_framework(request: HttpRequest, error: APIException) -> HttpResponse:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, ValidationError):
        return problem(request, 400, code="invalid", errors=list(_flatten(error.detail)), headers=headers)
    # What the framework says about types, methods and paths repeats the request; what our parser says does not.
    detail = str(error.detail) if isinstance(error, ParseError | InsufficientScope) else ""
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else ""
    return problem(request, error.status_code, code=code, detail=detail, headers=headers)


def _flatten(detail: Any, pointer: str = "") -> Any:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flatten(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flatten(inner, pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}

"""``/adapters/gateway/NAME``: asked by nginx (``auth_request``) or Envoy (``ext_authz``) before each request.

204 lets it through, 401 and 403 stop it; every other answer is an error to both, and they stop it as well.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from consent import clock
from consent.api.access.quotas import beyond_quota
from consent.api.adapters.gateway.routes import PERSON, Route
from consent.api.authentication import origin_of
from consent.api.certificates import certificate_of
from consent.api.challenge import bearer_challenge
from consent.api.principal import bearer_token, principal_by, token_checksum
from consent.ledger.actions.check import Answer, Rejection, check
from consent.ledger.reads import CheckQuestion

RETRY_AFTER_SECONDS = 2
_PAIRWISE = re.compile(r"[a-z2-7]{32}")
_TEXT = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,498}[\x21-\x7e])?")

log = structlog.get_logger(__name__)


class _Unreadable(ValueError):
    """A header that the route names holds what cannot be meant."""


@csrf_exempt
def gateway(request: HttpRequest, name: str) -> HttpResponse:
    """This function will say whether a request to a vendor's system may go on; the ledger records the use first.

    The request is in ``X-Original-URI`` and ``X-Original-Method``, as the gateway received it; the method of this
    question and its body are not looked at. GDPR 6, 25(2), 32(1)(b).
    """
    token = bearer_token(request.headers.get("Authorization", ""))
    if token is None:
        return _unauthorized(request, "")
    checksum = token_checksum(token, certificate_of(request.META))
    try:
        question = _question(request, name, checksum)
        if question is None:
            known = principal_by(checksum, clock.now()) is not None
            return _answer(HTTPStatus.FORBIDDEN) if known else _unauthorized(request, "invalid_token")
        outcome = check([question])[0]
    except (DatabaseError, InterfaceError) as failure:
        # The class only: a database's own words may quote a row.
        log.error("gateway_unavailable", failure=type(failure).__name__)
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(RETRY_AFTER_SECONDS)})
    if outcome is Rejection.UNAUTHENTICATED:
        return _unauthorized(request, "invalid_token")
    if not isinstance(outcome, Answer):
        beyond = beyond_quota(outcome)
        return (
            _answer(beyond.status, {"Retry-After": str(beyond.retry_after)})
            if beyond
            else _answer(HTTPStatus.FORBIDDEN)
        )
    told = {"X-Decision-Id": outcome.decision_id, "X-Decision-Reason": outcome.reason.value}
    return _answer(HTTPStatus.NO_CONTENT if outcome.allowed else HTTPStatus.FORBIDDEN, told)


def _question(request: HttpRequest, name: str, checksum: str) -> CheckQuestion | None:
    """What the original request asks of the ledger; None for one that asks nothing we know, which is refused."""
    known = settings.ADAPTERS.gateways.get(name)
    method, uri = request.headers.get("X-Original-Method", ""), request.headers.get("X-Original-URI", "")
    found = known.route_of(method, uri) if known else None
    if known is None or found is None:
        return None
    route, parts = found
    try:
        person = _person(request, route, parts)
        case, staff_ref = (_text(request, header) for header in (route.case, route.staff_ref))
    except _Unreadable:
        return None
    return CheckQuestion(
        token_checksum=checksum,
        department=known.department,
        activity=route.activity,
        category=route.category,
        pairwise_id=person,
        case=case,
        staff_ref=staff_ref,
    )


def _person(request: HttpRequest, route: Route, parts: Mapping[str, str]) -> str:
    told = request.headers.get(route.person, "") if route.person else parts[PERSON]
    if not _PAIRWISE.fullmatch(told):
        raise _Unreadable
    return told


def _text(request: HttpRequest, header: str) -> str | None:
    told = request.headers.get(header, "") if header else ""
    if told and not _TEXT.fullmatch(told):
        raise _Unreadable
    return told or None


def _unauthorized(request: HttpRequest, error: str) -> HttpResponse:
    return _answer(HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": bearer_challenge(origin_of(request), error=error)})


def _answer(status: HTTPStatus, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store", **(headers or {})})

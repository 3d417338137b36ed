"""The door before Django: answers decisions with as few layers as the promise allows, and passes all else on."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import Error as DatabaseFailure
from django.http.request import split_domain_port, validate_host

from consent.api.access.connections import drop_connection, usable_connection
from consent.api.access.messages import BadRequest, read_question, write_answer
from consent.api.challenge import bearer_challenge
from consent.api.principal import bearer_token, token_checksum
from consent.api.strict_json import MAX_BYTES, BadJson, TooLarge, parse
from consent.ledger.actions.check import SCOPE, Rejection, check
from consent.logging.requests import request_id_from

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

BELOW = "/access/"
PATH = "/access/v1/evaluation"
RETRY_AFTER_SECONDS = 2
_UTF8_JSON = re.compile(r'application/json\s*(;\s*charset="?utf-?8"?\s*)?', re.IGNORECASE)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, body and headers of one answer."""

    status: HTTPStatus
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)


def refusal(status: HTTPStatus, message: str, *headers: tuple[str, str]) -> Reply:
    """This function will return an error in AuthZEN's own form: a JSON string that says what was wrong."""
    return Reply(status, orjson.dumps(message), list(headers))


class DecisionDoor:
    """WSGI application that serves all of /access/ itself and hands every other path to ``behind``."""

    def __init__(self, behind: Application) -> None:
        self.behind = behind

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """This function will answer one request; a fault of any kind becomes 503 or 500, never an allow."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(BELOW):
            return self.behind(environ, start_response)
        request_id = request_id_from(environ.get("HTTP_X_REQUEST_ID"))
        try:
            reply = evaluate(environ) if path == PATH else refusal(HTTPStatus.NOT_FOUND, "There is nothing here.")
        except DatabaseFailure as failure:
            # The class only: a database's own words may quote a row.
            log.error("decision_unavailable", request_id=request_id, failure=type(failure).__name__)
            drop_connection()
            reply = refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "The ledger cannot be reached: treat this as a refusal and try again.",
                ("Retry-After", str(RETRY_AFTER_SECONDS)),
            )
        except Exception as failure:
            log.error("decision_failed", request_id=request_id, failure=type(failure).__name__)
            reply = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "The decision failed: treat this as a refusal.")
        if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("decision_rejected", request_id=request_id, status=reply.status.value)
        start_response(
            f"{reply.status.value} {reply.status.phrase}",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(reply.body))),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                ("X-Request-ID", request_id),
                *reply.headers,
            ],
        )
        return [reply.body]


def evaluate(environ: Environ) -> Reply:
    """This function will answer one evaluation request; raises ``django.db.Error`` when the ledger is out of reach."""
    if not settings.DEMO and not _is_addressed_safely(environ):
        return refusal(HTTPStatus.BAD_REQUEST, "Use https and the city's own host name.")
    if environ["REQUEST_METHOD"] != "POST":
        return refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Use POST.", ("Allow", "POST"))
    token = bearer_token(environ.get("HTTP_AUTHORIZATION", ""))
    if token is None:
        return _unauthenticated("")
    if not _UTF8_JSON.fullmatch(environ.get("CONTENT_TYPE", "").strip()):
        return refusal(HTTPStatus.BAD_REQUEST, "The content type must be application/json.")
    try:
        question = read_question(parse(_body(environ)), token_checksum(token))
    except TooLarge as problem:
        return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(problem))
    except (BadJson, BadRequest) as problem:
        return refusal(HTTPStatus.BAD_REQUEST, str(problem))
    usable_connection()
    outcome = check([question])[0]
    if outcome is Rejection.UNAUTHENTICATED:
        return _unauthenticated("invalid_token")
    if outcome is Rejection.SCOPE_MISSING:
        challenge = bearer_challenge(settings.PUBLIC_URL, error="insufficient_scope", scope=SCOPE)
        return refusal(HTTPStatus.FORBIDDEN, f"The token lacks the scope {SCOPE}.", ("WWW-Authenticate", challenge))
    if isinstance(outcome, Rejection):
        return refusal(HTTPStatus.FORBIDDEN, "subject must be the department that the token belongs to.")
    return Reply(HTTPStatus.OK, write_answer(outcome))


def _unauthenticated(error: str) -> Reply:
    challenge = bearer_challenge(settings.PUBLIC_URL, error=error)
    return refusal(HTTPStatus.UNAUTHORIZED, "A valid access token is needed.", ("WWW-Authenticate", challenge))


def _is_addressed_safely(environ: Environ) -> bool:
    # What Django's own middleware asks of every other path.
    header, value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    host, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    return environ.get(header) == value and validate_host(host, settings.ALLOWED_HOSTS)


def _body(environ: Environ) -> bytes:
    # Leading zeros and a length beyond any integer are a sender's trick, not a reason to read or to fail.
    length = (environ.get("CONTENT_LENGTH") or "").lstrip("0")
    if length.isascii() and length.isdigit() and (len(length) > len(str(MAX_BYTES)) or int(length) > MAX_BYTES):
        raise TooLarge(f"The document is longer than {MAX_BYTES} bytes.")
    body: bytes = environ["wsgi.input"].read(MAX_BYTES + 1)
    return body

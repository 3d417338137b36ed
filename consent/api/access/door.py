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

from consent.api.access.callers import require
from consent.api.access.connections import drop_connection, usable_connection
from consent.api.access.endpoints import ENDPOINTS, SINGLE, Endpoint
from consent.api.access.messages import BadRequest
from consent.api.access.sources import Beyond, Failed, Refused
from consent.api.certificates import certificate_of
from consent.api.challenge import bearer_challenge
from consent.api.principal import bearer_token, token_checksum
from consent.api.strict_json import MAX_BYTES, BadJson, TooLarge, parse
from consent.logging.requests import request_id_from

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

BELOW = "/access/"
PATH = SINGLE
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
            endpoint = ENDPOINTS.get(path)
            reply = answer(environ, endpoint) if endpoint else refusal(HTTPStatus.NOT_FOUND, "There is nothing here.")
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


def answer(environ: Environ, endpoint: Endpoint) -> Reply:
    """This function will answer one request; raises ``django.db.Error`` when the ledger is out of reach."""
    if not settings.DEMO and not _is_addressed_safely(environ):
        return refusal(HTTPStatus.BAD_REQUEST, "Use https and the city's own host name.")
    if environ["REQUEST_METHOD"] != "POST":
        return refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Use POST.", ("Allow", "POST"))
    token = bearer_token(environ.get("HTTP_AUTHORIZATION", ""))
    if token is None:
        return _unauthorized(Refused())
    if not _UTF8_JSON.fullmatch(environ.get("CONTENT_TYPE", "").strip()):
        return refusal(HTTPStatus.BAD_REQUEST, "The content type must be application/json.")
    checksum = token_checksum(token, certificate_of(environ))
    try:
        body = _body(environ, endpoint.most_bytes)
        if len(body) > MAX_BYTES:
            # Much work is done only for somebody who may ask for it.
            usable_connection()
            require(checksum, endpoint.scope)
        asked = endpoint.read(parse(body, max_bytes=endpoint.most_bytes))
        usable_connection()
        answered = endpoint.answer(asked, checksum)
    except TooLarge as problem:
        return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(problem))
    except (BadJson, BadRequest) as problem:
        return refusal(HTTPStatus.BAD_REQUEST, str(problem))
    except Refused as refused:
        return _unauthorized(refused)
    except Beyond as beyond:
        answered = beyond.failed
    if isinstance(answered, Failed):
        wait = [("Retry-After", str(answered.retry_after))] if answered.retry_after else []
        return refusal(answered.status, answered.message, *wait)
    return Reply(HTTPStatus.OK, orjson.dumps(answered))


def _unauthorized(refused: Refused) -> Reply:
    challenge = bearer_challenge(settings.PUBLIC_URL, error=refused.error, scope=refused.scope)
    if refused.scope:
        return refusal(
            HTTPStatus.FORBIDDEN, f"The token lacks the scope {refused.scope}.", ("WWW-Authenticate", challenge)
        )
    return refusal(HTTPStatus.UNAUTHORIZED, "A valid access token is needed.", ("WWW-Authenticate", challenge))


def _is_addressed_safely(environ: Environ) -> bool:
    # What Django's own middleware asks of every other path.
    header, value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    host, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    return environ.get(header) == value and validate_host(host, settings.ALLOWED_HOSTS)


def _body(environ: Environ, most: int) -> bytes:
    # Leading zeros and a length beyond any integer are a sender's trick, not a reason to read or to fail.
    length = (environ.get("CONTENT_LENGTH") or "").lstrip("0")
    told = length.isascii() and length.isdigit()
    if told and (len(length) > len(str(most)) or int(length) > most):
        raise TooLarge(f"The document is longer than {most} bytes.")
    # Never beyond what is told: a server need not end the input there (PEP 3333), and a read would wait for more.
    body: bytes = environ["wsgi.input"].read(int(length) if told else most + 1)
    return body

"""Gives every request an id, and tells of it in the log without telling of the person."""

import re
import uuid
from typing import cast

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from consent.logging.paths import shown_path
from consent.logging.redaction import redact

HEADER = "X-Request-ID"
_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def request_id_from(presented: str | None) -> str:
    """This function will return the caller's request id when it is short, harmless and names nobody, else a new one."""
    if presented and _SAFE.fullmatch(presented) and redact(presented) == presented:
        return presented
    return uuid.uuid4().hex


class RequestLog(RequestMiddleware):
    """django-structlog's middleware without what it tells of people: no query string, no address, no account."""

    async_capable = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will name the request, let it be answered, and say its name in the answer."""
        response = cast(HttpResponse, super().__call__(request))
        response.headers[HEADER] = request.request_id  # type: ignore[attr-defined]
        return response

    def prepare(self, request: HttpRequest) -> None:
        """This function will bind the request's id to everything that is logged while it is answered."""
        request.request_id = request_id_from(request.headers.get(HEADER))  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """This function will name the request by method and by as much of its path as may be told."""
        return f"{request.method} {shown_path(request)}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """This function will do nothing: who a person is stays out of the log."""

"""Error pages that need no database, no session and no user, so that they work when nothing else does."""

import json
import sys
from http import HTTPStatus
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation

MACHINE_PATHS = ("/api/", "/access/", "/o/", "/ssf/", "/.well-known/")
DATABASE_GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
RETRY_AFTER_SECONDS = 10


def bad_request(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """This function will return 400 for a request that cannot be understood."""
    return _answer(request, HTTPStatus.BAD_REQUEST, "400.html")


def permission_denied(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """This function will return 403 for a page that is not for this person."""
    return _answer(request, HTTPStatus.FORBIDDEN, "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """This function will return 403 for a form without a valid token; ``reason`` is for developers and not shown."""
    return _answer(request, HTTPStatus.FORBIDDEN, "403_form.html")


def not_found(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """This function will return 404: the same page for what does not exist and for what one may not see."""
    return _answer(request, HTTPStatus.NOT_FOUND, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """This function will return 503 when the database cannot be reached, else 500; it never shows a cause."""
    if not _database_is_gone(sys.exc_info()[1]):
        return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "500.html")
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "503.html")
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _database_is_gone(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, DATABASE_GONE):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def _answer(request: HttpRequest, status: HTTPStatus, template: str) -> HttpResponse:
    if request.path.startswith(MACHINE_PATHS):
        body = json.dumps({"type": "about:blank", "title": status.phrase, "status": status.value})
        response = HttpResponse(body, status=status, content_type="application/problem+json")
    else:
        response = HttpResponse(_page(request, status, template), status=status)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, status: HTTPStatus, template: str) -> str:
    language = translation.get_language_from_request(request)
    context: dict[str, Any] = {
        "CITY_NAME": settings.CITY_NAME,
        "DEMO": settings.DEMO,
        "LANGUAGE_CODE": language,
        "status": status.value,
        "writing": request.method not in ("GET", "HEAD"),
    }
    with translation.override(language):
        # Rendered without the request: no context processor may ask for a session or a user here.
        return loader.get_template(template).render(context)

"""Writes that may be repeated: a request sent again under its ``Idempotency-Key`` is answered again, not done again."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.problems import problem
from consent.core.errors import Conflict
from consent.registry.kept_answers import Answer, Asked, answer_before, keep_answer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEPT_HEADERS = ("ETag", "Location")
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    required=True,
    description=(
        "A value of your own for this one act, a UUID for instance. Whoever repeats the request with it within 30 days "
        "gets the first answer again; another request under the same key is 409."
    ),
)

View = Callable[..., HttpResponseBase]


def idempotent(write: View) -> View:
    """This function will make a view's method do its work once for each ``Idempotency-Key`` of a client.

    The work and its answer are one transaction: whatever fails, by an exception or by an answer that is no success,
    leaves neither. Two at once take turns, and the second is told what the first did. Only after the caller has been
    let in is anything replayed. Draft of the IETF's HTTPAPI group: The Idempotency-Key HTTP Header Field §2.
    """

    @wraps(write)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER, "")
        if not _KEY.fullmatch(key):
            detail = f"This needs the header {HEADER}, 1 to 255 visible ASCII characters."
            return problem(request._request, 400, code="idempotency-key-missing", detail=detail)
        asked = Asked(caller_of(request).client, hashlib.sha256(key.encode()).digest(), _fingerprint(request))
        with transaction.atomic():
            try:
                before = answer_before(asked)
            except Conflict as error:
                return problem(request._request, 409, code=error.code, detail=str(error))
            if before is not None:
                return _reply(before, replayed=True)
            response = write(view, request, *args, **kwargs)
            if not 200 <= response.status_code < 300:
                transaction.set_rollback(True)
                return response
            answer = Answer(response.status_code, _headers(response), _content(response))
            keep_answer(asked, answer)
        return _reply(answer, replayed=False)

    return once


def _fingerprint(request: Request) -> bytes:
    parts = (request.method or "", request.get_full_path(), hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).digest()


def _headers(response: HttpResponseBase) -> dict[str, str]:
    return {name: response[name] for name in _KEPT_HEADERS if name in response}


def _content(response: HttpResponseBase) -> bytes:
    if isinstance(response, Response):
        return b"" if response.data is None else JSONRenderer().render(response.data)
    if isinstance(response, HttpResponse):
        return response.content
    raise TypeError("an answer that is streamed cannot be kept")


def _reply(answer: Answer, *, replayed: bool) -> HttpResponse:
    content_type = "application/json" if answer.content else None
    response = HttpResponse(answer.content, status=answer.status, content_type=content_type, headers=answer.headers)
    if replayed:
        response[REPLAYED] = "true"
    return response

"""Answers that a reader may have already: each has an ETag, and 304 says that it still holds (RFC 9110 §13)."""

import hashlib
from typing import Any

import orjson
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

KEPT = OpenApiResponse(description="Nothing has changed since the answer with that ETag.")
UNCHANGED = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of an earlier answer; 304 when it still holds.",
)
# What is about people is kept by the program that asked for it, and by no cache on the way.
PERSONAL = "no-store"


def conditional(request: Request, content: dict[str, Any], *, caching: str = PERSONAL) -> Any:
    """This function will answer with ``content``, or with 304 to whoever says that they have it already."""
    etag = quote_etag(hashlib.sha256(orjson.dumps(content)).hexdigest()[:32])
    response = Response(content, headers={"ETag": etag, "Cache-Control": caching})
    return get_conditional_response(request._request, etag=etag, response=response)

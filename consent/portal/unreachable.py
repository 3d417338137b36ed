"""The page for the time in which the population register does not answer: nobody acts, and nothing was saved."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER_SECONDS = 60


def register_unreachable(request: HttpRequest) -> HttpResponse:
    """This function will say, with 503, that one cannot act now; a right that cannot be looked up is no right."""
    context = {"writing": request.method not in ("GET", "HEAD"), "next_path": "/"}
    response = render(request, "portal/unreachable.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response

"""Files of the log that everybody gets alike: asked for without cookies, and kept by any cache."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OPEN_FILES = re.compile(r"/log/(?:[0-9]+/)?(?:checkpoint|witnessed-checkpoint|key|tile/.*)")


class OpenFiles:
    """Takes a visitor's cookies away before anything reads them: no answer that a cache keeps belongs to a session.

    A shared cache that keeps such an answer must not keep somebody's cookie with it (RFC 9111 section 7.3). What the
    other middleware says of the visitor's language is taken off again: there is one answer for all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will pass the request on as a stranger's when it asks for such a file."""
        if not OPEN_FILES.fullmatch(request.path_info):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        if response.status_code == 200:
            del response.headers["Vary"]
            del response.headers["Content-Language"]
        return response

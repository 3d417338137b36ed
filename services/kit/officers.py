"""Pages of a service are for signed-in staff of its department in a named role, and are never kept by a browser."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def _page(request: HttpRequest) -> str:
    """The page to come back to after signing in: never an act, so that nothing is sent again by itself."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return request.get_full_path()
    try:
        source = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    return source.path if source.netloc == request.get_host() and re.match(r"/(?!/)", source.path) else "/"


def officers_only(*, role: str, department: str) -> Callable[[View], View]:
    """This function will let in only staff with the role in the department.

    Anyone not signed in is sent to sign in; anyone else gets PermissionDenied, before the view learns anything.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not user.is_authenticated:
                response: HttpResponse = redirect_to_login(_page(request))
                response["Cache-Control"] = "no-store"
                return response
            if not user.has_role(role, department):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        guarded.officers_only = (role, department)  # type: ignore[attr-defined]
        return guarded

    return decorate

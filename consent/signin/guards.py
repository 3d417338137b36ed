"""Who gets in: pages for staff in named roles, and the way to the sign-in page for everybody else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache

from consent.signin.sessions import UNSENT

P = ParamSpec("P")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def staff_only(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """This function will let in only staff who hold one of ``roles`` for the whole city at this moment.

    A visitor is sent to sign in and comes back to the page; anybody else gets 403 before the view learns anything.
    Law: GDPR 32(1)(b); roles are read anew each time, so one taken away is gone at once.
    """
    if not roles:
        raise ValueError("name at least one role")

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not any(request.user.has_role(role) for role in roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.staff_only = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def to_sign_in(request: HttpRequest, ended: str = "") -> HttpResponse:
    """This function will send a visitor to sign in and then back to the page, never to an act.

    An act that was sent without a session is not done: the way back leads to the page it was sent from, which will
    say that nothing was saved. ``ended`` is ``idle`` or ``limit`` when a session has just ended.
    """
    if request.method in SAFE_METHODS:
        page = request.get_full_path()
    else:
        page = page_of_the_form(request)
        request.session[UNSENT] = True
    said = {"next": page} | ({"ended": ended} if ended else {})
    response = HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode(said, safe='/')}")
    add_never_cache_headers(response)
    return response


def page_of_the_form(request: HttpRequest) -> str:
    """This function will return the page of ours a form was sent from, as the browser tells it, or the front page."""
    try:
        source = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if source.netloc != request.get_host() or not source.path.startswith("/") or source.path.startswith("//"):
        return "/"
    return source.path + (f"?{source.query}" if source.query else "")

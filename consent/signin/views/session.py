"""Staying signed in, and what the session's end is."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consent import clock
from consent.signin.guards import to_sign_in
from consent.signin.limits import Limits, standing
from consent.signin.store import BEGAN, SEEN


@never_cache
@require_POST
def extend(request: HttpRequest) -> HttpResponse:
    """This function will move the idle limit: pressing the button is a use of the session, and nothing else is done.

    The answer opens in a window of its own, so that what was written on the page stays (WCAG 2.2 SC 2.2.1, 2.2.6).
    """
    if not request.user.is_authenticated:
        return to_sign_in(request)
    request.session[SEEN] = int(clock.now().timestamp())
    return HttpResponseRedirect("/session/")


@never_cache
@require_GET
def still_here(request: HttpRequest) -> HttpResponse:
    """This function will say until when one is signed in."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    session = request.session
    stands = standing(session[BEGAN], session[SEEN], clock.now(), Limits.of(request.user))
    return render(request, "signin/session.html", {"until": min(stands.idle_end, stands.whole_end), "stands": stands})

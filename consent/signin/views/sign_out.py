"""Signing out: here first, then where the person signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consent.signin import sessions
from consent.signin.oidc.leaving import PROVIDER, way_out

STATE = "sign_out_state"


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This function will end the session and everything kept in it, then lead to where the provider ends its own.

    Standard: OpenID Connect RP-Initiated Logout 1.0 §2.
    """
    by_city = bool(request.session.get(PROVIDER))
    onward = way_out(request.session)
    sessions.end(request)
    if onward is None:
        messages.success(request, _("You are signed out."))
        if by_city:
            messages.warning(request, _("The city’s own sign-in may still be open: close the browser."))
        return HttpResponseRedirect("/#status")
    url, request.session[STATE] = onward
    return HttpResponseRedirect(url)


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """This function will take the person back from the provider; without the state that went there it says nothing."""
    expected, said = request.session.pop(STATE, ""), request.GET.get("state", "")
    if expected and constant_time_compare(expected, said):
        messages.success(request, _("You are signed out."))
    return HttpResponseRedirect("/#status")

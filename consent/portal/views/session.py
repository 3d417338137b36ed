"""Language, the person one acts for, signing out: each a POST, since each changes something."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consent.core.vocabulary import LANGUAGES
from consent.people.actions.choose_language import choose_language
from consent.portal.acting import Acting, choose
from consent.portal.guards import resident_only

COOKIE_AGE_SECONDS = 60 * 60 * 24 * 365


@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """This function will change the language of the pages, and of the account when somebody is signed in."""
    chosen = request.POST.get("language", "")
    if chosen not in LANGUAGES:
        raise BadRequest("language")
    if request.user.is_authenticated:
        choose_language(account=request.user.pk, language=chosen)
    response = HttpResponseRedirect(_next(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=COOKIE_AGE_SECONDS,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@require_POST
@resident_only
def act_for(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will act for another person; a person one has no right for is the same 404 as an unknown one."""
    try:
        subject = UUID(request.POST.get("person", ""))
    except ValueError:
        raise BadRequest("person") from None
    person = choose(request, acting, subject)
    if person is None:
        raise Http404
    if person.is_me:
        messages.success(request, _("You act for yourself again."))
    else:
        messages.success(request, _("You act for %(name)s.") % {"name": person.label})
    return HttpResponseRedirect("/#status")


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This function will end the session and everything kept in it."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return HttpResponseRedirect("/#status")


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure())
    return target if allowed and target.startswith("/") and target.isprintable() else "/"

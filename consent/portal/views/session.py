"""Language and the person one acts for: each a POST, since each changes something."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consent.core.vocabulary import LANGUAGES
from consent.people.actions.choose_language import choose_language
from consent.portal.acting import Acting, choose
from consent.portal.guards import resident_only
from consent.signin.targets import own_page

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
    return HttpResponseRedirect(f"{_next(request)}#status")


def _next(request: HttpRequest) -> str:
    return own_page(request, request.POST.get("next")) or "/"
